"""What was asked is erased as long after the event as was said, in every copy, and stays erased."""

from uuid import UUID

import pytest
from sqlalchemy import select

from chassis.data_keys import keys
from chassis.mail.rows import mail
from services.events.storage import tables
from tests.component.events.conftest import MANAGER, a_participant, refused

ENDS = "2026-06-10T15:00:00+00:00"
FIELDS = [
    {"key": "diet", "labels": {"en": "Diet"}, "kind": "text", "days": 1},
    {"key": "visa", "labels": {"en": "Visa"}, "kind": "yes_no", "days": 60},
]


@pytest.fixture
def event(office):
    event = office.open(5)
    office.call("set_form", MANAGER, event_id=event["id"], version=1, fields=FIELDS, contact_days=30, name_days=90)
    return event


@pytest.fixture
def viewer():
    return a_participant()


@pytest.fixture
def mine(office, event, viewer):
    return office.enter(event, viewer, legal_name="Sample Legal Name", email="a@example.org", answers={"diet": "vegan", "visa": True})


def kept(office, event, mine):
    """Return what a coordinator can still read."""
    one = office.call("get_registration", MANAGER, event_id=event["id"], registration_id=mine["id"])
    return one["display_name"], one["legal_name"], [answer["field"] for answer in one["answers"]], one["state"]


def key_scopes(office):
    with office.component.keys_database.engine.connect() as connection:
        return set(connection.execute(select(keys.c.scope)).scalars())


def purge(office, event, moment):
    office.at(moment)
    office.component.run_timer("purge_event", event_id=event["id"])


def test_each_answer_goes_when_its_time_has_come(office, event, mine):
    seen = []
    for moment in (
        ENDS,
        "2026-06-11T15:00:00+00:00",
        "2026-07-10T15:00:00+00:00",
        "2026-08-09T15:00:00+00:00",
        "2026-09-08T15:00:00+00:00",
    ):
        purge(office, event, moment)
        seen.append(kept(office, event, mine))
    assert seen == [
        ("Sample Participant", "Sample Legal Name", ["diet", "visa"], "confirmed"),
        ("Sample Participant", "Sample Legal Name", ["visa"], "confirmed"),
        ("Sample Participant", None, ["visa"], "confirmed"),
        ("Sample Participant", None, [], "confirmed"),
        ("", None, [], "purged"),
    ]


def test_with_the_rows_go_their_keys_and_the_letters(office, event, mine):
    office.call("cancel_event", MANAGER, office.call("get_event", MANAGER, event))
    office.component.run_timer("tell_participants", event_id=event["id"], after=None)
    with office.component.database.reading() as tx:
        people = set(tx.execute(select(tables.participant.c.id)).scalars()) | set(tx.execute(select(tables.answer.c.key_id)).scalars())
        letters = len(tx.execute(select(mail.c.id)).all())
    own = people | {UUID(mine["id"])}
    assert (own <= key_scopes(office), letters) == (True, 1)
    purge(office, event, "2026-09-08T15:00:00+00:00")
    assert own & key_scopes(office) == set()
    with office.component.database.reading() as tx:
        left = [len(tx.execute(select(table)).all()) for table in (tables.participant, tables.answer, mail)]
    assert left == [0, 0, 0]


def test_whose_registration_was_erased_finds_it_no_more(office, event, mine, viewer):
    purge(office, event, "2026-09-08T15:00:00+00:00")
    assert refused(office.own, mine, viewer) == "no-such-registration"
    assert office.call("list_participations", viewer)["items"] == []


def test_the_figures_stay(office, event, mine):
    purge(office, event, "2026-09-08T15:00:00+00:00")
    assert (office.states(event), office.pool(event)["taken"]) == (["purged"], 1)


def test_a_database_that_was_put_back_erases_again(office, event, mine):
    service, entry = office.component.service, {"what": "event.purged", "id": event["id"], "days": 30}
    found = []
    for _ in range(2):
        with office.component.database.transaction() as tx:
            found.append(service.reappliers["event.purged"].handler(service, tx, None, entry))
    assert (found, kept(office, event, mine)) == ([True, False], ("Sample Participant", None, ["visa"], "confirmed"))


def test_an_event_that_moves_is_erased_later(office, event, mine):
    later = {"local_start": "2026-07-10T09:00", "local_end": "2026-07-10T17:00", "tzid": "Europe/Paris"}
    office.call("amend_event", MANAGER, office.call("get_event", MANAGER, event), when=later)
    purge(office, event, "2026-07-10T15:00:00+00:00")
    assert kept(office, event, mine)[1:3] == ("Sample Legal Name", ["diet", "visa"])
