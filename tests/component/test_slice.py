"""From a case to a partner's stream and back: consent given, alert published, consent withdrawn, everybody told."""

from datetime import timedelta

import pytest

from chassis.errors import Conflict, NotFound
from chassis.values import utcnow
from tests.support.site import Organisation, Site

SCOPES = ["cases:read", "cases:write", "alerts:read", "alerts:write", "streams:read", "subscriptions:manage"]


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    yield site
    site.close()


class Story:
    """An organisation that defends, a partner that reads, and the group they share."""

    def __init__(self, site):
        self.site = site
        ours, theirs = Organisation(site, "Sample Defenders"), Organisation(site, "Sample Partner", country="DE")
        admin = ours.member("admin")
        self.group = self.ask(admin, "directory", "create_sharing_group", name="Sample group")["id"]
        version = self.ask(admin, "directory", "get_sharing_group", group_id=self.group)["version"]
        self.ask(admin, "directory", "add_group_member", group_id=self.group, version=version, organisation_id=theirs.id)
        self.officer, self.coordinator = ours.member("case_officer"), ours.member("coordinator")
        self.partner, self.partner_org = theirs.member("partner_reader"), theirs.id

    def ask(self, who, service, method, **request):
        return self.site.rpc.call(service, method, request, context=who.context if who else None)

    def case(self, *, purposes=("share_partner", "urgent_appeal")):
        """Return a case with all its checks, and consent for these purposes."""
        opened = {"title": "Blue heron", "country": "FR", "summary": "Called us at night.", "subject_name": "Sample Lawyer 3"}
        case = self.ask(self.officer, "cases", "open_case", **opened)
        of_case = {"case_id": case["id"]}
        self.ask(self.officer, "cases", "accept_case", **of_case, version=case["version"])
        self.ask(self.officer, "cases", "record_mandate", **of_case, within=True)
        self.ask(self.officer, "cases", "record_verification", **of_case, status="confirmed", sources="Two colleagues.")
        until = (utcnow() + timedelta(days=30)).isoformat()
        risk = {"likelihood": 3, "impact": 4, "harm_of_action": "Reprisals.", "valid_until": until}
        checks = self.ask(self.officer, "cases", "record_risk", **of_case, **risk)
        self.ask(self.coordinator, "cases", "approve_risk", **of_case, risk_id=checks["risk"]["id"])
        consent = {"party_id": case["subjects"][0]["id"], "purposes": list(purposes), "state": "given"}
        self.ask(self.officer, "cases", "record_consent", **of_case, **consent, audience={"kind": "public"}, identifiability="named")
        return case

    def approved_alert(self, case, *, audience):
        text = {"headline": "Sample Lawyer 3 detained", "facts": "Detained in Country A.", "demands": "Release the lawyer."}
        given = {"kind": "urgent_appeal", "country": "FR", "case_id": case["id"], "audience": audience, "texts": {"en": text, "fr": text}}
        alert = self.ask(self.officer, "alerts", "draft_alert", **given)
        alert = self.change(self.officer, "submit_alert", alert)
        for aspect in ("facts", "consent", "risk"):
            alert = self.change(self.coordinator, "sign_off_alert", alert, aspect=aspect)
        return alert

    def change(self, who, method, alert, **request):
        return self.ask(who, "alerts", method, alert_id=alert["id"], version=alert["version"], **request)

    def stream(self, after=None):
        page = self.ask(self.partner, "streams", "read_entries", stream="alerts", after=after)
        return [(item["event"]["type"].split(".")[-2], item["event"].get("subject")) for item in page["items"]], page["next"]

    def recalls(self, alert):
        items = self.ask(self.coordinator, "alerts", "list_recalls", alert_id=alert["id"])["items"]
        return sorted((item["organisation_id"] or "", item["channel"], item["state"]) for item in items)


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
