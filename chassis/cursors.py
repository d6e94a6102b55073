"""Cursors: where a page ended, encrypted, so that they tell nobody how much there is and fit no other question."""

import base64
import binascii
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chassis.errors import Invalid

NONCE_BYTES = 12


def seal(key: bytes, position: list[Any], *, bound_to: str) -> str:
    """Return `position` (plain JSON) as a cursor that opens only with the same `bound_to`: the viewer and the question."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, json.dumps(position, separators=(",", ":")).encode(), bound_to.encode())
    return base64.urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()


def unseal(key: bytes, cursor: str, *, bound_to: str) -> list[Any]:
    """Return the position; Invalid `wrong-cursor` if it was changed, made elsewhere or for another viewer or question."""
    try:
        raw = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        position: list[Any] = json.loads(AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode()))
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise Invalid.of_fields([{"pointer": "/cursor", "code": "wrong-cursor"}]) from error
    return position
