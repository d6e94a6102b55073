"""Who takes part is told to nobody who was not named to see it: not by a list, a figure, an error, a letter or a dump."""

import logging
from uuid import uuid4

import pytest
from sqlalchemy import select

from chassis.audit import audit
from chassis.contexts import PUBLIC
from chassis.errors import HavanaError
from chassis.mail.rows import mail
from chassis.schemas import field_classes
from services.events import schemas
from tests.component.events.conftest import (
    COORDINATOR,
    LIBRARIAN,
    MANAGER,
    OFFICER,
    ORG,
    PARTNER,
    PARTNER_ORG,
    PARTNER_READER,
    STRANGER,
    a_member,
    a_participant,
    refused,
)
from tests.support.canaries import Canaries

COLLEAGUE = a_member("events_manager")
PEOPLE = (COORDINATOR, COLLEAGUE, OFFICER, LIBRARIAN, PARTNER, PARTNER_READER, STRANGER, PUBLIC)
GUEST = {"display_name": "Sample Guest", "email": "guest@example.org"}


def told(call, *args, **said):
    """Return what somebody is told: the answer, or the error with all that travels with it."""
    try:
        return call(*args, **said)
    except HavanaError as error:
        return error.status, error.args


def hosted(office, *, rights=(), data_scope="full", **changed):
    """Return a published event with a second host, as both know it."""
    event, _ = office.hosted(rights=rights, data_scope=data_scope, **changed)
    event = office.signed(event)
    office.call("sign_off_event", PARTNER, office.partner_view())
    event = office.call("publish_event", MANAGER, office.call("get_event", MANAGER, event))
    return event, office.partner_view()


def test_the_roster_is_shown_to_those_alone_who_were_named(office):
    event = office.open(5)
    mine = office.enter(event)
    assert [one["id"] for one in office.roster(event)] == [mine["id"]]
    for viewer in PEOPLE:
        assert refused(office.roster, event, viewer) in {"no-such-event", "role-lacks-verb"}
        named = {"event_id": event["id"], "registration_id": mine["id"]}
        assert refused(office.call, "get_registration", viewer, **named) in {"no-such-event", "role-lacks-verb"}
    assert refused(office.roster, event, COORDINATOR) == "no-such-event"
    event = office.call("get_event", MANAGER, event)
    office.call("name_coordinators", MANAGER, event, membership_ids=[str(COORDINATOR.membership)])
    assert [one["id"] for one in office.roster(event, COORDINATOR)] == [mine["id"]]
    assert refused(office.roster, event, MANAGER) == "no-such-event"


@pytest.mark.parametrize(("data_scope", "seen"), [("full", ["theirs", "other"]), ("own_invitees", ["theirs"]), ("aggregate", [])])
def test_a_host_sees_of_the_roster_what_was_agreed(office, data_scope, seen):
    event, theirs = hosted(office, rights=["see_roster", "invite"], data_scope=data_scope)
    event = office.open(5, event=event)
    theirs = office.call("get_event", PARTNER, theirs)
    assert refused(office.roster, theirs, PARTNER) == "no-such-event"
    theirs = office.call("name_coordinators", PARTNER, theirs, membership_ids=[str(PARTNER.membership)])
    ticket = office.invite(theirs, PARTNER)
    answers = [office.call("register_guest", PUBLIC, display_name="theirs", invitation_code=ticket["code"])["registration_id"]]
    answers.append(office.enter(event, display_name="other")["id"])
    assert [one["display_name"] for one in office.roster(theirs, PARTNER)] == seen
    named = [{"event_id": theirs["id"], "registration_id": one} for one in answers]
    shown = [refused(office.call, "get_registration", PARTNER, **one) for one in named]
    assert shown == [None if name in seen else "no-such-registration" for name in ("theirs", "other")]
    for one in named:
        code = refused(office.call, "cancel_registration", PARTNER, **one, version=2, reason="x")
        assert code == "host-lacks-right"


def test_a_host_without_the_right_names_nobody_to_see_the_roster(office):
    _, theirs = hosted(office, rights=["edit"])
    assert refused(office.call, "name_coordinators", PARTNER, theirs, membership_ids=[str(PARTNER.membership)]) == "host-lacks-right"


