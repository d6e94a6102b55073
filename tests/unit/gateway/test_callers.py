import pytest

from chassis.errors import Forbidden, Unavailable
from gateway.auth import Callers, Credential
from gateway.problems import Refused

KEY = Credential("key", "hvn_sample")


class Clock:
    now = 1_000_000.0

    def __call__(self):
        return self.now


class Directory:
    """What directory answers, and how often it was asked."""

    def __init__(self):
        self.asked, self.error, self.meanwhile = 0, None, lambda: None

    def __call__(self, method, request):
        self.asked += 1
        self.meanwhile()
        if self.error is not None:
            raise self.error
        return {
            "context": f"token-{self.asked}",
            "expires_at": "1970-01-12T13:51:40Z",
            "client_id": "c-1",
            "organisation_id": "o-1",
        }  # now + 300 s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def directory():
    return Directory()


@pytest.fixture
def callers(clock, directory):
    return Callers(directory, renew_s=60, clock=clock)


def test_a_known_caller_is_not_asked_for_again_within_a_minute(callers, clock, directory):
    callers.find(KEY)
    clock.now += 59
    assert (callers.find(KEY).context, directory.asked) == ("token-1", 1)


def test_a_context_is_renewed_after_a_minute(callers, clock):
    callers.find(KEY)
    clock.now += 60
    assert callers.find(KEY).context == "token-2"


def test_a_known_caller_lives_on_while_directory_is_down_until_the_context_expires(callers, clock, directory):
    callers.find(KEY)
    directory.error = Unavailable("service-unavailable")
    clock.now += 299
    assert callers.find(KEY).context == "token-1"
    clock.now += 1
    with pytest.raises(Unavailable):
        callers.find(KEY)


def test_an_unknown_caller_cannot_be_told_while_directory_is_down(callers, directory):
    directory.error = Unavailable("service-unavailable")
    with pytest.raises(Unavailable):
        callers.find(KEY)


def test_a_refused_key_is_401_and_forgotten(callers, clock, directory):
    callers.find(KEY)
    clock.now += 60
    directory.error = Forbidden("key-refused")
    with pytest.raises(Refused) as refused:
        callers.find(KEY)
    assert (refused.value.status, refused.value.code, callers.knows(KEY)) == (401, "key-refused", False)


@pytest.mark.parametrize("revoked", ["c-1", "o-1"])
def test_a_revocation_drops_the_caller_at_once(callers, revoked):
    callers.find(KEY)
    callers.revoke(frozenset({revoked}))
    assert callers.find(KEY).context == "token-2"


def test_a_revocation_of_somebody_else_drops_nobody(callers, directory):
    callers.find(KEY)
    callers.revoke(frozenset({"c-2"}))
    assert callers.find(KEY).context == "token-1"


@pytest.fixture(
    params=[lambda callers: callers.revoke(frozenset({"c-1"})), lambda callers: callers.forget(KEY)], ids=["revoked", "forgotten"]
)
def dropped_meanwhile(request, callers, directory):
    """Drop the caller, once, while directory is thinking about it."""

    def drop():
        directory.meanwhile = lambda: None
        request.param(callers)

    def next_time():
        directory.meanwhile = drop

    return next_time


def test_who_was_dropped_while_directory_answered_is_not_kept(callers, dropped_meanwhile):
    dropped_meanwhile()
    callers.find(KEY)
    assert (callers.knows(KEY), callers.find(KEY).context) == (False, "token-2")


def test_who_was_dropped_while_directory_did_not_answer_is_not_let_in(callers, clock, directory, dropped_meanwhile):
    callers.find(KEY)
    clock.now += 60
    directory.error = Unavailable("service-unavailable")
    dropped_meanwhile()
    with pytest.raises(Unavailable):
        callers.find(KEY)


def test_worthless_credentials_do_not_make_the_others_forgotten(callers, clock, directory):
    def guess():
        directory.meanwhile, directory.error = lambda: None, Forbidden("key-refused")
        with pytest.raises(Refused):
            callers.find(Credential("key", "hvn_guessed"))
        directory.error = None

    directory.meanwhile = guess
    callers.find(KEY)
    assert callers.knows(KEY)
