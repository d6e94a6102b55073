import hashlib
from pathlib import Path
from uuid import uuid4

import pytest

from chassis.blobs import CHUNK_BYTES, Blobs, Stored, new_key
from chassis.errors import Invalid, NotFound, Unavailable

CANARY = b"canary 3be1: the photograph of a document"


@pytest.fixture(params=["file", "memory"])
def blobs(request, tmp_path):
    return Blobs(f"file://{tmp_path}/blobs" if request.param == "file" else f"memory://{uuid4()}")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "blobs"


def chunks_of(content, size=10_000):
    return [content[start : start + size] for start in range(0, len(content), size)]


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_what_was_written_is_read_again(blobs, size):
    blob_id, key, content = uuid4(), new_key(), bytes(range(256)) * (size // 256) + bytes(size % 256)
    stored = blobs.write(blob_id, chunks_of(content), key=key, most_bytes=size)
    assert stored == Stored(size, hashlib.sha256(content).hexdigest())
    assert b"".join(blobs.read(blob_id, key=key)) == content


def test_what_is_too_large_is_refused_and_leaves_nothing_behind(folder):
    with pytest.raises(Invalid, match="blob-too-large"):
        Blobs(f"file://{folder}").write(uuid4(), chunks_of(b"x" * 100_001), key=new_key(), most_bytes=100_000)
    assert files(folder) == []


def test_an_upload_that_breaks_off_leaves_what_was_there_before(folder):
    blobs, blob_id, key = Blobs(f"file://{folder}"), uuid4(), new_key()
    blobs.write(blob_id, [b"before"], key=key, most_bytes=100)

    def broken():
        yield b"after"
        raise ConnectionResetError

    with pytest.raises(Unavailable):
        blobs.write(blob_id, broken(), key=key, most_bytes=100)
    assert (len(files(folder)), b"".join(blobs.read(blob_id, key=key))) == (1, b"before")


def test_the_disk_shows_nothing_of_it(folder):
    Blobs(f"file://{folder}").write(uuid4(), [CANARY], key=new_key(), most_bytes=100)
    (file,) = files(folder)
    assert CANARY not in file.read_bytes()


def change(content):
    return content[:-20] + bytes([content[-20] ^ 1]) + content[-19:]


def cut(content):
    return content[: 11 + CHUNK_BYTES + 16]


def swap(content):
    head, first, second = content[:11], content[11 : 11 + CHUNK_BYTES + 16], content[11 + CHUNK_BYTES + 16 :]
    return head + second[: CHUNK_BYTES + 16] + first + second[CHUNK_BYTES + 16 :]


@pytest.mark.parametrize("damage", [change, cut, swap, lambda content: b"", lambda content: content + b"more"])
def test_damage_is_noticed(folder, damage):
    blobs, blob_id, key = Blobs(f"file://{folder}"), uuid4(), new_key()
    blobs.write(blob_id, [bytes(3 * CHUNK_BYTES)], key=key, most_bytes=4 * CHUNK_BYTES)
    (file,) = files(folder)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(Unavailable, match="blob-damaged"):
        list(blobs.read(blob_id, key=key))


def test_a_blob_under_another_name_or_key_does_not_open(folder):
    blobs, blob_id, other, key = Blobs(f"file://{folder}"), uuid4(), uuid4(), new_key()
    blobs.write(blob_id, [CANARY], key=key, most_bytes=100)
    blobs.write(other, [CANARY], key=key, most_bytes=100)
    with pytest.raises(Unavailable, match="blob-damaged"):
        list(blobs.read(blob_id, key=new_key()))
    of_first, of_other = (next(path for path in files(folder) if path.name == str(name)) for name in (blob_id, other))
    Path(of_first).replace(of_other)
    with pytest.raises(Unavailable, match="blob-damaged"):
        list(blobs.read(other, key=key))


def test_what_was_deleted_is_not_there(blobs):
    blob_id, key = uuid4(), new_key()
    blobs.write(blob_id, [CANARY], key=key, most_bytes=100)
    blobs.delete(blob_id)
    blobs.delete(blob_id)
    with pytest.raises(NotFound, match="no-such-blob"):
        list(blobs.read(blob_id, key=key))