def test_what_is_public_is_the_same_whether_nobody_or_everybody_comes(office):
    event = office.open(2)
    known = {"id": event["published_id"]}
    before = [
        office.call("get_public_event", PUBLIC, known),
        office.call("list_public_events", PUBLIC),
        office.call("get_event", STRANGER, known),
    ]
    for _ in range(4):
        office.enter(event)
    after = [
        office.call("get_public_event", PUBLIC, known),
        office.call("list_public_events", PUBLIC),
        office.call("get_event", STRANGER, known),
    ]
    assert before == after


def test_figures_of_an_event_whose_participants_are_at_risk_are_for_the_named_alone(office):
    event = office.open(2, event=office.published(sensitivity="at_risk", visibility="network"))
    office.enter(event)
    assert refused(office.call, "list_pools", COORDINATOR, {"id": event["id"]}) == "no-such-event"
    assert office.pool(event)["taken"] == 1


def test_nobody_learns_by_trying_an_address_who_is_registered(office):
    event = office.open(5)
    office.call("register_guest", PUBLIC, event_id=event["published_id"], **GUEST)
    again, fresh = (
        told(office.call, "register_guest", PUBLIC, event_id=event["published_id"], **{**GUEST, "email": email})
        for email in ("guest@example.org", "other@example.org")
    )
    assert again.keys() == fresh.keys()
    assert (again["registration_id"], fresh["registration_id"], len(again["code"])) == (None, None, len(fresh["code"]))
    (first, _) = office.roster(event)
    assert (
        refused(office.call, "open_guest_registration", PUBLIC, registration_id=first["id"], code=again["code"]) == "no-such-registration"
    )


def test_a_full_event_tells_who_is_in_it_and_who_is_not_the_same(office):
    event = office.open(1, waiting=False)
    office.call("register_guest", PUBLIC, event_id=event["published_id"], **GUEST)
    tries = [
        told(office.call, "register_guest", PUBLIC, event_id=event["published_id"], **{**GUEST, "email": email})
        for email in ("guest@example.org", "other@example.org")
    ]
    assert tries == [(409, ("event-full", {}))] * 2


def test_a_registration_that_is_hidden_is_the_same_as_none(office):
    event = office.open(5)
    hidden = office.enter(event)["id"]
    missing = str(uuid4())
    asked = [
        ("get_participation", STRANGER, {}),
        ("withdraw_registration", STRANGER, {"version": 1}),
        ("vouch_for_registration", STRANGER, {}),
        ("open_guest_registration", PUBLIC, {"code": "x"}),
        ("accept_guest_offer", PUBLIC, {"code": "x"}),
    ]
    for method, viewer, said in asked:
        answers = [str(told(office.call, method, viewer, registration_id=one, **said)).replace(one, "ID") for one in (hidden, missing)]
        assert answers[0] == answers[1]
        assert "no-such-registration" in answers[0]


def test_a_guest_is_told_nothing_of_an_event_for_people_at_risk(office):
    event = office.open(5, event=office.published(visibility="unlisted", sensitivity="at_risk"))
    known = {"event_id": event["published_id"]}
    assert refused(office.call, "register_guest", PUBLIC, **known, **GUEST) == "no-such-event"
    assert refused(office.call, "register_guest", PUBLIC, event_id=str(uuid4()), **GUEST) == "no-such-event"


def test_the_way_in_is_shown_to_the_confirmed_alone_and_from_then_on(office):
    event, viewer, other = office.open(1, event=office.published(reveal_hours=24)), a_participant(), a_participant()
    mine, waiting = office.enter(event, viewer), office.enter(event, other)
    seen = []
    for moment in ("2026-06-09T06:59:59+00:00", "2026-06-09T07:00:00+00:00"):
        office.at(moment)
        seen += [(one["venue"], one["link"]) for one in (office.own(mine, viewer), office.own(waiting, other))]
    assert seen == [(None, None), (None, None), ("Sample street 1", "https://meet.example.org/sample"), (None, None)]
    office.call("cancel_event", MANAGER, office.call("get_event", MANAGER, event))
    assert office.own(mine, viewer)["venue"] is None


