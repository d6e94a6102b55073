"""Publishing, updating, withdrawing, and the clearance that may fall at any moment."""

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from chassis import timers
from chassis.contexts import PUBLIC, to_json, verify
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from chassis.messages.outbox import outbox
from services.alerts.storage.tables import alert as alert_table
from tests.component.alerts.conftest import (
    CASE,
    COORDINATOR,
    GROUP,
    OFFICER,
    ORG,
    PARTNER,
    PARTNER_ORG,
    STRANGER,
    a_member,
    a_text,
    clearance_of,
    refused,
)
from tests.support.components import NOON


def test_a_published_alert_is_public_under_an_id_of_its_own(desk):
    alert = desk.published()
    (public_id,) = desk.public_ids()
    assert public_id == alert["edition"]["representation_id"] != alert["id"]
    shown = desk.call("get_public_alert", PUBLIC, alert_id=public_id)
    assert shown == {
        "id": public_id,
        "representation": "public",
        "version": 1,
        "organisation_id": str(ORG),
        "organisation_name": "Sample Organisation",
        "kind": "urgent_appeal",
        "country": "FR",
        "marking": "clear",
        "principles": ["16"],
        "texts": {"en": a_text(), "fr": a_text("Avocat exemple 3 détenu")},
        "published_at": "2026-03-05T12:00:00Z",
        "updated_at": "2026-03-05T12:00:00Z",
    }


def test_a_clearance_is_asked_for_what_is_published_and_by_whom(desk):
    alert = desk.published(identifiability="initials")
    ((clearance_id, request),) = desk.neighbours.clearances
    assert clearance_of(alert) == clearance_id
    asked_for = verify(request.pop("on_behalf_of"), desk.component.service.keyring.public, NOON)
    assert to_json(asked_for) == to_json(COORDINATOR)
    assert request == {
        "case_id": str(CASE),
        "purpose": "urgent_appeal",
        "audience": {"kind": "public", "groups": []},
        "identifiability": "initials",
        "for_record": {"kind": "alert", "id": alert["id"]},
    }


def test_nothing_is_published_without_a_clearance(desk):
    desk.neighbours.refusal = Conflict("checks-missing", missing=[])
    alert = desk.approved()
    assert refused(desk.publish, alert) == "checks-missing"
    assert desk.public_ids() == []


def test_a_statement_without_a_case_needs_no_clearance(desk):
    desk.published(kind="statement", case_id=None)
    assert (desk.neighbours.clearances, len(desk.public_ids())) == ([], 1)


def test_an_alert_shared_with_a_group_is_seen_by_its_members_and_by_nobody_else(desk):
    alert = desk.published_to_group()
    assert desk.public_ids() == []
    (item,) = desk.call("list_alerts", PARTNER, of="shared")["items"]
    shown = desk.call("get_alert", PARTNER, item)
    assert (shown["representation"], shown["texts"]["en"], shown["version"]) == ("share", a_text(), 1)
    assert {"case_id", "state", "authors", "steps"} & set(shown) == set()
    for viewer in (STRANGER, PUBLIC):
        with pytest.raises(NotFound):
            desk.call("get_alert", viewer, item)
    with pytest.raises(NotFound):
        desk.call("get_alert", PARTNER, alert)


def test_who_joins_the_group_later_gets_no_history(desk):
    desk.published_to_group()
    newcomer = a_member("partner_reader", org=uuid4())
    desk.neighbours.members.append(newcomer.org)
    assert desk.call("list_alerts", newcomer, of="shared")["items"] == []


def test_nothing_is_published_to_a_group_that_we_are_not_in_any_more(desk):
    alert = desk.approved(audience={"kind": "group", "group_id": str(GROUP)})
    assert refused(desk.publish, alert, by=a_member("coordinator", groups=())) == "group-left"
    desk.neighbours.members.remove(ORG)
    assert refused(desk.publish, alert) == "group-left"
    assert (desk.neighbours.clearances, desk.call("list_alerts", PARTNER, of="shared")["items"]) == ([], [])


