"""From a draft to what everybody is shown: who sees what of it, and who may do what with it."""

from uuid import uuid4

import pytest
from sqlalchemy import select, update

from chassis.contexts import PUBLIC
from chassis.errors import Invalid, NotFound
from services.events.storage import tables
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
    refused,
)

OUTSIDE = (PARTNER, PARTNER_READER, STRANGER, PUBLIC)


def titles(page):
    return [item["titles"]["en"] for item in page["items"]]


def seen_by(office, event, *viewers):
    return [refused(office.call, "get_event", viewer, {"id": event["id"]}) for viewer in viewers]


def test_a_draft_is_seen_by_those_of_its_organisation_who_plan_events(office):
    event = office.draft()
    assert seen_by(office, event, MANAGER, COORDINATOR, OFFICER) == [None, None, None]
    assert seen_by(office, event, LIBRARIAN, *OUTSIDE) == ["no-such-event"] * 5
    assert (event["state"], event["steps"], event["hosts"][0]["name"]) == ("draft", ["amend", "submit"], "Sample Organisation")


def test_a_sensitive_draft_is_seen_by_those_who_work_on_it(office):
    event = office.draft(sensitivity="at_risk")
    assert seen_by(office, event, MANAGER, COORDINATOR, OFFICER, a_member("events_manager")) == [
        None,
        None,
        "no-such-event",
        "no-such-event",
    ]


def test_who_may_not_plan_events_begins_none(office):
    assert [refused(office.draft, viewer) for viewer in (OFFICER, LIBRARIAN, PARTNER_READER)] == ["role-lacks-verb"] * 3


def test_the_local_time_counts_and_the_moments_follow(office):
    event = office.draft()
    assert [event[name] for name in ("local_start", "tzid", "starts_at", "ends_at")] == [
        "2026-06-10T09:00",
        "Europe/Paris",
        "2026-06-10T07:00:00Z",
        "2026-06-10T15:00:00Z",
    ]


def test_every_wrong_field_of_a_draft_is_named_at_once(office):
    with pytest.raises(Invalid) as raised:
        office.draft(kind="party", country="XX", when={"local_start": "tomorrow", "local_end": "2026-06-10T17:00Z", "tzid": "x"}, texts={})
    pointers = sorted(error["pointer"] for error in raised.value.params["errors"])
    assert pointers == ["/country", "/kind", "/texts", "/when/local_end", "/when/local_start"]


def test_a_published_event_is_shown_without_venue_link_or_inner_id(office):
    event = office.published()
    (item,) = office.call("list_public_events", PUBLIC)["items"]
    shown = office.call("get_public_event", PUBLIC, item)
    assert (item["titles"]["en"], shown["state"], shown["representation"]) == ("Sample seminar", "confirmed", "public")
    assert {"venue", "link", "steps", "note", "coordinators", "enrolment"} & shown.keys() == set()
    assert event["id"] not in str(shown)
    assert shown["hosts"] == [{"organisation_id": str(ORG), "name": "Sample Organisation", "role": "lead"}]


@pytest.mark.parametrize(
    ("visibility", "listed", "read"),
    [
        ("public", [True, True, True], [True, True, True]),
        ("unlisted", [False, False, False], [True, True, True]),
        ("network", [False, True, True], [False, True, True]),
        ("hosts", [False, False, False], [False, False, False]),
        ("private", [False, False, False], [False, False, False]),
    ],
)
def test_a_published_event_is_shown_to_those_its_visibility_names(office, visibility, listed, read):
    event = office.published(visibility=visibility)
    lists = [
        office.call("list_public_events", PUBLIC),
        *(office.call("list_events", one, of="shared") for one in (STRANGER, PARTNER_READER)),
    ]
    assert [titles(page) == ["Sample seminar"] for page in lists] == listed
    known = {"id": event["published_id"] or str(uuid4())}
    reading = [("get_public_event", PUBLIC), ("get_event", STRANGER), ("get_event", PARTNER_READER)]
    assert [refused(office.call, method, viewer, known) is None for method, viewer in reading] == read


def test_a_hidden_event_costs_the_same_statements_as_none(office):
    office.published(visibility="hosts")
    hidden, missing = office.draft(), {"id": str(uuid4())}
    counts = []
    for event in (hidden, missing):
        for viewer in (STRANGER, LIBRARIAN, PUBLIC):
            with office.component.counting() as statements, pytest.raises(NotFound) as raised:
                office.call("get_event", viewer, {"id": event["id"]})
            counts.append((viewer.key, raised.value.code, [" ".join(one.split()) for one in statements]))
    assert counts[:3] == counts[3:]


