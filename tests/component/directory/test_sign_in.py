"""Signing in: lock-out, second factor, sessions and what they open."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pyotp
import pytest
from sqlalchemy import select

from chassis import audit
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from chassis.mail import rows
from services.directory.credentials import Passwords
from tests.component.directory.conftest import CHEAP, PASSWORD

pytestmark = pytest.mark.usefixtures("org", "other")


def test_who_signs_in_gets_a_context_that_says_who_they_are(directory, org):
    answer = directory.sign_in(" Officer@A.example ")
    viewer = directory.viewer(answer)
    assert (viewer.kind, str(viewer.org), viewer.roles, viewer.scopes) == ("person", org, {"case_officer"}, {"*"})
    assert (answer["name"], answer["organisation_name"]) == ("Sample case_officer", "Sample Organisation A")
    assert directory.viewer(directory.call("resolve_session", secret=answer["session_secret"])) == viewer


@pytest.mark.parametrize(("email", "password"), [("officer@a.example", "wrong password"), ("nobody@a.example", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_are_the_same(directory, email, password):
    with pytest.raises(Forbidden) as refused:
        directory.sign_in(email, password)
    assert refused.value.args == ("sign-in-refused", {})


@pytest.mark.parametrize("email", ["officer@a.example", "nobody@a.example"])
def test_five_failures_lock_an_address_whether_anybody_has_it_or_not(directory, email):
    for _ in range(5):
        with pytest.raises(Forbidden, match="sign-in-refused"):
            directory.sign_in(email, "wrong password")
    with pytest.raises(Forbidden, match="sign-in-locked"):
        directory.sign_in(email)


class Comparing(Passwords):
    """Passwords, with something that happens before each answer."""

    def __init__(self, meanwhile):
        super().__init__(CHEAP)
        self.meanwhile = meanwhile

    def match(self, password_hash, password):
        right = super().match(password_hash, password)
        self.meanwhile()
        return right


@pytest.mark.parametrize("email", ["officer@a.example", "nobody@a.example"])
def test_guesses_sent_together_are_counted_one_by_one(directory, email):
    guesses = 8
    directory.service.passwords = Comparing(threading.Barrier(guesses, timeout=10).wait)

    def guess(number):
        with pytest.raises(Forbidden) as refused:
            directory.sign_in(email, f"wrong password {number}")
        return refused.value.code

    with ThreadPoolExecutor(guesses) as pool:
        assert Counter(pool.map(guess, range(guesses))) == {"sign-in-refused": 5, "sign-in-locked": 3}


@pytest.mark.parametrize("asked", ["sign_in", "accept_link", "change_password"])
def test_the_right_password_opens_nothing_once_guesses_that_were_faster_have_locked(directory, asked):
    officer, admin = directory.as_("officer@a.example"), directory.as_("admin@b.example")
    link = directory.call("invite_member", admin, email="officer@a.example", roles=["reviewer"])
    ask = {
        "sign_in": lambda: directory.sign_in("officer@a.example"),
        "accept_link": lambda: directory.call("accept_link", token=link["token"], name="Sample", password=PASSWORD),
        "change_password": lambda: directory.call("change_password", officer, password=PASSWORD, new_password="another long password"),
    }[asked]

    def guessed():
        directory.service.passwords = Passwords(CHEAP)
        for _ in range(5):
            with pytest.raises(Forbidden, match="sign-in-refused"):
                directory.sign_in("officer@a.example", "wrong password")

    directory.service.passwords = Comparing(guessed)
    with pytest.raises(Forbidden, match="sign-in-locked"):
        ask()


def test_a_code_that_comes_twice_at_once_is_good_once(directory):
    viewer = directory.as_("officer@a.example")
    totp = pyotp.TOTP(directory.call("enrol_totp", viewer)["secret"])
    directory.call("confirm_totp", viewer, code=totp.at(directory.clock.now))
    directory.later(minutes=1)
    code = totp.at(directory.clock.now)

    def faster():
        directory.service.passwords = Passwords(CHEAP)
        directory.sign_in("officer@a.example", code=code)

    directory.service.passwords = Comparing(faster)
    with pytest.raises(Forbidden, match="sign-in-refused"):
        directory.sign_in("officer@a.example", code=code)


@pytest.mark.parametrize("asked", ["sign_in", "change_password"])
def test_a_password_that_was_replaced_while_it_was_compared_opens_nothing(directory, asked):
    """Else who knows the old one, and tries it all the time, outlives the recovery that was to shut them out."""
    officer = directory.as_("officer@a.example")
    link = directory.call("recover_member", directory.as_("admin@a.example"), membership_id=str(officer.membership))
    ask = {
        "sign_in": lambda: directory.sign_in("officer@a.example"),
        "change_password": lambda: directory.call("change_password", officer, password=PASSWORD, new_password="the thief's password"),
    }[asked]

    def recovered():
        directory.service.passwords = Passwords(CHEAP)
        directory.call("accept_link", token=link["token"], password="another long password")

    directory.service.passwords = Comparing(recovered)
    with pytest.raises(Forbidden, match="sign-in-refused"):
        ask()
    directory.sign_in("officer@a.example", "another long password")


def test_a_lock_ends_and_the_right_password_clears_it(directory):
    for _ in range(5):
        with pytest.raises(Forbidden):
            directory.sign_in("officer@a.example", "wrong password")
    directory.later(minutes=1)
    directory.sign_in("officer@a.example")
    with pytest.raises(Forbidden, match="sign-in-refused"):
        directory.sign_in("officer@a.example", "wrong password")


def test_a_session_ends_after_a_quarter_of_an_hour_without_use(directory):
    secret = directory.sign_in("officer@a.example")["session_secret"]
    for _ in range(3):
        directory.later(minutes=14)
        directory.call("resolve_session", secret=secret)
    directory.later(minutes=15)
    with pytest.raises(Forbidden, match="session-ended"):
        directory.call("resolve_session", secret=secret)


def test_a_session_that_is_used_all_day_ends_after_twelve_hours(directory):
    secret = directory.sign_in("officer@a.example")["session_secret"]
    for _ in range(71):
        directory.later(minutes=10)
        directory.call("resolve_session", secret=secret)
    directory.later(minutes=10)
    with pytest.raises(Forbidden, match="session-ended"):
        directory.call("resolve_session", secret=secret)


def test_signing_out_everywhere_ends_every_session_and_tells_the_gateways(directory):
    first, second = directory.sign_in("officer@a.example"), directory.sign_in("officer@a.example")
    directory.call("end_all_sessions", directory.viewer(second))
    for answer in (first, second):
        with pytest.raises(Forbidden, match="session-ended"):
            directory.call("resolve_session", secret=answer["session_secret"])
    told = sorted(data["session_id"] for name, data in directory.hints if name == "session.revoked")
    assert told == sorted([first["session_id"], second["session_id"]])


def test_a_new_epoch_ends_every_session(directory):
    before = directory.sign_in("officer@a.example")
    directory.service.epoch.begin()
    with pytest.raises(Forbidden, match="session-ended"):
        directory.call("resolve_session", secret=before["session_secret"])
    now = directory.sign_in("officer@a.example")
    assert [one["id"] for one in directory.call("list_sessions", directory.viewer(now))["items"]] == [now["session_id"]]


def test_one_ends_ones_own_sessions_only(directory):
    mine, theirs = directory.sign_in("officer@a.example"), directory.sign_in("coordinator@a.example")
    with pytest.raises(NotFound, match="no-such-session"):
        directory.call("end_session", directory.viewer(mine), session_id=theirs["session_id"])
    listed = directory.call("list_sessions", directory.viewer(mine))["items"]
    assert [(one["id"], one["current"]) for one in listed] == [(mine["session_id"], True)]


def test_a_second_factor_is_asked_for_after_the_password_and_each_code_is_good_once(directory):
    viewer = directory.as_("officer@a.example")
    totp = pyotp.TOTP(directory.call("enrol_totp", viewer)["secret"])
    directory.call("confirm_totp", viewer, code=totp.at(directory.clock.now))
    with pytest.raises(Forbidden, match="second-factor-needed"):
        directory.sign_in("officer@a.example")
    with pytest.raises(Forbidden, match="sign-in-refused"):
        directory.sign_in("officer@a.example", "wrong password")
    with pytest.raises(Forbidden, match="sign-in-refused"):
        directory.sign_in("officer@a.example", code=totp.at(directory.clock.now))
    directory.later(seconds=30)
    directory.sign_in("officer@a.example", code=totp.at(directory.clock.now))


def test_a_new_password_ends_the_other_sessions(directory):
    old, this = directory.sign_in("officer@a.example"), directory.sign_in("officer@a.example")
    directory.call("change_password", directory.viewer(this), password=PASSWORD, new_password="another long password")
    directory.call("resolve_session", secret=this["session_secret"])
    with pytest.raises(Forbidden, match="session-ended"):
        directory.call("resolve_session", secret=old["session_secret"])
    directory.sign_in("officer@a.example", "another long password")


def test_a_person_acts_for_the_organisation_they_name(directory, other):
    link = directory.call("invite_member", directory.as_("admin@b.example"), email="officer@a.example", roles=["reviewer"])
    with pytest.raises(Forbidden, match="sign-in-refused"):
        directory.call("accept_link", token=link["token"], name="Sample", password="not their password")
    directory.call("accept_link", token=link["token"], name="Sample", password=PASSWORD)
    assert str(directory.viewer(directory.sign_in("officer@a.example", organisation_id=other)).org) == other


@pytest.mark.parametrize("request_", [{}, {"email": "x" * 300, "password": "", "colour": "red"}])
def test_every_wrong_field_is_named_at_once(directory, request_):
    with pytest.raises(Invalid) as refused:
        directory.call("sign_in", **request_)
    wrong = {error["pointer"] for error in refused.value.params["errors"]}
    assert wrong == {"/email", "/password"} | ({"/colour"} if request_ else set())


def test_a_link_is_used_once_and_not_after_a_week(directory):
    admin = directory.as_("admin@a.example")
    link = directory.call("invite_member", admin, email="new@a.example", roles=["case_officer"])
    assert directory.call("open_link", token=link["token"]) == {
        "kind": "invitation", "organisation_name": "Sample Organisation A", "email": "new@a.example",
    }  # fmt: skip
    directory.call("accept_link", token=link["token"], name="Sample Officer 2", password=PASSWORD)
    late = directory.call("invite_member", admin, email="late@a.example", roles=["case_officer"])
    directory.later(days=7)
    for token in (link["token"], late["token"], "never-made"):
        with pytest.raises(NotFound, match="link-worthless"):
            directory.call("accept_link", token=token, name="Sample Officer 3", password=PASSWORD)


@pytest.mark.parametrize("email", ["new@a.example", "officer@a.example"])
def test_an_invitation_asks_the_same_whether_the_address_has_an_account_or_not(directory, email):
    link = directory.call("invite_member", directory.as_("admin@b.example"), email=email, roles=["reviewer"])
    asked = {"kind": "invitation", "organisation_name": "Sample Organisation B", "email": email}
    assert directory.call("open_link", token=link["token"]) == asked
    with pytest.raises(Invalid) as refused:
        directory.call("accept_link", token=link["token"], name="", password="short")
    assert [error["pointer"] for error in refused.value.params["errors"]] == ["/name", "/password"]
    directory.call("accept_link", token=link["token"], name="Sample", password=PASSWORD)
    assert directory.sign_in(email)["email"] == email


def test_who_has_an_account_keeps_its_name(directory, other):
    link = directory.call("invite_member", directory.as_("admin@b.example"), email="officer@a.example", roles=["reviewer"])
    directory.call("accept_link", token=link["token"], name="Sample thief", password=PASSWORD)
    assert directory.sign_in("officer@a.example", organisation_id=other)["name"] == "Sample case_officer"


def test_who_acts_for_others_too_is_not_recovered_and_nobody_is_told_why(directory):
    officer = directory.as_("officer@a.example")
    link = directory.call("invite_member", directory.as_("admin@b.example"), email="officer@a.example", roles=["reviewer"])
    directory.call("accept_link", token=link["token"], name="Sample", password=PASSWORD)
    with pytest.raises(Conflict) as refused:
        directory.call("recover_member", directory.as_("admin@a.example"), membership_id=str(officer.membership))
    assert refused.value.args == ("recovery-refused", {})


def test_who_has_left_is_not_recovered(directory):
    admin, officer = directory.as_("admin@a.example"), directory.as_("officer@a.example")
    directory.call("end_membership", admin, membership_id=str(officer.membership), version=1)
    with pytest.raises(Conflict, match="recovery-refused"):
        directory.call("recover_member", admin, membership_id=str(officer.membership))


def test_a_recovery_sets_a_password_drops_the_second_factor_and_ends_sessions(directory):
    session = directory.sign_in("officer@a.example")
    viewer = directory.viewer(session)
    totp = pyotp.TOTP(directory.call("enrol_totp", viewer)["secret"])
    directory.call("confirm_totp", viewer, code=totp.at(directory.clock.now))
    link = directory.call("recover_member", directory.as_("admin@a.example"), membership_id=session["membership_id"])
    directory.call("accept_link", token=link["token"], password="another long password")
    with pytest.raises(Forbidden, match="session-ended"):
        directory.call("resolve_session", secret=session["session_secret"])
    directory.sign_in("officer@a.example", "another long password")


def test_an_organisation_that_wants_a_second_factor_keeps_it(directory, org):
    directory.call("amend_organisation", directory.as_("admin@a.example"), organisation_id=org, version=1, second_factor=True)
    viewer = directory.as_("officer@a.example")
    totp = pyotp.TOTP(directory.call("enrol_totp", viewer)["secret"])
    directory.call("confirm_totp", viewer, code=totp.at(directory.clock.now))
    directory.later(seconds=30)
    with pytest.raises(Conflict, match="second-factor-required"):
        directory.call("disable_totp", viewer, code=totp.at(directory.clock.now))


def test_passwords_cannot_be_tried_out_by_an_invitation(directory):
    link = directory.call("invite_member", directory.as_("admin@b.example"), email="officer@a.example", roles=["reviewer"])
    for _ in range(5):
        with pytest.raises(Forbidden, match="sign-in-refused"):
            directory.call("accept_link", token=link["token"], name="Sample", password="not their password")
    with pytest.raises(Forbidden, match="sign-in-locked"):
        directory.call("accept_link", token=link["token"], name="Sample", password=PASSWORD)
    with pytest.raises(Forbidden, match="sign-in-locked"):
        directory.sign_in("officer@a.example")


def test_passwords_and_codes_cannot_be_tried_out_in_a_session(directory):
    viewer = directory.as_("officer@a.example")
    totp = pyotp.TOTP(directory.call("enrol_totp", viewer)["secret"])
    directory.call("confirm_totp", viewer, code=totp.at(directory.clock.now))
    for _ in range(3):
        with pytest.raises(Forbidden, match="code-refused"):
            directory.call("disable_totp", viewer, code="000000")
    for _ in range(2):
        with pytest.raises(Forbidden, match="sign-in-refused"):
            directory.call("change_password", viewer, password="wrong password", new_password="another long password")
    for method, request in (("disable_totp", {"code": "000000"}), ("change_password", {"password": PASSWORD, "new_password": PASSWORD})):
        with pytest.raises(Forbidden, match="sign-in-locked"):
            directory.call(method, viewer, **request)


def test_a_recovery_is_worthless_once_its_person_acts_for_others_too(directory):
    """Else the admin of one organisation could take over an account that now opens another."""
    officer = directory.as_("officer@a.example")
    recovery = directory.call("recover_member", directory.as_("admin@a.example"), membership_id=str(officer.membership))
    link = directory.call("invite_member", directory.as_("admin@b.example"), email="officer@a.example", roles=["reviewer"])
    directory.call("accept_link", token=link["token"], name="Sample", password=PASSWORD)
    with pytest.raises(NotFound, match="link-worthless"):
        directory.call("accept_link", token=recovery["token"], password="the admin's choice")
    directory.sign_in("officer@a.example")


def test_where_a_second_factor_is_wanted_nothing_opens_before_there_is_one(directory, org):
    directory.call("amend_organisation", directory.as_("admin@a.example"), organisation_id=org, version=1, second_factor=True)
    session = directory.sign_in("officer@a.example")
    viewer = directory.viewer(session)
    needed = [session["second_factor_needed"], directory.call("get_me", viewer)["second_factor_needed"]]
    assert (viewer.roles, needed) == (frozenset(), [True, True])
    totp = pyotp.TOTP(directory.call("enrol_totp", viewer)["secret"])
    directory.call("confirm_totp", viewer, code=totp.at(directory.clock.now))
    assert directory.hints[-1] == ("session.revoked", {"membership_id": session["membership_id"]})
    answer = directory.call("resolve_session", secret=session["session_secret"])
    assert (answer["roles"], answer["second_factor_needed"]) == (["case_officer"], False)


@pytest.mark.parametrize("code", ["١٢٣٤٥٦", "12 456", "abcdef"])
def test_a_code_that_is_none_is_a_wrong_one(directory, code):
    viewer = directory.as_("officer@a.example")
    directory.call("enrol_totp", viewer)
    with pytest.raises(Forbidden, match="code-refused"):
        directory.call("confirm_totp", viewer, code=code)


@pytest.mark.parametrize(
    ("method", "field", "more"),
    [
        ("sign_in", "password", {"email": "officer@a.example"}),
        ("sign_in", "email", {"password": PASSWORD}),
        ("resolve_session", "secret", {}),
        ("resolve_api_key", "key", {}),
        ("open_link", "token", {}),
    ],
)
def test_text_that_no_encoding_can_write_is_a_wrong_field(directory, method, field, more):
    with pytest.raises(Invalid) as refused:
        directory.call(method, **{field: "half a pair: \ud800"}, **more)
    assert [error["pointer"] for error in refused.value.params["errors"]] == [f"/{field}"]


def test_the_audit_tells_who_signed_in_and_who_was_refused(directory, org):
    officer = directory.as_("officer@a.example")
    for email in ("officer@a.example", "nobody@a.example"):
        with pytest.raises(Forbidden):
            directory.sign_in(email, "wrong password")
    with directory.service.database.reading() as tx:
        rows = tx.execute(select(audit.audit.c.org, audit.audit.c.actor, audit.audit.c.action).order_by(audit.audit.c.id)).all()
    assert [tuple(row) for row in rows[-3:]] == [
        (UUID(org), officer.key, "session.begin"),
        (UUID(org), "public", "session.refuse"),
        (audit.SITE, "public", "session.refuse"),
    ]


def letters(directory) -> list[tuple[str, str]]:
    """(address, template) of every mail that waits."""
    with directory.service.database.transaction() as tx:
        return [(one.recipient, one.template) for one in rows.take_due(tx, now=directory.clock.now, limit=20)]


def test_who_has_a_new_password_or_second_factor_is_told_by_mail(directory):
    viewer = directory.as_("officer@a.example")
    totp = pyotp.TOTP(directory.call("enrol_totp", viewer)["secret"])
    assert letters(directory) == []
    told = [("officer@a.example", "account-changed")]
    directory.call("confirm_totp", viewer, code=totp.at(directory.clock.now))
    assert letters(directory) == told
    directory.later(minutes=1)
    directory.call("disable_totp", viewer, code=totp.at(directory.clock.now))
    assert letters(directory) == told
    directory.call("change_password", viewer, password=PASSWORD, new_password="another long password")
    assert letters(directory) == told
    member = str(viewer.membership)
    link = directory.call("recover_member", directory.as_("admin@a.example"), membership_id=member)
    assert letters(directory) == []
    directory.call("accept_link", token=link["token"], password=PASSWORD)
    assert letters(directory) == told


def test_a_change_that_is_refused_sends_no_mail(directory):
    viewer = directory.as_("officer@a.example")
    with pytest.raises(Forbidden, match="sign-in-refused"):
        directory.call("change_password", viewer, password="wrong password", new_password="another long password")
    with pytest.raises(Conflict, match="second-factor-missing"):
        directory.call("confirm_totp", viewer, code="000000")
    assert letters(directory) == []