def test_an_author_does_not_publish_even_as_coordinator(desk):
    alert = desk.approved(author=COORDINATOR, by=REVIEWER_AND_COORDINATOR)
    assert refused(desk.publish, alert) == "author-cannot-publish"


REVIEWER_AND_COORDINATOR = a_member("coordinator", "reviewer")


def test_an_officer_does_not_publish(desk):
    with pytest.raises(Forbidden):
        desk.publish(desk.approved(), by=OFFICER)


def test_a_stale_version_is_refused_and_leaves_nothing_behind(desk):
    alert = desk.approved()
    with pytest.raises(Conflict) as raised:
        desk.publish({**alert, "version": alert["version"] - 1})
    assert (raised.value.code, raised.value.params) == ("stale-version", {"current": alert["version"]})
    assert (desk.public_ids(), desk.neighbours.clearances) == ([], [])


def test_an_update_replaces_the_public_text_under_the_same_id_once_it_is_published(desk):
    alert = desk.published()
    (before,) = desk.public_ids()
    alert = desk.call("update_alert", OFFICER, alert, version=alert["version"])
    texts = {**alert["texts"], "en": a_text("Sample Lawyer 3 charged")}
    alert = desk.call("amend_alert", OFFICER, alert, version=alert["version"], texts=texts)
    assert desk.call("get_public_alert", PUBLIC, alert_id=before)["texts"]["en"] == a_text()
    difference = desk.call("difference", COORDINATOR, alert)
    change = {"pointer": "/texts/en/headline", "before": "Sample Lawyer 3 detained", "after": "Sample Lawyer 3 charged"}
    assert difference == {"edition": 1, "changes": [change]}
    alert = desk.publish(desk.approve(alert))
    shown = desk.call("get_public_alert", PUBLIC, alert_id=before)
    assert (alert["edition"]["number"], shown["version"], shown["texts"]["en"]["headline"]) == (2, 2, "Sample Lawyer 3 charged")


def test_a_publication_sent_twice_is_published_once_and_answered_twice(desk):
    alert = desk.approved()
    request = {"alert_id": alert["id"], "version": alert["version"]}
    first, second = (desk.component.call("publish_alert", COORDINATOR, idempotency_key="once", **request) for _ in range(2))
    assert (first, len(desk.neighbours.clearances)) == (second, 1)


def test_a_withdrawn_alert_is_gone_and_stands_in_the_feed_as_deleted(desk):
    alert = desk.published()
    (public_id,) = desk.public_ids()
    withdrawn = desk.withdraw(alert)
    assert (withdrawn["state"], withdrawn["withdrawal"]["cause"], withdrawn["published_to"]) == ("withdrawn", "by_hand", [])
    with pytest.raises(NotFound) as raised:
        desk.call("get_public_alert", PUBLIC, alert_id=public_id)
    assert raised.value.code == "gone"
    feed = desk.call("list_feed", PUBLIC)
    assert (feed["items"], feed["deleted"]) == ([], [{"id": public_id, "withdrawn_at": "2026-03-05T12:00:00Z"}])


def test_what_never_was_public_is_missing_and_not_gone(desk):
    shared = desk.published_to_group()
    for alert_id in (shared["id"], shared["edition"]["representation_id"], str(uuid4())):
        with pytest.raises(NotFound) as raised:
            desk.call("get_public_alert", PUBLIC, alert_id=alert_id)
        assert raised.value.code == "no-such-alert"


def test_the_preview_says_who_gains_and_who_loses_sight(desk):
    alert = desk.published()
    alert = desk.call("update_alert", OFFICER, alert, version=alert["version"])
    changed = {"audience": {"kind": "group", "group_id": str(GROUP)}, "marking": "amber"}
    alert = desk.call("amend_alert", OFFICER, alert, version=alert["version"], **changed)
    members = sorted(({"code": "group", "id": str(GROUP), "org": str(org)} for org in (ORG, PARTNER_ORG)), key=str)
    everyone = [{"code": "public", "id": "", "org": ""}]
    preview = desk.call("preview_audience", COORDINATOR, alert)
    assert (sorted(preview["audience"], key=str), sorted(preview["gains"], key=str)) == (members, members)
    assert (preview["loses"], preview["cannot_be_recalled"]) == (everyone, ["copies"])


