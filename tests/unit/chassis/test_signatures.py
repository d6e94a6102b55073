import base64
import json
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook, WebhookVerificationError

from chassis import signatures
from chassis.errors import Invalid

BODY = json.dumps({"text": "Überstellung"}, ensure_ascii=False).encode()


def signed(*keys, body=BODY):
    return signatures.headers(keys, message_id="msg_1", at=datetime.now(UTC), body=body)


def verified_by_ed25519(public, headers, body):
    """Read the standard's words by themselves: no code of ours."""
    _scheme, _, raw = headers["webhook-signature"].partition(",")
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
    key.verify(base64.b64decode(raw), content)
    return True


def test_the_standards_own_library_takes_a_shared_key_and_what_it_signed():
    key = signatures.new_key("v1")
    assert Webhook(signatures.for_receiver(key)).verify(BODY, signed(key)) == json.loads(BODY)


def test_the_standards_own_library_refuses_what_another_key_signed():
    with pytest.raises(WebhookVerificationError):
        Webhook(signatures.new_key("v1")).verify(BODY, signed(signatures.new_key("v1")))


@pytest.mark.parametrize("old_first", [True, False])
def test_while_keys_change_the_old_and_the_new_one_verify(old_first):
    old, new = signatures.new_key("v1"), signatures.new_key("v1")
    headers = signed(*((old, new) if old_first else (new, old)))
    assert [Webhook(key).verify(BODY, headers) for key in (old, new)] == [json.loads(BODY)] * 2


def test_the_public_half_verifies_and_does_not_sign():
    key = signatures.new_key("v1a")
    public = signatures.for_receiver(key)
    assert verified_by_ed25519(public, signed(key), BODY)
    with pytest.raises(Invalid, match="not-a-signing-key"):
        signed(public)


@pytest.mark.parametrize("change", [{"webhook-id": "msg_2"}, {"webhook-timestamp": "1"}])
def test_a_signature_covers_the_id_and_the_time(change):
    key = signatures.new_key("v1a")
    with pytest.raises(InvalidSignature):
        verified_by_ed25519(signatures.for_receiver(key), {**signed(key), **change}, BODY)


def test_a_signature_covers_the_body():
    key = signatures.new_key("v1a")
    with pytest.raises(InvalidSignature):
        verified_by_ed25519(signatures.for_receiver(key), signed(key), BODY + b" ")


@pytest.mark.parametrize("text", ["", "whsk_", "whsk_AAAA", "whsec_AAAA", "whsec_***", "secret", "whpk_" + "A" * 43 + "="])
def test_what_is_no_key_signs_nothing(text):
    with pytest.raises(Invalid, match="not-a-signing-key"):
        signed(text)