def test_a_letter_says_that_there_is_news_and_no_more(office):
    event = office.open(5)
    office.call("register_guest", PUBLIC, event_id=event["published_id"], **GUEST)
    with office.component.database.reading() as tx:
        (row,) = tx.execute(select(mail)).mappings().all()
    assert (row["template"], row["path"].startswith("/registrations/"), row["count"]) == ("registration", True, None)
    assert b"guest" not in bytes(row["recipient"])


def test_everybody_who_takes_part_is_written_to_when_the_time_changes(office):
    event = office.open(5)
    for n in range(3):
        office.enter(event, email=f"sample{n}@example.org")
    event = office.call("get_event", MANAGER, event)
    office.call(
        "amend_event", MANAGER, event, when={"local_start": "2026-06-11T09:00", "local_end": "2026-06-11T17:00", "tzid": "Europe/Paris"}
    )
    office.component.run_timer("tell_participants", event_id=event["id"], after=None)
    with office.component.database.reading() as tx:
        assert len(tx.execute(select(mail.c.id)).all()) == 3


def test_a_registration_stands_in_the_audit_by_its_number_without_the_event(office):
    event = office.open(5, event=office.published(sensitivity="at_risk", visibility="network"))
    mine = office.enter(event)
    with office.component.database.reading() as tx:
        ((org, body),) = tx.execute(select(audit.c.org, audit.c.body).where(audit.c.action == "registration.register")).all()
    assert (org, mine["id"] in body, event["id"] in body) == (ORG, True, False)


ENTRY = {"display_name", "legal_name", "bar_number"}


def said_by(canary, of):
    email = f"{canary(f'{of}.email')}@example.org"
    return {**{name: canary(f"{of}.{name}") for name in ENTRY}, "email": email, "answers": {"needs": canary(f"{of}.answers")}}


def tell_a_story(office, canary):
    """Fill every guarded field there is about people, and show each to those who may see it."""
    event = office.open(5, way="approval")
    fields = [{"key": "needs", "labels": {"en": "Needs"}, "kind": "text"}]
    office.call("set_form", MANAGER, event_id=event["id"], version=1, fields=fields)
    people = [a_participant() for _ in range(2)]
    mine = [office.enter(event, one, **said_by(canary, "Register")) for one in people]
    office.call("register_guest", PUBLIC, event_id=event["published_id"], **said_by(canary, "RegisterGuest"))
    office.decide("approve_registration", event, mine[0])
    office.change("amend_participation", people[0], mine[0], display_name=canary("AmendParticipation.display_name"))
    office.decide("cancel_registration", event, mine[0], reason=canary("CancelRegistration.reason"))
    office.decide("reject_registration", event, mine[1], reason=canary("RejectRegistration.reason"))
    office.invite(event, name=canary("InvitePerson.name"))
    office.call("list_event_invitations", MANAGER, event_id=event["id"])
    office.roster(event)
    return event


def test_no_word_about_people_is_found_in_a_dump_a_file_a_message_or_a_log(office, caplog, tmp_path):
    canary = Canaries()
    with caplog.at_level(logging.DEBUG):
        tell_a_story(office, canary)
    assert canary.found_in_database(office.component.database) == []
    assert canary.found_in_files(tmp_path) == []
    assert canary.found_in(caplog.text) == []


def test_every_guarded_field_about_people_has_a_canary(office):
    canary = Canaries()
    tell_a_story(office, canary)
    names = ("Register", "RegisterGuest", "AmendParticipation", "CancelRegistration", "RejectRegistration", "InvitePerson")
    guarded = {f"{name}.{field}" for name in names for field, kind in field_classes(getattr(schemas, name)).items() if kind == "guarded"}
    assert set(canary.planted) == guarded


def test_a_code_is_found_nowhere_once_it_was_shown(office, tmp_path):
    event = office.open(5)
    codes = [office.invite(event)["code"], office.call("register_guest", PUBLIC, event_id=event["published_id"], **GUEST)["code"]]
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [code for code in codes if code.encode() in kept] == []


def test_nothing_links_what_somebody_registered_for_in_a_dump(office):
    viewer = a_participant()
    for event in (office.open(5), office.open(5)):
        office.enter(event, viewer)
    from services.events.storage import tables

    with office.component.database.reading() as tx:
        rows = tx.execute(select(tables.registration.c.person, tables.registration.c.id)).all()
    assert len({bytes(row.person) for row in rows}) == 2
    assert str(PARTNER_ORG) not in str(rows)
