"""From a case to a partner's stream and back: consent given, alert published, consent withdrawn, everybody told."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from chassis.values import utcnow
from tests.support.site import Site
from tests.support.story import Story


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    yield site
    site.close()


@pytest.fixture
def story(site):
    return Story(site)


def test_an_alert_shared_with_a_group_is_recalled_from_the_partner_who_read_it(story, site):
    case = story.case()
    alert = story.approved_alert(case, audience={"kind": "group", "group_id": story.group})
    alert = story.change(story.coordinator, "publish_alert", alert)
    site.deliver()
    shared = alert["edition"]["representation_id"]
    entries, after = story.stream()
    assert entries == [("published", shared)]
    assert story.ask(story.partner, "alerts", "get_alert", alert_id=shared)["texts"]["en"]["facts"] == "Detained in Country A."
    story.ask(story.officer, "cases", "withdraw_consent", case_id=case["id"], purposes=["share_partner"])
    site.deliver()
    with pytest.raises(NotFound):
        story.ask(story.partner, "alerts", "get_alert", alert_id=shared)
    at_once = [(story.partner_org, "copies", "cannot_be_confirmed"), (story.partner_org, "site", "hidden")]
    assert story.recalls(alert) == [*at_once, (story.partner_org, "stream", "asked")]
    entries, after = story.stream(after)
    assert entries == [("withdrawn", shared)]
    story.stream(after)
    site.deliver()
    assert story.recalls(alert) == [*at_once, (story.partner_org, "stream", "confirmed")]


def test_a_public_alert_is_gone_after_the_consent_for_it_was_withdrawn(story, site):
    case = story.case()
    alert = story.change(story.coordinator, "publish_alert", story.approved_alert(case, audience={"kind": "public"}))
    public = alert["edition"]["representation_id"]
    assert story.ask(None, "alerts", "get_public_alert", alert_id=public)["country"] == "FR"
    story.ask(story.officer, "cases", "withdraw_consent", case_id=case["id"], purposes=["urgent_appeal"])
    site.deliver()
    with pytest.raises(NotFound, match="gone"):
        story.ask(None, "alerts", "get_public_alert", alert_id=public)
    assert story.recalls(alert) == [("", "copies", "cannot_be_confirmed"), ("", "feed", "asked"), ("", "public_page", "hidden")]
    assert story.ask(story.officer, "alerts", "get_alert", alert_id=alert["id"])["withdrawal"]["cause"] == "clearance_revoked"


def test_without_consent_for_it_nothing_is_published_and_the_answer_says_what_is_missing(story):
    case = story.case(purposes=["share_partner"])
    with pytest.raises(Conflict) as raised:
        story.change(story.coordinator, "publish_alert", story.approved_alert(case, audience={"kind": "public"}))
    assert raised.value.code == "checks-missing"
    assert [missing["check"] for missing in raised.value.params["missing"]] == ["consent"]


def test_an_alert_is_not_published_for_a_case_that_is_not_ours(story):
    with pytest.raises(NotFound):
        story.change(
            story.coordinator,
            "publish_alert",
            story.approved_alert({"id": "00000000-0000-4000-8000-000000000001"}, audience={"kind": "public"}),
        )


def test_a_program_that_may_not_touch_cases_publishes_none_and_learns_nothing_of_them(story):
    alert = story.approved_alert(story.case(purposes=["share_partner"]), audience={"kind": "public"})
    program = story.program("alerts:read", "alerts:write")
    with pytest.raises(Forbidden) as raised:
        story.change(program, "publish_alert", alert)
    assert (raised.value.code, raised.value.params) == ("scope-missing", {"scope": "cases:write"})


def test_a_program_publishes_no_case_above_its_ceiling(story):
    case = story.case()
    alert = story.approved_alert(case, audience={"kind": "public"})
    program = story.program("alerts:read", "alerts:write", "cases:read", "cases:write")
    story.mark(case, "red")
    with pytest.raises(NotFound, match="no-such-case"):
        story.change(program, "publish_alert", alert)
    story.mark(case, "amber")
    published = story.change(program, "publish_alert", alert)
    (clearance,) = story.ask(story.coordinator, "cases", "list_clearances", case_id=case["id"])["items"]
    assert (published["state"], clearance["issued_to"]) == ("published", program.id)


def test_a_draft_is_put_before_nobody_of_another_organisation(story):
    alert = story.draft(story.case(), audience={"kind": "public"})
    ours, theirs, gone = story.member("reviewer"), story.theirs.member("reviewer"), story.member("reviewer")
    story.ask(story.admin, "directory", "end_membership", membership_id=gone.membership_id, version=1)
    asked = [one.membership_id for one in (ours, theirs, story.officer, gone)]
    with pytest.raises(Invalid) as raised:
        story.change(story.officer, "submit_alert", alert, reviewers=asked)
    assert raised.value.params["errors"] == [{"pointer": f"/reviewers/{number}", "code": "not-a-reviewer"} for number in (1, 2, 3)]
    story.change(story.officer, "submit_alert", alert, reviewers=asked[:1])
    assert story.ask(ours, "alerts", "get_alert", alert_id=alert["id"])["state"] == "in_review"
    with pytest.raises(NotFound):
        story.ask(theirs, "alerts", "get_alert", alert_id=alert["id"])


def test_an_organisation_that_was_taken_out_of_a_group_publishes_nothing_into_it(story):
    admin = story.theirs.member("admin")
    group = story.ask(admin, "directory", "create_sharing_group", name="Theirs", organisations=[story.ours.id])
    story.officer, story.coordinator = story.member("case_officer"), story.member("coordinator")
    alert = story.approved_alert(story.case(), audience={"kind": "group", "group_id": group["id"]})
    gone = {"group_id": group["id"], "version": 1, "organisation_id": story.ours.id}
    story.ask(admin, "directory", "remove_group_member", **gone)
    renewed = story.site.rpc.directory.resolve_session(secret=story.coordinator.secret)
    for who in (story.coordinator, SimpleNamespace(**renewed)):
        with pytest.raises(Conflict, match="group-left"):
            story.change(who, "publish_alert", alert)
    assert story.ask(story.coordinator, "cases", "list_clearances", case_id=alert["case_id"])["items"] == []


def test_a_consent_that_is_given_an_end_keeps_the_alert_until_then(story, site):
    case = story.case()
    alert = story.approved_alert(case, audience={"kind": "group", "group_id": story.group})
    alert = story.change(story.coordinator, "publish_alert", alert)
    site.deliver()
    shared = alert["edition"]["representation_id"]
    entries, after = story.stream()
    until = utcnow().replace(microsecond=0) + timedelta(days=1)
    story.consent(case, purposes=["share_partner"], expires_at=until.isoformat())
    site.deliver()
    assert story.ask(story.partner, "alerts", "get_alert", alert_id=shared)["texts"]["en"]["facts"] == "Detained in Country A."
    again, _ = story.stream(after)
    assert (entries, again) == ([("published", shared)], [("published", shared)])
    edition = story.ask(story.coordinator, "alerts", "get_alert", alert_id=alert["id"])["edition"]
    assert (edition["number"], datetime.fromisoformat(edition["visible_until"]), story.recalls(alert)) == (1, until, [])
