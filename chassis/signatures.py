"""Signatures of deliveries by Standard Webhooks (https://www.standardwebhooks.com): Ed25519 (`v1a`) and HMAC-SHA256 (`v1`).

A key is written as that standard has it: `whsk_…` signs and `whpk_…` verifies by Ed25519, `whsec_…` does both by HMAC. What is signed is
`id.seconds.body`. While keys change, a delivery bears a signature of each, and the receiver takes any that it knows.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.errors import Invalid

ED25519, HMAC = "v1a", "v1"
SCHEMES = (ED25519, HMAC)
SIGNS, VERIFIES, SHARED = "whsk_", "whpk_", "whsec_"
KEY_BYTES = 32
LEAST_SHARED_BYTES = 24


def new_key(scheme: str) -> str:
    """Return a new key to sign with."""
    prefix = {ED25519: SIGNS, HMAC: SHARED}[scheme]
    return prefix + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def for_receiver(key: str) -> str:
    """Return what a receiver needs to verify what `key` signs: the public half, or the shared key itself. Invalid `not-a-signing-key`."""
    raw = _raw(key)
    if key.startswith(SHARED):
        return key
    return VERIFIES + base64.b64encode(Ed25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()).decode()


def signature(key: str, *, message_id: str, at: datetime, body: bytes) -> str:
    """Return the signature with its scheme, `v1a,…` or `v1,…`. Invalid `not-a-signing-key`."""
    raw, signed = _raw(key), f"{message_id}.{int(at.timestamp())}.".encode() + body
    if key.startswith(SHARED):
        return f"{HMAC},{base64.b64encode(hmac.digest(raw, signed, hashlib.sha256)).decode()}"
    return f"{ED25519},{base64.b64encode(Ed25519PrivateKey.from_private_bytes(raw).sign(signed)).decode()}"


def headers(keys: Iterable[str], *, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the three headers of a delivery, signed with each of `keys`."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signature(key, message_id=message_id, at=at, body=body) for key in keys),
    }


def _raw(key: str) -> bytes:
    prefix = next((prefix for prefix in (SIGNS, SHARED) if key.startswith(prefix)), None)
    try:
        raw = base64.b64decode(key.removeprefix(prefix or ""), validate=True)
    except binascii.Error as error:
        raise Invalid("not-a-signing-key") from error
    long_enough = len(raw) == KEY_BYTES if prefix == SIGNS else len(raw) >= LEAST_SHARED_BYTES
    if prefix is None or not long_enough:
        raise Invalid("not-a-signing-key")
    return raw
