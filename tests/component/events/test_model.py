"""Random sequences of what people and time do with places, against a small model written from the rules."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from services.events.storage import tables
from tests.component.events.conftest import a_participant, refused

OFFER = timedelta(hours=2)


@dataclass
class Person:
    """Somebody as the model knows them."""

    viewer: object
    registration: dict
    seats: int
    state: str = "waitlisted"
    priority: int = 0
    offer_ends_at: object = None


class Model:
    """Places and a queue, in the order of (priority, coming)."""

    def __init__(self, capacity, pass_over):
        self.capacity, self.pass_over, self.people = capacity, pass_over, []

    @property
    def free(self):
        return self.capacity - sum(one.seats for one in self.people if one.state in {"confirmed", "offered"})

    def promote(self, now, here=None):
        for one in sorted(
            (one for one in self.people if one.state == "waitlisted"), key=lambda one: (-one.priority, self.people.index(one))
        ):
            if one.seats <= self.free:
                one.state, one.offer_ends_at = ("confirmed", None) if one is here else ("offered", now + OFFER)
            elif not self.pass_over and self.free > 0:
                break


class Places(RuleBasedStateMachine):
    """What happens to the pool of one event."""

    office = None

    @initialize(capacity=st.integers(0, 4), pass_over=st.booleans())
    def open(self, capacity, pass_over):
        self.model = Model(capacity, pass_over)
        self.event = self.office.open(capacity, pass_over=pass_over, most_seats=3, offer_hours=2)
        for seats in (1, 2, 1):
            self.register(seats)

    @property
    def now(self):
        return self.office.component.now

    def some(self, n, *states):
        found = [one for one in self.model.people if one.state in states]
        return found[n % len(found)] if found else None

    @rule(seats=st.integers(1, 3))
    def come(self, seats):
        self.register(seats)

    def register(self, seats):
        viewer = a_participant()
        registration = self.office.enter(self.event, viewer, seats=seats)
        person = Person(viewer, registration, seats)
        self.model.people.append(person)
        self.model.promote(self.now, here=person)
        assert registration["state"] == person.state

    @precondition(lambda self: self.model.people)
    @rule(n=st.integers(0, 50))
    def withdraw(self, n):
        self.withdraw_one("waitlisted", "offered", "confirmed", n=n)

    def withdraw_one(self, *states, n=0):
        if person := self.some(n, *states):
            self.office.change("withdraw_registration", person.viewer, person.registration)
            person.state = "withdrawn"
            self.model.promote(self.now)

    @precondition(lambda self: self.model.people)
    @rule(n=st.integers(0, 50))
    def accept(self, n):
        if person := self.some(n, "offered"):
            late = person.offer_ends_at <= self.now
            code = refused(self.office.change, "accept_offer", person.viewer, person.registration)
            assert code == ("offer-expired" if late else None)
            person.state = person.state if late else "confirmed"

    @rule(capacity=st.integers(0, 6))
    def resize(self, capacity):
        code = refused(self.office.resize, self.event, capacity)
        taken = self.model.capacity - self.model.free
        assert code == ("places-are-taken" if capacity < taken else None)
        if code is None:
            self.model.capacity = capacity
            self.model.promote(self.now)

    @precondition(lambda self: self.model.people)
    @rule(n=st.integers(0, 50), priority=st.integers(-1, 1))
    def prioritise(self, n, priority):
        if person := self.some(n, "waitlisted"):
            self.office.decide("prioritise_registration", self.event, person.registration, priority=priority)
            person.priority = priority
            self.model.promote(self.now)

    @precondition(lambda self: self.model.free == 0 and sum(one.state == "waitlisted" for one in self.model.people) > 1)
    @rule()
    def let_the_last_one_by(self):
        """Move who came last ahead of who waits longer, and let a place become free."""
        last = [one for one in self.model.people if one.state == "waitlisted"][-1]
        self.office.decide("prioritise_registration", self.event, last.registration, priority=1)
        last.priority = 1
        self.withdraw_one("confirmed", "offered")

    @rule(hours=st.integers(1, 3))
    def let_time_pass(self, hours):
        self.office.component.now += timedelta(hours=hours)

    @precondition(lambda self: self.model.people)
    @rule(n=st.integers(0, 50), late=st.booleans())
    def expire(self, n, late):
        if person := self.some(n, "offered"):
            self.office.component.now += OFFER if late else timedelta()
            self.office.component.run_timer("expire_offer", registration_id=person.registration["id"])
            if person.offer_ends_at <= self.now:
                person.state = "offer_expired"
                self.model.promote(self.now)

    @invariant()
    def everybody_is_where_the_model_says(self):
        if hasattr(self, "model"):
            assert self.office.states(self.event) == [one.state for one in self.model.people]

    @invariant()
    def what_is_taken_is_what_is_claimed(self):
        if hasattr(self, "model"):
            pool = self.office.pool(self.event)
            with self.office.component.database.reading() as tx:
                claimed = tx.scalar(
                    select(func.coalesce(func.sum(tables.claim.c.seats), 0)).where(tables.claim.c.pool_id == UUID(pool["id"]))
                )
            assert (pool["taken"], claimed) == (self.model.capacity - self.model.free, pool["taken"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whatever_happens_places_and_queue_are_as_the_rules_say(office, full):
    Places.office = office
    examples, steps = (200, 40) if full else (12, 25)
    quickly = settings(
        phases=[Phase.generate, Phase.shrink] if full else [Phase.generate],  # to shrink what failed takes minutes
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=not full,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Places, settings=quickly)
