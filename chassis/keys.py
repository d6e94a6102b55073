"""The keys of a deployment: a folder that `havana keys init` makes and every process reads its part of.

    signing/<service>.jwk   private key of the service's contexts (Ed25519)
    public/<service>.jwk    its public half; every service has all of these
    master/<service>.key    wraps the service's data keys (AES-256)
    cursor.key              encrypts cursors (AES-256)

Private files have mode 0600. A service needs `public/`, `cursor.key` and its own two files, nothing else.
"""

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from chassis.contexts import PrivateKey, PublicKeys
from chassis.errors import Unavailable

KEY_BYTES = 32


@dataclass(frozen=True)
class Keyring:
    """The keys in a folder, each read when it is first needed; Unavailable `key-missing` names what is not there."""

    folder: Path

    @classmethod
    def load(cls, folder: Path) -> "Keyring":
        """Return the keyring of `folder` after a look at the public keys, which every process needs."""
        keyring = cls(folder)
        _ = keyring.public
        return keyring

    def signing(self, service: str) -> PrivateKey:
        """Return the key with which `service` signs contexts."""
        return PrivateKey(service, self._jwk(f"signing/{service}.jwk"))

    @cached_property
    def public(self) -> PublicKeys:
        """The public keys of all services."""
        names = sorted(file.stem for file in (self.folder / "public").glob("*.jwk"))
        if not names:
            raise Unavailable("key-missing", name="public")
        return PublicKeys({name: self._jwk(f"public/{name}.jwk") for name in names})

    def master(self, service: str) -> bytes:
        """Return the key that wraps the data keys of `service`."""
        return self._secret(f"master/{service}.key")

    @cached_property
    def cursor(self) -> bytes:
        """The key of cursors."""
        return self._secret("cursor.key")

    def _jwk(self, name: str) -> OKPKey:
        try:
            return OKPKey.import_key(json.loads(self._read(name)))
        except (ValueError, TypeError, KeyError, JoseError) as error:
            raise Unavailable("key-unreadable", name=name) from error

    def _secret(self, name: str) -> bytes:
        if len(key := self._read(name)) != KEY_BYTES:
            raise Unavailable("key-unreadable", name=name)
        return key

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise Unavailable("key-missing", name=name) from error


def initialise(folder: Path, services: Iterable[str]) -> list[str]:
    """Make what is missing in `folder` and return the names of the new files; nothing that exists is touched."""
    made = ["cursor.key"] if _create(folder / "cursor.key", secrets.token_bytes(KEY_BYTES)) else []
    for service in services:
        made += _initialise_service(folder, service)
    return made


def _initialise_service(folder: Path, service: str) -> list[str]:
    made = []
    key = PrivateKey.new(service).key
    if _create(folder / f"signing/{service}.jwk", json.dumps(key.as_dict(private=True)).encode()):
        made.append(f"signing/{service}.jwk")
    key = OKPKey.import_key(json.loads((folder / f"signing/{service}.jwk").read_bytes()))
    if _create(folder / f"public/{service}.jwk", json.dumps(key.as_dict(private=False)).encode(), mode=0o644):
        made.append(f"public/{service}.jwk")
    if _create(folder / f"master/{service}.key", secrets.token_bytes(KEY_BYTES)):
        made.append(f"master/{service}.key")
    return made


def _create(file: Path, content: bytes, *, mode: int = 0o600) -> bool:
    """Write a file that is not there yet, synced, never readable by others in between; say whether it was made."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return False
    with open(descriptor, "wb") as opened:  # a descriptor has no path
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    return True
