import base64
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook, WebhookVerificationError

from chassis import signatures
from chassis.outbound import Outbound
from havana.receiver_check import ReceiverCheck
from tests.support.command_line import CommandLine
from tests.support.receivers import Reply, receiving

LONGEST_BYTES = 65536


def wrong_with(answer, *, key=None):
    """Return the names of the trials that a receiver fails; `answer(one)` is its status for a delivery."""
    with receiving(lambda one: Reply(answer(one))) as receiver:
        outbound = Outbound(allow=[ip_network("127.0.0.0/8")], timeout_s=5.0)
        check = ReceiverCheck(outbound, receiver.url, key or signatures.new_key("v1a"), clock=lambda: datetime.now(UTC))
        return [trial.name for trial in check.run() if trial.wrong]


def by_the_standards_library(key, *, longest_bytes=LONGEST_BYTES):
    def answer(one):
        if len(one.body) > longest_bytes:
            return 413
        try:
            Webhook(key).verify(one.body, one.headers)
        except WebhookVerificationError:
            return 401
        return 204

    return answer


def by_hand(public, *, checks_time=True):
    """A receiver of Ed25519 as a partner would write it from the standard alone."""
    verifier = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))

    def answer(one):
        seconds = one.headers["webhook-timestamp"]
        if checks_time and abs(datetime.now(UTC).timestamp() - int(seconds)) > 300:
            return 400
        content = f"{one.headers['webhook-id']}.{seconds}.".encode() + one.body
        return 200 if any(_fits(verifier, word, content) for word in one.headers.get("webhook-signature", "").split()) else 401

    return answer


def _fits(verifier, word, content):
    try:
        verifier.verify(base64.b64decode(word.partition(",")[2]), content)
    except InvalidSignature:
        return False
    return True


def test_a_receiver_by_the_standards_own_library_does_everything_right():
    key = signatures.new_key("v1")
    assert wrong_with(by_the_standards_library(key), key=key) == []


def test_a_receiver_of_ed25519_written_from_the_standard_does_everything_right():
    key = signatures.new_key("v1a")
    assert wrong_with(by_hand(signatures.for_receiver(key)), key=key) == []


def test_a_receiver_that_believes_everything_is_found_out():
    expected = ["forged", "altered", "renamed", "unsigned", "stale", "from the future", "oversized"]
    assert wrong_with(lambda _one: 200) == expected


def test_a_receiver_that_does_not_look_at_the_time_is_found_out():
    key = signatures.new_key("v1a")
    assert wrong_with(by_hand(signatures.for_receiver(key), checks_time=False), key=key) == ["stale", "from the future"]


def test_a_receiver_that_refuses_repeats_is_found_out():
    key, seen = signatures.new_key("v1"), set()
    right = by_the_standards_library(key)

    def answer(one):
        status = right(one)
        if status != 204:
            return status
        if one.headers["webhook-id"] in seen:
            return 409
        seen.add(one.headers["webhook-id"])
        return status

    assert wrong_with(answer, key=key) == ["duplicate"]


def test_a_receiver_that_reads_one_signature_only_is_found_out():
    key = signatures.new_key("v1")
    right = by_the_standards_library(key)
    assert wrong_with(lambda one: 401 if " " in one.headers.get("webhook-signature", "") else right(one), key=key) == ["two keys"]


@pytest.mark.parametrize("status", [500, 302])
def test_a_receiver_that_fails_or_sends_elsewhere_instead_of_refusing_is_found_out(status):
    key = signatures.new_key("v1")
    right = by_the_standards_library(key)
    expected = ["forged", "altered", "renamed", "unsigned", "stale", "from the future", "oversized"]
    assert wrong_with(lambda one: status if (answer := right(one)) >= 400 else answer, key=key) == expected


def test_the_command_makes_a_key_first_and_then_says_what_is_wrong(tmp_path):
    command = CommandLine({})
    key_file = tmp_path / "check.key"
    with receiving() as receiver:
        arguments = ("streams", "check-receiver", receiver.url, "--key-file", str(key_file))
        shown = command.run(*arguments).stdout.split()[-1]
        trials = command.json(*arguments, code=1)
    assert (shown, key_file.stat().st_mode & 0o777) == (signatures.for_receiver(key_file.read_text().strip()), 0o600)
    assert {trial["name"]: trial["answered"] for trial in trials}["forged"] == "200"
    assert next(trial["name"] for trial in trials if trial["wrong"]) == "forged"
