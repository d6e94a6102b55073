"""Coming in, waiting, being offered a place, and leaving: each step, and why it is refused."""

import pytest
from sqlalchemy import func, select

from chassis.contexts import PUBLIC
from chassis.errors import Invalid
from chassis.timers import timer
from services.events.storage import tables
from tests.component.events.conftest import (
    COORDINATOR,
    LIBRARIAN,
    MANAGER,
    OFFICER,
    PARTNER,
    PARTNER_ORG,
    STRANGER,
    a_member,
    a_participant,
    refused,
)

AFTERNOON = "2026-06-10T08:00:00+00:00"


def claimed(office):
    """Return (what is claimed, what the pools say is taken): the same, whatever happened."""
    with office.component.database.reading() as tx:
        return tuple(tx.scalar(select(func.coalesce(func.sum(column), 0))) for column in (tables.claim.c.seats, tables.pool.c.taken))


def test_who_finds_a_place_has_it_at_once_and_who_does_not_waits(office):
    event = office.open(1)
    first, second = office.enter(event), office.enter(event)
    assert (first["state"], second["state"]) == ("confirmed", "waitlisted")
    assert office.promotions(event) == [("registered", 1, [("confirmed", "fits")]), ("registered", 0, [("waits", "full")])]
    assert claimed(office) == (1, 1)


def test_nobody_registers_twice(office):
    event, viewer = office.open(5), a_participant()
    office.enter(event, viewer)
    assert refused(office.enter, event, viewer) == "already-registered"
    assert office.states(event) == ["confirmed"]
    with office.component.database.reading() as tx:
        assert tx.scalar(select(func.count()).select_from(tables.participant)) == 1


def test_who_withdrew_may_come_again(office):
    event, viewer = office.open(1), a_participant()
    office.change("withdraw_registration", viewer, office.enter(event, viewer))
    assert office.enter(event, viewer)["state"] == "confirmed"
    assert (office.states(event), claimed(office)) == (["withdrawn", "confirmed"], (1, 1))


def test_a_place_that_is_given_up_is_offered_to_who_waits_next(office):
    event, first, second = office.open(1), a_participant(), a_participant()
    holder, waiting = office.enter(event, first), office.enter(event, second)
    office.change("withdraw_registration", first, holder)
    offered = office.own(waiting, second)
    assert (offered["state"], offered["offer_ends_at"][:19]) == ("offered", "2026-03-07T12:00:00")
    assert refused(office.change, "accept_offer", first, holder) == "wrong-registration-state"
    assert office.change("accept_offer", second, waiting)["state"] == "confirmed"
    assert claimed(office) == (1, 1)


def test_an_offer_that_nobody_accepts_passes_to_the_next(office):
    event, people = office.open(1), [a_participant() for _ in range(3)]
    holder, *waiting = (office.enter(event, one) for one in people)
    office.change("withdraw_registration", people[0], holder)
    office.component.run_timer("expire_offer", registration_id=waiting[0]["id"])
    assert office.own(waiting[0], people[1])["state"] == "offered"  # too early
    office.at("2026-03-07T12:00:01+00:00")
    assert refused(office.change, "accept_offer", people[1], waiting[0]) == "offer-expired"
    office.component.run_timer("expire_offer", registration_id=waiting[0]["id"])
    assert [office.own(one, who)["state"] for one, who in zip(waiting, people[1:], strict=True)] == ["offer_expired", "offered"]
    assert office.promotions(event)[-1] == ("offer_expired", 1, [("offered", "fits")])
    assert claimed(office) == (1, 1)


def test_more_places_go_to_who_waits_and_none_is_taken_away(office):
    event = office.open(1, offer_hours=None)
    for _ in range(3):
        office.enter(event)
    assert office.resize(event, 2)["items"][0]["taken"] == 2
    assert office.states(event) == ["confirmed", "confirmed", "waitlisted"]
    assert refused(office.resize, event, 1) == "places-are-taken"


def test_a_newcomer_does_not_pass_a_party_that_waits(office):
    event = office.open(3, most_seats=3)
    office.enter(event, seats=2)
    assert office.enter(event, seats=2)["state"] == "waitlisted"
    assert office.enter(event)["state"] == "waitlisted"
    assert office.promotions(event)[-1] == ("registered", 1, [("waits", "too_large"), ("waits", "behind")])


