"""Roles, admins, lock-out, sessions and passwords, without I/O."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from chassis.errors import Conflict, Forbidden, Invalid
from chassis.vocabularies import vocabulary
from services.directory import credentials
from services.directory.domain import membership as rules
from services.directory.domain.sign_in import Attempts, Session, checked_password
from services.directory.domain.words import ORGANISATION_KINDS, Membership, ceiling_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def a_member(*roles: str, state: str = "active") -> Membership:
    return Membership(id=uuid4(), person_id=uuid4(), org_id=uuid4(), roles=frozenset(roles or {"case_officer"}), state=state, version=1)


def test_a_member_is_given_other_roles():
    officer = a_member("case_officer")
    changed = rules.with_roles(officer, ["coordinator"], others=[officer, a_member("admin")])
    assert changed == replace(officer, roles=frozenset({"coordinator"}), version=2)


@pytest.mark.parametrize("others", [[], [a_member("coordinator")], [a_member("admin", state="ended")]])
def test_the_last_admin_can_neither_leave_nor_become_something_else(others):
    admin = a_member("admin")
    with pytest.raises(Conflict, match="last-admin"):
        rules.ended(admin, others=[admin, *others])
    with pytest.raises(Conflict, match="last-admin"):
        rules.with_roles(admin, ["case_officer"], others=[admin, *others])


def test_an_admin_leaves_when_there_is_another():
    admin = a_member("admin")
    assert rules.ended(admin, others=[admin, a_member("admin")]).state == "ended"


def test_a_membership_that_ended_is_not_changed_any_more():
    gone = a_member(state="ended")
    with pytest.raises(Conflict, match="membership-ended"):
        rules.with_roles(gone, ["reviewer"], others=[a_member("admin")])


@pytest.mark.parametrize("roles", [[], ["operator"], ["case_officer", "emperor"]])
def test_roles_that_an_organisation_does_not_give_are_refused(roles):
    with pytest.raises(Invalid):
        rules.checked_roles(roles)


def test_sign_in_locks_from_the_fifth_failure_on_for_at_most_a_quarter_of_an_hour():
    attempts, locks = Attempts(), []
    for _ in range(10):
        attempts = attempts.failed(now=NOON)
        locks.append(None if attempts.locked_until is None else (attempts.locked_until - NOON) / timedelta(minutes=1))
    assert locks == [None, None, None, None, 1, 2, 4, 8, 15, 15]


def test_a_locked_sign_in_says_when_to_come_back():
    locked = Attempts(failures=5, locked_until=NOON + timedelta(seconds=40))
    with pytest.raises(Forbidden) as refused:
        locked.refuse_if_locked(now=NOON)
    assert (refused.value.code, refused.value.params) == ("sign-in-locked", {"retry_after_s": 41})
    locked.refuse_if_locked(now=NOON + timedelta(seconds=40))


@pytest.mark.parametrize(
    ("session", "is_open"),
    [
        (Session(created_at=NOON - timedelta(hours=1), seen_at=NOON - timedelta(minutes=14), ended_at=None), True),
        (Session(created_at=NOON - timedelta(hours=1), seen_at=NOON - timedelta(minutes=15), ended_at=None), False),
        (Session(created_at=NOON - timedelta(hours=12), seen_at=NOON, ended_at=None), False),
        (Session(created_at=NOON, seen_at=NOON, ended_at=NOON), False),
    ],
)
def test_a_session_is_open_while_it_is_used_and_not_too_old(session, is_open):
    assert session.is_open(now=NOON) is is_open


@pytest.mark.parametrize(("password", "code"), [("short", "too-short"), ("aaaaaaaaaaaaaaaa", "too-simple")])
def test_a_weak_password_is_refused_with_its_reason(password, code):
    with pytest.raises(Invalid) as refused:
        checked_password(password)
    assert refused.value.params["errors"][0]["code"] == code


def test_partners_and_programs_see_no_red():
    kinds = [("person", {"case_officer"}), ("person", {"partner_reader"}), ("client", {"case_officer"})]
    assert [ceiling_of(kind=kind, roles=frozenset(roles)).value for kind, roles in kinds] == ["red", "amber", "amber"]


def test_a_code_is_right_for_its_half_minute_and_the_next():
    secret = credentials.new_totp_secret()
    code = credentials.pyotp.TOTP(secret).at(int(NOON.timestamp()))
    steps = [credentials.totp_step(secret, code, now=NOON + timedelta(seconds=s)) for s in (0, 30, 61)]
    assert steps == [int(NOON.timestamp()) // 30, int(NOON.timestamp()) // 30, None]


def test_nobody_and_a_wrong_password_take_the_same_path():
    passwords = credentials.Passwords()
    right = passwords.hash("a long enough password")
    tried = [(right, "a long enough password"), (right, "another password"), (None, "a long enough password")]
    assert [passwords.match(*one) for one in tried] == [True, False, False]


def test_every_kind_of_organisation_has_a_title():
    assert set(ORGANISATION_KINDS) <= set(vocabulary("organisation-kinds"))
