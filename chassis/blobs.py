"""Documents: bytes outside the database, in a folder or wherever fsspec reaches, encrypted with a key of their own.

Whoever streams a blob holds it in chunks only: 64 KiB at a time, each sealed by AES-256-GCM under its number and whether it is
the last (the STREAM construction), bound to the blob's id: a chunk that was changed, moved, left out or taken from another blob
does not open. A blob is there whole or not at all, and on the disk before `write` returns. Calls block: run them offloaded.

No service keeps documents yet.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO
from uuid import UUID

import fsspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chassis.errors import Invalid, NotFound, Unavailable

CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
PREFIX_BYTES = 7
FORMAT = b"HVB1"


@dataclass(frozen=True)
class Stored:
    """What was written: the size and the SHA-256 (hex) of the plain bytes."""

    size_bytes: int
    sha256: str


def new_key() -> bytes:
    """Return the key of one blob; it belongs into a secret field of the row that names the blob."""
    return AESGCM.generate_key(256)


class Blobs:
    """The blobs at `url` (an fsspec address: `file:///folder`, `memory://`, …)."""

    def __init__(self, url: str) -> None:
        self._files, self._root = fsspec.core.url_to_fs(url)
        self._on_disk = "file" in self._files.protocol

    def write(self, blob_id: UUID, chunks: Iterable[bytes], *, key: bytes, most_bytes: int) -> Stored:
        """Keep what `chunks` yield. Invalid `blob-too-large` past `most_bytes`; whatever fails leaves nothing behind."""
        path, part = self._path(blob_id), f"{self._path(blob_id)}.{secrets.token_hex(4)}.part"
        digest, size = hashlib.sha256(), 0

        def plain() -> Iterator[bytes]:
            nonlocal size
            for chunk in chunks:
                size += len(chunk)
                if size > most_bytes:
                    raise Invalid("blob-too-large", max=most_bytes)
                digest.update(chunk)
                yield chunk

        try:
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
            with self._files.open(part, "wb") as file:
                _seal(file, plain(), key=key, blob_id=blob_id)
                self._sync(file)
            self._files.mv(part, path)
            self._sync_folder(path)
        except OSError as error:
            raise Unavailable("blobs-unavailable") from error
        finally:
            self._drop(part)
        return Stored(size, digest.hexdigest())

    def read(self, blob_id: UUID, *, key: bytes) -> Iterator[bytes]:
        """Yield the plain bytes in chunks. NotFound; Unavailable `blob-damaged` where they are not what was written."""
        try:
            with self._files.open(self._path(blob_id), "rb") as file:
                yield from _opened(file, key=key, blob_id=blob_id)
        except FileNotFoundError as error:
            raise NotFound("no-such-blob") from error
        except InvalidTag as error:
            raise Unavailable("blob-damaged") from error
        except OSError as error:
            raise Unavailable("blobs-unavailable") from error

    def sum_up(self, blob_id: UUID, *, key: bytes) -> Stored:
        """Return what lies there, read back and opened. NotFound, Unavailable."""
        digest, size = hashlib.sha256(), 0
        for chunk in self.read(blob_id, key=key):
            digest.update(chunk)
            size += len(chunk)
        return Stored(size, digest.hexdigest())

    def delete(self, blob_id: UUID) -> None:
        """Remove a blob, if it is there."""
        self._drop(self._path(blob_id))

    def _path(self, blob_id: UUID) -> str:
        return f"{self._root}/{blob_id.hex[-2:]}/{blob_id}"

    def _drop(self, path: str) -> None:
        if self._files.exists(path):
            self._files.rm(path)

    def _sync(self, file: IO[bytes]) -> None:
        """Let the bytes reach the disk before the name does; stores without a disk keep what was closed."""
        file.flush()
        if self._on_disk:
            os.fsync(file.fileno())

    def _sync_folder(self, path: str) -> None:
        """Let the new name reach the disk."""
        if not self._on_disk:
            return
        folder = os.open(path.rpartition("/")[0], os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _seal(file: IO[bytes], chunks: Iterable[bytes], *, key: bytes, blob_id: UUID) -> None:
    prefix, cipher = secrets.token_bytes(PREFIX_BYTES), AESGCM(key)
    file.write(FORMAT + prefix)
    waiting, number = b"", 0
    for chunk in chunks:
        waiting += chunk
        while len(waiting) > CHUNK_BYTES:
            file.write(cipher.encrypt(_nonce(prefix, number, last=False), waiting[:CHUNK_BYTES], blob_id.bytes))
            waiting, number = waiting[CHUNK_BYTES:], number + 1
    file.write(cipher.encrypt(_nonce(prefix, number, last=True), waiting, blob_id.bytes))


def _opened(file: IO[bytes], *, key: bytes, blob_id: UUID) -> Iterator[bytes]:
    head = file.read(len(FORMAT) + PREFIX_BYTES)
    prefix, cipher = head[len(FORMAT) :], AESGCM(key)
    if not head.startswith(FORMAT) or len(prefix) != PREFIX_BYTES:
        raise InvalidTag
    sealed, number = file.read(CHUNK_BYTES + TAG_BYTES), 0
    while True:
        following = file.read(CHUNK_BYTES + TAG_BYTES)
        yield cipher.decrypt(_nonce(prefix, number, last=not following), sealed, blob_id.bytes)
        if not following:
            return
        sealed, number = following, number + 1


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