def test_a_newcomer_passes_a_party_that_does_not_fit_where_that_is_the_rule(office):
    event = office.open(3, most_seats=3, pass_over=True)
    office.enter(event, seats=2)
    office.enter(event, seats=2)
    assert office.enter(event)["state"] == "confirmed"
    assert office.promotions(event)[-1] == ("registered", 1, [("passed_over", "too_large"), ("confirmed", "fits")])


def test_where_nobody_may_wait_who_finds_no_place_is_told_so(office):
    event = office.open(1, waiting=False)
    office.enter(event)
    assert refused(office.enter, event) == "event-full"
    assert office.states(event) == ["confirmed"]


@pytest.mark.parametrize(
    ("enrolment", "now", "code"),
    [
        ({"way": "none"}, None, "without-registration"),
        ({"opens_at": "2026-04-01T00:00:00Z"}, None, "registration-not-open"),
        ({"closes_at": "2026-05-01T00:00:00Z"}, "2026-05-01T00:00:00+00:00", "registration-closed"),
        ({}, "2026-06-10T07:00:00+00:00", "registration-closed"),
        ({"way": "invitation"}, None, "invitation-needed"),
    ],
)
def test_it_says_why_one_cannot_register(office, enrolment, now, code):
    event = office.open(1, **enrolment)
    if now:
        office.at(now)
    assert refused(office.enter, event) == code


def test_nobody_registers_for_what_is_cancelled_postponed_or_out_of_sight(office):
    event, hidden = office.open(5), office.open(5, event=office.published(visibility="hosts"))
    assert refused(office.call, "register", STRANGER, event_id=hidden["id"], display_name="Sample") == "no-such-event"
    event = office.call("postpone_event", MANAGER, event)
    assert refused(office.enter, event) == "registration-closed"
    office.call("cancel_event", MANAGER, event)
    assert refused(office.enter, event) == "registration-closed"


def test_nobody_is_given_a_place_once_registration_has_closed(office):
    event, first = office.open(1, closes_at="2026-05-01T00:00:00Z"), a_participant()
    holder = office.enter(event, first)
    office.enter(event)
    office.at("2026-05-02T00:00:00+00:00")
    office.change("withdraw_registration", first, holder)
    assert office.states(event) == ["withdrawn", "waitlisted"]
    assert office.promotions(event)[-1] == ("withdrawn", 1, [("waits", "closed")])


def test_everybody_draws_from_the_places_that_are_theirs(office):
    pools = [{"mode": "online", "capacity": 5}, {"mode": "offline", "capacity": 0}, {"host_org": str(PARTNER_ORG), "capacity": 1}]
    event = office.open(pools=pools)
    assert office.enter(event, mode="online")["state"] == "confirmed"
    assert office.enter(event, mode="offline")["state"] == "waitlisted"
    assert office.enter(event, a_participant(org=PARTNER_ORG), mode="offline")["state"] == "confirmed"
    assert refused(office.call, "add_pool", MANAGER, event, mode="online") == "pool-exists"


def test_a_party_is_no_larger_than_it_may_be(office):
    event = office.open(5, most_seats=2)
    assert refused(office.enter, event, seats=3) == "party-too-large"


def test_with_approval_nobody_has_a_place_before_they_are_approved(office):
    event, early, late = office.open(1, way="approval"), a_participant(), a_participant()
    first = office.enter(event, early)
    office.at("2026-03-05T13:00:00+00:00")
    second = office.enter(event, late)
    assert (first["state"], claimed(office)) == ("awaiting_approval", (0, 0))
    office.decide("approve_registration", event, second)
    approved = office.decide("approve_registration", event, first)
    assert (office.own(second, late)["state"], approved["state"]) == ("confirmed", "waitlisted")
    office.change("withdraw_registration", late, second)
    assert office.own(first, early)["state"] == "offered"


def test_who_is_rejected_does_not_read_why(office):
    event, viewer = office.open(1, way="approval"), a_participant()
    mine = office.enter(event, viewer)
    rejected = office.decide("reject_registration", event, mine, reason="Sample reason.")
    assert (rejected["state"], rejected["note"]) == ("rejected", "Sample reason.")
    seen = office.own(mine, viewer)
    assert (seen["state"], "Sample reason." in str(seen)) == ("rejected", False)


