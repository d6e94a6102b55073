"""Passwords, one-time codes, and secrets that are shown once and kept as digests."""

import hashlib
import secrets
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from chassis.offload import offload

KEY_PREFIX = "hvn_"
TOTP_STEP_S = 30


class Passwords:
    """Hashes and compares passwords with argon2id, in a native thread."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """`hasher` sets the cost; unless given it is the library's (RFC 9106, 64 MiB)."""
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe(32))

    def hash(self, password: str) -> str:
        """Return the argon2id hash."""
        return offload(self._hasher.hash, password)

    def match(self, password_hash: str | None, password: str) -> bool:
        """Say whether the password is right; None is compared with nobody's, which takes as long."""
        return offload(self._verify, password_hash or self._nobody, password) and password_hash is not None

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def new_secret() -> str:
    """Return 256 random bits as text for a URL or a cookie."""
    return secrets.token_urlsafe(32)


def new_api_key() -> str:
    """Return a key that scanners of leaked secrets can tell by its prefix."""
    return KEY_PREFIX + new_secret()


def digest(secret: str) -> bytes:
    """Return what is kept of a random secret; it has no need of a slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def new_totp_secret() -> str:
    """Return a secret for an authenticator app (RFC 6238)."""
    return pyotp.random_base32()


def totp_uri(secret: str, *, account: str, site: str) -> str:
    """Return the `otpauth://` address that apps scan."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=site)


def totp_step(secret: str, code: str, *, now: datetime) -> int | None:
    """Return the step in which `code` is right (one step of clock drift either way), None if it is wrong."""
    if not (code.isascii() and code.isdigit()):
        return None
    at = int(now.timestamp()) // TOTP_STEP_S
    return next((step for step in (at, at - 1, at + 1) if secrets.compare_digest(pyotp.TOTP(secret).at(step * TOTP_STEP_S), code)), None)