def test_the_preview_of_a_public_text_says_what_cannot_be_called_back(desk):
    approved = desk.approved()
    assert desk.call("preview_audience", COORDINATOR, approved)["cannot_be_recalled"] == ["feed", "copies"]
    assert desk.publish(approved)["edition"]["cannot_be_recalled"] == ["feed", "copies"]


def test_a_text_that_goes_from_the_public_to_a_group_is_gone_for_the_public(desk):
    alert = desk.published()
    alert = desk.call("update_alert", OFFICER, alert, version=alert["version"])
    changed = {"audience": {"kind": "group", "group_id": str(GROUP)}, "marking": "amber"}
    alert = desk.call("amend_alert", OFFICER, alert, version=alert["version"], **changed)
    alert = desk.publish(desk.approve(alert))
    assert desk.public_ids() == []
    assert len(desk.call("list_alerts", PARTNER, of="shared")["items"]) == 1
    assert desk.recalls(alert) == [("", "copies", "cannot_be_confirmed"), ("", "feed", "asked"), ("", "public_page", "hidden")]


def test_a_group_outside_ours_is_not_addressed(desk):
    with pytest.raises(Invalid) as raised:
        desk.draft(audience={"kind": "group", "group_id": str(uuid4())})
    assert raised.value.params["errors"] == [{"pointer": "/audience/group_id", "code": "no-such-group"}]


@pytest.mark.parametrize("ends", ["text", "clearance"])
def test_an_alert_ends_with_its_text_or_its_clearance(desk, ends):
    end = (NOON + timedelta(days=1)).isoformat()
    if ends == "clearance":
        desk.neighbours.valid_until = end
    alert = desk.published(**({"valid_until": end} if ends == "text" else {}))
    (public_id,) = desk.public_ids()
    desk.component.now = NOON + timedelta(days=1)
    assert desk.public_ids() == []
    with pytest.raises(NotFound, match="gone"):
        desk.call("get_public_alert", PUBLIC, alert_id=public_id)
    desk.component.run_timer("expire_alert", alert_id=alert["id"])
    assert desk.call("get_alert", COORDINATOR, alert)["withdrawal"]["cause"] == "expired"


def test_a_revoked_clearance_withdraws_what_stands_on_it_and_nothing_else(desk):
    stays, falls = desk.published(), desk.published()
    desk.revoke(clearance_of(falls))
    assert desk.public_ids() == [stays["edition"]["representation_id"]]
    assert desk.call("get_alert", OFFICER, falls)["withdrawal"]["cause"] == "clearance_revoked"


def test_a_clearance_revoked_while_the_next_edition_is_written_withdraws_the_published_one(desk):
    alert = desk.published()
    desk.call("update_alert", OFFICER, alert, version=alert["version"])
    desk.revoke(clearance_of(alert))
    assert desk.public_ids() == []
    assert desk.call("get_alert", OFFICER, alert)["state"] == "withdrawn"


def amended(desk, alert, **changes):
    """Return the draft of the next edition of a published alert with these changes."""
    alert = desk.call("update_alert", OFFICER, alert, version=alert["version"])
    return desk.call("amend_alert", OFFICER, alert, version=alert["version"], **changes)


@pytest.mark.parametrize("case_id", [None, str(UUID(int=1))])
def test_the_next_edition_does_not_leave_the_case_and_its_consent_behind(desk, case_id):
    alert = desk.published(identifiability="named")
    dropped = {"case_id": case_id, "identifiability": "anonymous", "kind": "statement"}
    assert refused(amended, desk, alert, **dropped) == "case-fixed"
    assert desk.call("get_alert", OFFICER, alert)["case_id"] == str(CASE)
    desk.revoke(clearance_of(alert))
    assert desk.public_ids() == []