def test_what_goes_out_of_sight_is_gone_for_those_who_had_it(office):
    event = office.published()
    known = {"id": event["published_id"]}
    event = office.call("revise_event", MANAGER, event)
    event = office.call("amend_event", MANAGER, event, visibility="network")
    assert refused(office.call, "get_public_event", PUBLIC, known) is None
    office.published(event)
    assert refused(office.call, "get_public_event", PUBLIC, known) == "gone"
    assert titles(office.call("list_public_events", PUBLIC)) == []


def test_a_cancelled_event_is_shown_as_such_for_ninety_days(office):
    event = office.call("cancel_event", MANAGER, office.published(), reason="Sample reason.")
    known = {"id": event["published_id"]}
    shown = office.call("get_public_event", PUBLIC, known)
    assert (shown["state"], shown["sequence"], "Sample reason." in str(shown)) == ("cancelled", 1, False)
    office.at("2026-06-03T11:59:00+00:00")
    assert titles(office.call("list_public_events", PUBLIC)) == ["Sample seminar"]
    office.at("2026-06-03T12:00:00+00:00")
    assert titles(office.call("list_public_events", PUBLIC)) == []
    assert refused(office.call, "get_public_event", PUBLIC, known) == "gone"


def test_lists_are_in_the_order_of_time_and_can_be_narrowed_to_a_month(office):
    for month in ("09", "07", "08"):
        when = {"local_start": f"2026-{month}-01T09:00", "local_end": f"2026-{month}-01T10:00", "tzid": "Africa/Casablanca"}
        office.published(when=when, texts={"en": {"title": month}})
    own, public = office.call("list_events", MANAGER), office.call("list_public_events", PUBLIC)
    assert (titles(own), titles(public), own["total"], public["total"]) == (["07", "08", "09"], ["07", "08", "09"], 3, 3)
    within = {"starts_from": "2026-08-01T00:00:00Z", "starts_to": "2026-09-01T00:00:00Z"}
    assert titles(office.call("list_events", MANAGER, **within)) == titles(office.call("list_public_events", PUBLIC, **within)) == ["08"]
    first = office.call("list_public_events", PUBLIC, limit=2)
    assert titles(office.call("list_public_events", PUBLIC, limit=2, cursor=first["next"])) == ["09"]


def test_a_list_takes_as_many_statements_with_three_events_as_with_one(office):
    counts = []
    for wanted in (1, 3):
        while office.call("list_events", MANAGER)["total"] < wanted:
            office.published()
        for method, viewer, request in (
            ("list_events", MANAGER, {}),
            ("list_events", STRANGER, {"of": "shared"}),
            ("list_public_events", PUBLIC, {}),
        ):
            with office.component.counting() as statements:
                assert len(office.call(method, viewer, **request)["items"]) == wanted
            counts.append(len(statements))
    assert counts[:3] == counts[3:]


def test_a_stale_version_changes_nothing(office):
    event = office.draft()
    office.call("amend_event", MANAGER, event, country="FR")
    assert refused(office.call, "amend_event", MANAGER, event, country="DE") == "stale-version"
    assert office.call("get_event", MANAGER, event)["country"] == "FR"


def test_a_host_that_is_asked_sees_the_plan_without_inner_ids(office):
    event, theirs = office.hosted(accepts=False, links=[{"kind": "case", "id": str(uuid4())}, {"kind": "work", "id": str(uuid4())}])
    assert (theirs["representation"], theirs["steps"], theirs["venue"]) == ("host", ["answer"], "Sample street 1")
    assert [link["kind"] for link in theirs["links"]] == ["work"]
    assert event["id"] not in str(theirs)
    assert str(MANAGER.membership) not in str(theirs)
    assert refused(office.call, "get_event", PARTNER_READER, {"id": theirs["id"]}) == "no-such-event"
    assert office.call("list_events", PARTNER_READER, of="shared")["items"] == []
    assert refused(office.call, "get_event", STRANGER, {"id": theirs["id"]}) == "no-such-event"


def test_hosts_work_on_one_plan_each_by_its_own_id_and_version(office):
    event, theirs = office.hosted()
    theirs = office.call("amend_event", PARTNER, theirs, country="NL")
    ours = office.call("get_event", MANAGER, event)
    assert (ours["country"], theirs["country"]) == ("NL", "NL")
    assert refused(office.call, "amend_event", PARTNER, {**theirs, "id": event["id"]}, country="BE") == "no-such-event"
    office.call("amend_event", MANAGER, ours, country="DE")
    assert refused(office.call, "amend_event", PARTNER, theirs, country="BE") == "stale-version"


def test_what_a_host_may_not_do_it_does_not(office):
    _, theirs = office.hosted(rights=["invite"])
    calls = [("amend_event", {"country": "NL"}), ("revoke_host", {"organisation_id": str(ORG)}), ("cancel_event", {}), ("submit_event", {})]
    assert [refused(office.call, method, PARTNER, theirs, **request) for method, request in calls] == ["host-lacks-right"] * 4


