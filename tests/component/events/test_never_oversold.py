"""Fifty people at once for few places: never one too many, nobody lost, and each told why they wait. With the lock off it oversells."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import func, select, text

from chassis.errors import HavanaError
from services.events.service import EventsService
from services.events.storage import tables
from tests.component.events.conftest import Neighbours, Office, a_participant
from tests.support.components import Component

PEOPLE = 50


class Replicas:
    """The service twice on one database, and people who all come at once."""

    def __init__(self, offices):
        self.offices = offices
        self._together = threading.Barrier(PEOPLE)

    def rush(self, event):
        """Let fifty people register at the same moment, half of them with each replica; return what each was told."""

        def come(n):
            office, viewer = self.offices[n % len(self.offices)], a_participant()
            self._together.wait()
            try:
                return office.call("register", viewer, event_id=event["published_id"], display_name=f"Sample Participant {n}")["state"]
            except HavanaError as error:
                return error.code

        with ThreadPoolExecutor(PEOPLE) as pool:
            return sorted(pool.map(come, range(PEOPLE)))


@pytest.fixture
def replicas(database_url, tmp_path):
    components = [Component(EventsService, database_url, tmp_path, rpc=Neighbours()) for _ in range(2)]
    yield Replicas([Office(component) for component in components])
    for component in components:
        component.close()


def counted(office):
    """Return (places claimed, places taken, registrations)."""
    columns = (func.sum(tables.claim.c.seats), func.max(tables.pool.c.taken), func.count(tables.registration.c.id.distinct()))
    with office.component.database.reading() as tx:
        return tuple(tx.scalar(select(column)) for column in columns)


@pytest.mark.parametrize("places", [1, 5, 20])
def test_fifty_at_once_take_exactly_the_places_there_are(replicas, places):
    office = replicas.offices[0]
    event = office.open(places)
    told = replicas.rush(event)
    assert told == ["confirmed"] * places + ["waitlisted"] * (PEOPLE - places)
    assert counted(office) == (places, places, PEOPLE)


def test_where_nobody_may_wait_each_of_the_others_is_told_that_it_is_full(replicas):
    office = replicas.offices[0]
    told = replicas.rush(office.open(5, waiting=False))
    assert told == ["confirmed"] * 5 + ["event-full"] * 45
    assert counted(office) == (5, 5, 5)


def test_each_decision_of_the_rush_is_written_down_with_its_reason(replicas):
    office = replicas.offices[0]
    event = office.open(5)
    replicas.rush(event)
    promotions = office.promotions(event)
    assert (
        sorted(decision for _, _, decisions in promotions for decision in decisions if decision[0] == "confirmed")
        == [("confirmed", "fits")] * 5
    )
    waiting = [decisions[-1] for _, free, decisions in promotions if free == 0]
    assert set(waiting) <= {("waits", "full")}
    assert len(promotions) == PEOPLE


def without_locks(component):
    """Take the locks out of every statement that this replica sends, and the check out of the database."""

    def unlocked(_connection, _cursor, statement, parameters, _context, _executemany):
        return statement.replace(" FOR UPDATE", "").replace(" FOR SHARE", ""), parameters

    sqlalchemy_event.listen(component.database.engine, "before_cursor_execute", unlocked, retval=True)
    with component.database.transaction() as tx:
        tx.execute(text("ALTER TABLE seat_pool DROP CONSTRAINT IF EXISTS ck_seat_pool_never_oversold"))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_without_the_lock_and_the_check_the_same_rush_oversells(replicas):
    office = replicas.offices[0]
    event = office.open(1)
    for each in replicas.offices:
        without_locks(each.component)
    told = replicas.rush(event)
    assert told.count("confirmed") > 1
    claimed, _, _ = counted(office)
    assert claimed > 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_without_the_lock_the_database_itself_refuses_one_too_many(replicas):
    office = replicas.offices[0]
    event = office.open(1)

    def unlocked(_connection, _cursor, statement, parameters, _context, _executemany):
        return statement.replace(" FOR UPDATE", ""), parameters

    for each in replicas.offices:
        sqlalchemy_event.listen(each.component.database.engine, "before_cursor_execute", unlocked, retval=True)
    with pytest.raises(Exception, match="never_oversold"):
        replicas.rush(event)
    assert counted(office)[:2] == (1, 1)