@pytest.mark.parametrize("case_id", [None, str(UUID(int=1))])
def test_a_draft_keeps_the_case_it_was_begun_with(desk, case_id):
    alert = desk.draft(kind="statement")
    assert refused(desk.call, "amend_alert", OFFICER, alert, version=1, case_id=case_id) == "case-fixed"


def test_a_text_that_is_given_a_case_later_is_published_with_its_clearance(desk):
    alert = amended(desk, desk.published(kind="statement", case_id=None), case_id=str(CASE))
    alert = desk.publish(desk.approve(alert))
    desk.revoke(clearance_of(alert))
    assert desk.public_ids() == []


@pytest.mark.parametrize("change", [{"kind": "letter_of_concern"}, {"identifiability": "initials"}, {"country": "DE"}])
def test_every_edition_falls_with_the_clearance_it_stands_on(desk, change):
    first = desk.published()
    alert = desk.publish(desk.approve(amended(desk, first, **change)))
    assert clearance_of(alert) != clearance_of(first)
    desk.revoke(clearance_of(alert))
    assert desk.public_ids() == []


def test_a_revocation_that_comes_before_the_publication_keeps_it_from_happening(desk):
    desk.neighbours.before_answer = desk.revoke
    alert = desk.approved()
    assert refused(desk.publish, alert) == "clearance-revoked"
    assert desk.public_ids() == []


def narrow(desk, clearance_id, **changes):
    given = {"consent_version": 2, "max_audience": "public", "groups": [], "identifiability": "named", "valid_until": None}
    desk.component.receive("clearance.narrowed.v1", clearance_id=str(clearance_id), **{**given, **changes})


@pytest.mark.parametrize(
    ("changes", "stays"),
    [
        ({"identifiability": "anonymous"}, True),
        ({"max_audience": "group"}, False),
        ({"max_audience": "group", "consent_version": 0}, True),
        ({"valid_until": (NOON + timedelta(days=1)).isoformat()}, True),
        ({"valid_until": (NOON + timedelta(days=1)).isoformat(), "max_audience": "group"}, False),
    ],
)
def test_a_narrowed_clearance_withdraws_what_goes_further(desk, changes, stays):
    narrow(desk, clearance_of(desk.published()), **changes)
    assert (len(desk.public_ids()) == 1) is stays


def announced(desk):
    """Return (version, end) of the last representation that was announced."""
    with desk.component.database.reading() as tx:
        written = select(outbox.c.data).where(outbox.c.type == "representation.written.v1").order_by(outbox.c.position.desc())
        data = tx.scalar(written.limit(1))
    return data["version"], data["visible_until"]


def planned_end(desk):
    with desk.component.database.reading() as tx:
        return tx.execute(select(timers.timer.c.due_at).where(timers.timer.c.action == "expire_alert")).scalar_one()


TOMORROW, NEXT_WEEK = NOON + timedelta(days=1), NOON + timedelta(days=7)


def test_a_consent_that_is_given_an_end_ends_the_alert_then_and_not_before(desk):
    alert = desk.published()
    narrow(desk, clearance_of(alert), valid_until=TOMORROW.isoformat())
    shown = desk.call("get_alert", COORDINATOR, alert)
    assert (shown["state"], shown["edition"]["visible_until"]) == ("published", "2026-03-06T12:00:00Z")
    assert (announced(desk), planned_end(desk)) == ((2, "2026-03-06T12:00:00Z"), TOMORROW)
    assert (desk.public_ids(), desk.recalls(alert)) == ([alert["edition"]["representation_id"]], [])
    desk.component.now = TOMORROW
    assert desk.public_ids() == []
    desk.component.run_timer("expire_alert", alert_id=alert["id"])
    assert desk.call("get_alert", COORDINATOR, alert)["withdrawal"]["cause"] == "expired"