def test_nothing_is_published_before_every_host_has_signed_off(office):
    event, theirs = office.hosted()
    event = office.signed(event)
    assert refused(office.call, "publish_event", MANAGER, event) == "hosts-have-not-signed"
    theirs = office.call("get_event", PARTNER, theirs)
    assert theirs["steps"] == ["sign_off", "send_back"]
    office.call("sign_off_event", PARTNER, theirs)
    event = office.call("publish_event", MANAGER, office.call("get_event", MANAGER, event))
    assert [host["name"] for host in office.call("get_public_event", PUBLIC, {"id": event["published_id"]})["hosts"]] == [
        "Sample Organisation",
        "Sample Partner",
    ]


@pytest.mark.parametrize("ends", ["declined", "revoked"])
def test_who_is_no_host_any_more_loses_sight_of_the_plan(office, ends):
    event, theirs = office.hosted(accepts=ends == "revoked")
    if ends == "declined":
        assert office.call("answer_host_invitation", PARTNER, theirs, accepts=False) is None
    else:
        office.call("revoke_host", MANAGER, event, organisation_id=str(PARTNER_ORG))
    assert seen_by(office, theirs, PARTNER) == ["no-such-event"]
    assert office.call("list_events", PARTNER, of="shared")["items"] == []


def test_an_organisation_that_does_not_exist_is_not_asked_to_host(office):
    terms = {"organisation_id": str(uuid4()), "role": "co_host"}
    assert refused(office.call, "invite_host", MANAGER, office.draft(), **terms) == "no-such-organisation"


def test_only_those_who_could_see_rosters_are_named_to(office):
    event = office.draft()
    with pytest.raises(Invalid) as raised:
        office.call(
            "name_coordinators", MANAGER, event, membership_ids=[str(MANAGER.membership), str(OFFICER.membership), str(PARTNER.membership)]
        )
    assert [error["pointer"] for error in raised.value.params["errors"]] == ["/membership_ids/1", "/membership_ids/2"]
    named = office.call("name_coordinators", MANAGER, event, membership_ids=[str(COORDINATOR.membership)])
    assert named["coordinators"] == [str(COORDINATOR.membership)]


def test_an_event_begins_and_ends_by_itself(office):
    event = office.published()
    states = []
    for moment, action in (
        ("2026-06-10T06:59:59+00:00", "begin"),
        ("2026-06-10T07:00:00+00:00", "begin"),
        ("2026-06-10T15:00:00+00:00", "complete"),
    ):
        office.at(moment)
        office.component.run_timer(f"{action}_event", event_id=event["id"])
        states.append(office.call("get_public_event", PUBLIC, {"id": event["published_id"]})["state"])
    assert states == ["confirmed", "in_progress", "completed"]


def test_when_zone_rules_change_the_moments_follow_the_local_time(office):
    event, tentative = office.published(), office.draft()
    with office.component.database.transaction() as tx:
        wrong = {"tz_version": "1999.1", "starts_at": office.component.now, "ends_at": office.component.now}
        tx.execute(update(tables.event).values(wrong))
    office.component.run_timer("derive_again")
    again, untouched = (office.call("get_event", MANAGER, one) for one in (event, tentative))
    assert [again[name] for name in ("local_start", "starts_at", "sequence")] == ["2026-06-10T09:00", "2026-06-10T07:00:00Z", 1]
    assert (untouched["starts_at"], untouched["sequence"]) == ("2026-06-10T07:00:00Z", 0)
    assert office.call("get_public_event", PUBLIC, {"id": event["published_id"]})["sequence"] == 1
    with office.component.database.reading() as tx:
        assert "1999.1" not in set(tx.execute(select(tables.event.c.tz_version)).scalars())


def test_what_was_hidden_stays_hidden_in_a_database_that_was_put_back(office):
    event, theirs = office.hosted()
    event = office.published(office.draft())
    again = {"what": "representation.withdrawn", "version": 9}
    service = office.component.service
    with office.component.database.transaction() as tx:
        found = [
            service.reappliers[again["what"]].handler(service, tx, None, {**again, "id": one})
            for one in (theirs["id"], event["published_id"], str(uuid4()))
        ]
    assert found == [True, True, False]
    assert seen_by(office, theirs, PARTNER) == ["no-such-event"]
    assert refused(office.call, "get_public_event", PUBLIC, {"id": event["published_id"]}) == "gone"
    assert (office.call("list_public_events", PUBLIC)["items"], office.call("get_event", MANAGER, event)["state"]) == ([], "draft")
