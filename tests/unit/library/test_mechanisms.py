from dataclasses import replace
from datetime import date, time
from uuid import UUID

import pytest

from chassis.errors import Conflict, Invalid, NotFound
from services.library.domain import mechanisms as rules
from services.library.domain.due import Certainty
from services.library.domain.mechanisms import OpportunityState, Standing
from tests.unit.library.mechanism_factories import (
    FIRST_NOTICE,
    LATER,
    NOON,
    OTHER_SOURCE,
    SOURCE,
    a_due,
    a_month,
    a_notice,
    a_relative_due,
    an_exact_due,
    an_opportunity,
)

SECOND, THIRD = UUID(int=6), UUID(int=7)
LATER_DAY = a_due(date(2027, 4, 1))


def recorded(opportunity, due, *, source_url=SOURCE, notice_id=SECOND):
    return rules.record_notice(opportunity, a_notice(due, source_url=source_url, notice_id=notice_id, at=LATER), now=LATER)


def standings(opportunity):
    return [(notice.id, notice.standing) for notice in opportunity.notices]


def test_a_later_date_of_the_same_source_is_an_extension_and_raises_the_sequence():
    extended = recorded(an_opportunity(), LATER_DAY)
    assert (extended.due, extended.sequence, extended.due_changed_at) == (replace(LATER_DAY, certainty=Certainty.EXTENDED), 1, LATER)
    assert standings(extended) == [(FIRST_NOTICE, Standing.REPLACED), (SECOND, Standing.STANDING)]
    assert not extended.disputed


def test_an_earlier_date_of_the_same_source_is_no_extension():
    assert recorded(an_opportunity(), a_due(date(2027, 3, 1))).due.certainty == Certainty.CONFIRMED


def test_the_same_date_again_is_a_verification_and_no_new_notice():
    again = recorded(an_opportunity(), a_due())
    assert ([notice.verified_at for notice in again.notices], again.sequence, again.version) == ([LATER], 0, 2)


def test_an_extension_that_is_read_again_as_confirmed_stays_an_extension():
    extended = recorded(an_opportunity(), LATER_DAY)
    again = recorded(extended, LATER_DAY, notice_id=THIRD)
    assert (again.due.certainty, len(again.notices), again.sequence) == (Certainty.EXTENDED, 2, 1)


def test_another_source_that_disagrees_is_flagged_and_overwrites_nothing():
    disputed = recorded(an_opportunity(), LATER_DAY, source_url=OTHER_SOURCE)
    assert (disputed.disputed, disputed.due, disputed.status) == (True, a_due(), "TENTATIVE")
    assert standings(disputed) == [(FIRST_NOTICE, Standing.STANDING), (SECOND, Standing.STANDING)]
    assert rules.steps(disputed)[0] == "decide"


def test_another_source_that_is_less_exact_agrees():
    assert not recorded(an_opportunity(), a_month(), source_url=OTHER_SOURCE).disputed


@pytest.mark.parametrize(("chosen", "due"), [(FIRST_NOTICE, a_due()), (SECOND, LATER_DAY)])
def test_a_person_decides_and_the_other_source_stays_to_be_read(chosen, due):
    decided = rules.decide(recorded(an_opportunity(), LATER_DAY, source_url=OTHER_SOURCE), chosen, now=LATER)
    other = SECOND if chosen == FIRST_NOTICE else FIRST_NOTICE
    assert (decided.due, decided.disputed, dict(standings(decided))[other]) == (due, False, Standing.SET_ASIDE)


def test_a_source_that_was_set_aside_disagrees_again_once_it_says_something_new():
    decided = rules.decide(recorded(an_opportunity(), LATER_DAY, source_url=OTHER_SOURCE), FIRST_NOTICE, now=LATER)
    assert not recorded(decided, LATER_DAY, source_url=OTHER_SOURCE, notice_id=THIRD).disputed
    assert recorded(decided, a_due(date(2027, 5, 1)), source_url=OTHER_SOURCE, notice_id=THIRD).disputed


def test_what_was_replaced_cannot_be_chosen_any_more():
    with pytest.raises(Conflict, match="notice-replaced"):
        rules.decide(recorded(an_opportunity(), LATER_DAY), FIRST_NOTICE, now=LATER)


def test_an_unknown_notice_cannot_be_chosen():
    with pytest.raises(NotFound, match="no-such-notice"):
        rules.decide(an_opportunity(), SECOND, now=LATER)


def test_a_cancellation_raises_the_sequence_and_is_the_status():
    cancelled = recorded(an_opportunity(), a_due(certainty=Certainty.CANCELLED))
    assert (cancelled.status, cancelled.sequence) == ("CANCELLED", 1)


def test_other_words_raise_the_version_alone():
    amended = rules.amend(an_opportunity(), texts={}, now=LATER)
    assert (amended.version, amended.sequence, amended.due_changed_at) == (2, 0, NOON)


def test_a_session_that_moves_takes_along_what_hangs_on_it_and_nothing_else():
    hanging, fixed = an_opportunity(a_relative_due()), an_opportunity()
    moved = rules.session_moved(hanging, date(2027, 7, 1), now=LATER)
    assert (moved.span.first, moved.sequence) == (date(2027, 4, 2), 1)
    assert rules.session_moved(fixed, date(2027, 7, 1), now=LATER) is fixed


def test_what_hangs_on_a_session_needs_one():
    with pytest.raises(Invalid) as refused:
        rules.check_opportunity(an_opportunity(a_relative_due(), session_id=None, session_begins=None))
    assert refused.value.params["errors"] == [{"pointer": "/session_id", "code": "required"}]


def test_it_is_published_once_and_withdrawn_for_good():
    published = rules.publish(an_opportunity(), now=LATER)
    withdrawn = rules.withdraw(published, now=LATER)
    assert [published.state, withdrawn.state] == [OpportunityState.PUBLISHED, OpportunityState.WITHDRAWN]
    assert (rules.steps(published), rules.steps(withdrawn)) == (["amend", "record_notice", "withdraw"], [])
    for step in (rules.publish, rules.withdraw):
        with pytest.raises(Conflict, match="wrong-state"):
            step(withdrawn, now=LATER)


def test_a_time_of_day_is_another_date_for_calendars():
    assert recorded(an_opportunity(), an_exact_due(at=time(18))).sequence == 1