def test_an_earlier_end_is_for_those_who_have_the_text_and_lets_nobody_in(desk):
    alert = desk.published_to_group()
    before = desk.call("get_alert", COORDINATOR, alert)["published_to"]
    desk.neighbours.members.append(uuid4())
    narrow(desk, clearance_of(alert), valid_until=TOMORROW.isoformat(), max_audience="group", groups=[str(GROUP)])
    (item,) = desk.call("list_alerts", PARTNER, of="shared")["items"]
    assert desk.call("get_alert", PARTNER, item)["texts"]["en"] == a_text()
    assert desk.call("get_alert", COORDINATOR, alert)["published_to"] == before


@pytest.mark.parametrize(("ends", "until"), [(TOMORROW, NEXT_WEEK), (NEXT_WEEK, TOMORROW), (TOMORROW, None)])
def test_the_earliest_end_counts(desk, ends, until):
    alert = desk.published(valid_until=ends.isoformat())
    narrow(desk, clearance_of(alert), valid_until=until and until.isoformat())
    assert (planned_end(desk), len(desk.public_ids())) == (TOMORROW, 1)


def test_an_end_that_has_passed_when_it_is_told_withdraws_at_once(desk):
    alert = desk.published()
    desk.component.now = NEXT_WEEK
    narrow(desk, clearance_of(alert), valid_until=TOMORROW.isoformat())
    assert (desk.call("get_alert", COORDINATOR, alert)["withdrawal"]["cause"], desk.public_ids()) == ("expired", [])


def test_an_earlier_end_leaves_the_draft_of_the_next_edition_alone(desk):
    alert = desk.published()
    draft = desk.call("update_alert", OFFICER, alert, version=alert["version"])
    narrow(desk, clearance_of(alert), valid_until=TOMORROW.isoformat())
    desk.neighbours.valid_until = TOMORROW.isoformat()
    draft = desk.call("get_alert", OFFICER, draft)
    published = desk.publish(desk.approve(draft))
    assert (published["edition"]["number"], published["edition"]["visible_until"]) == (2, "2026-03-06T12:00:00Z")


def test_a_clearance_narrowed_before_it_is_known_falls(desk):
    desk.neighbours.before_answer = lambda clearance_id: narrow(desk, clearance_id)
    assert refused(desk.publish, desk.approved()) == "clearance-revoked"


def raced(desk, *, head_start):
    """Publish while the revocation arrives at the same moment, before, or a little later; return (refusal, state)."""
    alert = desk.approved()
    both = threading.Barrier(2)
    threads = []

    def revoke(clearance_id):
        both.wait()
        if head_start == "publication":
            threading.Event().wait(0.01)
        desk.revoke(clearance_id)

    def answered(clearance_id):
        threads.append(threading.Thread(target=revoke, args=(clearance_id,)))
        threads[0].start()
        both.wait()
        if head_start == "message":
            threads[0].join()

    desk.neighbours.before_answer = answered
    refusal = refused(desk.publish, alert)
    threads[0].join()
    return refusal, desk.call("get_alert", COORDINATOR, alert)["state"]


@pytest.mark.parametrize("head_start", ["message", "publication", "neither"])
def test_withdrawal_raced_against_publication_is_never_public_at_the_end(desk, full, head_start):
    for _ in range(170 if full else 25):
        assert raced(desk, head_start=head_start) in {("clearance-revoked", "approved"), (None, "withdrawn")}
        assert desk.public_ids() == []


def test_messages_carry_no_text(desk):
    alert = desk.published()
    desk.withdraw(alert)
    with desk.component.database.reading() as tx:
        rows = tx.execute(select(outbox.c.type, outbox.c.data).order_by(outbox.c.position)).all()
    assert [row.type for row in rows] == ["representation.written.v1", "representation.withdrawn.v1"]
    assert not any("Sample Lawyer" in str(row.data) for row in rows)


def test_drafts_are_not_stored_in_clear(desk):
    desk.draft()
    with desk.component.database.reading() as tx:
        row = tx.execute(select(alert_table)).mappings().one()
    assert "Sample Lawyer" not in repr(dict(row))