def test_a_host_may_take_a_registration_back_and_the_place_goes_on(office):
    event, waiting = office.open(1), a_participant()
    holder, next_ = office.enter(event), office.enter(event, waiting)
    office.decide("cancel_registration", event, holder, reason="Sample reason.")
    assert (office.states(event), office.own(next_, waiting)["state"]) == (["cancelled_by_host", "offered"], "offered")


def test_who_is_moved_ahead_is_the_next(office):
    event, first, last = office.open(1), a_participant(), a_participant()
    holder = office.enter(event, first)
    office.enter(event)
    mine = office.enter(event, last)
    office.decide("prioritise_registration", event, mine, priority=5)
    office.change("withdraw_registration", first, holder)
    assert office.own(mine, last)["state"] == "offered"


def test_with_vouching_a_host_answers_for_who_gives_it_their_number(office):
    event, _ = office.hosted()
    event = office.signed(event)
    theirs = office.partner_view()
    office.call("sign_off_event", PARTNER, theirs)
    event = office.call("publish_event", MANAGER, office.call("get_event", MANAGER, event))
    event = office.open(5, event=event, way="approval", vouching=True)
    mine = office.enter(event)
    assert refused(office.decide, "approve_registration", event, mine) == "needs-vouching"
    assert refused(office.call, "vouch_for_registration", STRANGER, registration_id=mine["id"]) == "no-such-registration"
    assert office.call("vouch_for_registration", PARTNER, registration_id=mine["id"]) is None
    assert office.decide("approve_registration", event, mine)["vouched_by"] == [str(PARTNER_ORG)]


def test_an_invitation_lets_one_in_once(office):
    event = office.open(5, way="invitation", event=office.published(visibility="private"))
    ticket, viewer = office.invite(event, seats=2), a_participant()
    seen = office.call("open_invitation", PUBLIC, code=ticket["code"])
    assert (seen["texts"]["en"]["title"], seen["seats"], "venue" in seen) == ("Sample seminar", 2, False)
    mine = office.call("register", viewer, invitation_code=ticket["code"], display_name="Sample", seats=2)
    assert mine["state"] == "confirmed"
    assert refused(office.call, "register", a_participant(), invitation_code=ticket["code"], display_name="Sample") == "no-such-invitation"
    assert refused(office.call, "open_invitation", PUBLIC, code=ticket["code"]) == "no-such-invitation"


@pytest.mark.parametrize("ended", ["revoked", "expired", "wrong"])
def test_an_invitation_that_is_none_any_more_opens_nothing(office, ended):
    event = office.open(5, way="invitation", event=office.published(visibility="private"))
    ticket = office.invite(event, expires_at="2026-04-01T00:00:00Z")
    if ended == "revoked":
        office.call("revoke_event_invitation", MANAGER, event_id=event["id"], invitation_id=ticket["invitation_id"])
    office.at("2026-04-01T00:00:00+00:00" if ended == "expired" else "2026-03-30T00:00:00+00:00")
    code = "x" * 32 if ended == "wrong" else ticket["code"]
    for method, said in (("open_invitation", {}), ("register_guest", {"display_name": "Sample"})):
        key = "invitation_code" if method == "register_guest" else "code"
        assert refused(office.call, method, PUBLIC, **{key: code}, **said) == "no-such-invitation"


def test_an_invitation_is_kept_as_a_digest_and_listed_without_its_code(office):
    event = office.open(5)
    ticket = office.invite(event, name="Sample Lawyer 3")
    (item,) = office.call("list_event_invitations", MANAGER, event_id=event["id"])["items"]
    assert (item["name"], item["state"], ticket["code"] in str(item)) == ("Sample Lawyer 3", "invited", False)


def test_a_guest_comes_in_by_an_address_and_opens_the_registration_by_the_code(office):
    event = office.open(5)
    said = {"event_id": event["published_id"], "display_name": "Sample Guest", "email": "guest@example.org"}
    ticket = office.call("register_guest", PUBLIC, **said)
    assert ticket["registration_id"] is None
    (item,) = office.roster(event)
    opened = office.call("open_guest_registration", PUBLIC, registration_id=item["id"], code=ticket["code"])
    assert (opened["state"], opened["display_name"]) == ("confirmed", "Sample Guest")
    left = office.call("withdraw_guest_registration", PUBLIC, registration_id=item["id"], code=ticket["code"])
    assert (left["state"], office.states(event)) == ("withdrawn", ["withdrawn"])


