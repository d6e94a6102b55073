from datetime import date

import pytest

from chassis.errors import Conflict, Invalid
from services.cases.domain import Stage, stages
from tests.unit.cases.factories import COORDINATOR, LATER, NOON, OFFICER, a_course

ALLOWED = {
    ("accept_case", "intake"): "open",
    ("decline_case", "intake"): "declined",
    ("hold_case", "open"): "on_hold",
    ("resume_case", "on_hold"): "open",
    ("close_case", "open"): "closing",
    ("close_case", "on_hold"): "closing",
    ("approve_closing", "closing"): "closed",
    ("reopen_case", "closing"): "open",
    ("reopen_case", "closed"): "open",
    ("archive_case", "closed"): "archived",
}
EVERY = [(action, stage.value) for action in sorted({action for action, _ in ALLOWED}) for stage in Stage]


def test_the_table_speaks_of_every_action():
    assert {action for action, _ in ALLOWED} == set(stages.STEPS)


@pytest.mark.parametrize(("action", "stage"), sorted(ALLOWED))
def test_a_step_leads_from_its_stage_to_the_next(action, stage):
    course = stages.take(a_course(Stage(stage)), action, now=LATER)
    assert (course.stage, course.since) == (ALLOWED[action, stage], LATER)


@pytest.mark.parametrize(("action", "stage"), [pair for pair in EVERY if pair not in ALLOWED])
def test_any_other_step_is_refused_and_says_what_is_allowed(action, stage):
    with pytest.raises(Conflict) as refused:
        stages.take(a_course(Stage(stage)), action, now=LATER)
    allowed = [step for step in stages.STEPS if (step, stage) in ALLOWED]
    assert refused.value.args == ("wrong-stage", {"stage": stage, "action": action, "allowed": allowed})


def test_closing_keeps_outcome_and_retention():
    course = stages.ask_to_close(a_course(Stage.OPEN), outcome="released", retain_until=date(2036, 1, 1), by=OFFICER, now=NOON)
    assert course.stage == "closing"
    assert course.closing == stages.Closing("released", date(2036, 1, 1), OFFICER, NOON)


def test_a_case_is_not_kept_until_a_day_that_has_passed():
    with pytest.raises(Invalid, match="invalid-fields"):
        stages.ask_to_close(a_course(Stage.OPEN), outcome="released", retain_until=date(2026, 3, 4), by=OFFICER, now=NOON)


def test_who_asked_for_a_closing_does_not_approve_it():
    with pytest.raises(Conflict, match="approver-asked"):
        stages.approve_closing(a_course(Stage.CLOSING), by=OFFICER, now=LATER)


def test_an_approved_closing_says_who_approved_it():
    course = stages.approve_closing(a_course(Stage.CLOSING), by=COORDINATOR, now=LATER)
    assert (course.stage, course.closing.approved_by, course.closing.approved_at) == ("closed", COORDINATOR, LATER)


def test_an_archived_case_still_says_how_it_was_closed():
    closed = a_course(Stage.CLOSED)
    assert stages.archive(closed, now=LATER).closing == closed.closing


def test_a_reopened_case_forgets_how_it_was_closed():
    assert stages.take(a_course(Stage.CLOSED), "reopen_case", now=LATER).closing is None