def test_a_guest_takes_the_place_that_is_offered(office):
    event, first = office.open(1), a_participant()
    holder = office.enter(event, first)
    said = {"event_id": event["published_id"], "display_name": "Sample Guest", "email": "guest@example.org"}
    code = office.call("register_guest", PUBLIC, **said)["code"]
    office.change("withdraw_registration", first, holder)
    (offered,) = office.roster(event, state=["offered"])
    mine = {"registration_id": offered["id"], "code": code}
    assert office.call("open_guest_registration", PUBLIC, **mine)["state"] == "offered"
    assert office.call("accept_guest_offer", PUBLIC, **mine)["state"] == "confirmed"


def test_answers_are_held_to_the_form_and_read_by_coordinators(office):
    event = office.open(5)
    fields = [{"key": "diet", "labels": {"en": "Diet"}, "kind": "choice", "options": ["any", "vegan"], "required": True}]
    form = office.call("set_form", MANAGER, event_id=event["id"], version=1, fields=fields)
    assert (form["version"], office.call("get_public_event", PUBLIC, {"id": event["published_id"]})["form"]) == (2, form)
    with pytest.raises(Invalid) as raised:
        office.enter(event, answers={"diet": "meat"})
    assert raised.value.params["errors"] == [{"pointer": "/answers/diet", "code": "not-one-of", "choices": "any, vegan"}]
    office.enter(event, answers={"diet": "vegan"}, legal_name="Sample Legal Name", email="sample@example.org")
    (item,) = office.roster(event)
    assert {"legal_name", "email", "answers"} & item.keys() == set()
    opened = office.call("get_registration", MANAGER, event_id=event["id"], registration_id=item["id"])
    assert (opened["legal_name"], opened["answers"]) == ("Sample Legal Name", [{"field": "diet", "value": "vegan"}])
    assert refused(office.call, "set_form", MANAGER, event_id=event["id"], version=1, fields=[]) == "stale-version"


def test_one_sees_ones_own_registrations_and_nobody_elses(office):
    later = office.published(when={"local_start": "2026-07-10T09:00", "local_end": "2026-07-10T10:00", "tzid": "Europe/Paris"})
    events = [office.open(5, event=later), office.open(5)]
    mine, other = a_participant(), a_participant()
    own = [office.enter(event, mine) for event in events]
    office.enter(events[0], other)
    assert [one["id"] for one in office.call("list_participations", mine)["items"]] == [own[1]["id"], own[0]["id"]]
    assert refused(office.own, own[0], other) == "no-such-registration"
    assert refused(office.own, own[0], MANAGER) == "no-such-registration"


def test_whoever_changes_a_registration_names_the_version_they_read(office):
    event, viewer = office.open(5), a_participant()
    mine = office.enter(event, viewer)
    named = {"registration_id": mine["id"], "version": mine["version"]}
    changed = office.call("amend_participation", viewer, **named, display_name="Other", calendar="neutral")
    assert (changed["display_name"], changed["calendar"]) == ("Other", "neutral")
    assert refused(office.call, "withdraw_registration", viewer, **named) == "stale-version"


def test_the_roster_takes_as_many_statements_with_three_as_with_one(office):
    event, counts = office.open(5), []
    for wanted in (1, 3):
        while len(office.roster(event)) < wanted:
            office.enter(event)
        with office.component.counting() as statements:
            office.roster(event)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_one_offer_has_one_timer_and_none_is_left_behind(office):
    event, first, second = office.open(1), a_participant(), a_participant()
    holder, waiting = office.enter(event, first), office.enter(event, second)
    office.change("withdraw_registration", first, holder)
    keys = []
    for step in (lambda: None, lambda: office.change("accept_offer", second, waiting)):
        step()
        with office.component.database.reading() as tx:
            keys.append([key for key in tx.execute(select(timer.c.key)).scalars() if key.startswith("offer:")])
    assert keys == [[f"offer:{waiting['id']}"], []]


def test_programs_do_not_register(office):
    event = office.open(5)
    client = a_member("case_officer", kind="client")
    assert refused(office.enter, event, client) == "scope-missing"


def test_everybody_with_an_account_may_register_for_what_they_see(office):
    event = office.open(None)
    people = [OFFICER, LIBRARIAN, COORDINATOR, PARTNER, a_participant("partner_reader"), a_participant("admin")]
    assert {office.enter(event, one)["state"] for one in people} == {"confirmed"}
