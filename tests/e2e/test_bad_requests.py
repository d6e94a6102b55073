"""What a hostile or broken client sends to a real server: a clear answer, nothing kept, and the next request read where it begins."""

import json
import re
import socket
import threading
from pathlib import Path

import httpx
import pytest

from tests.support.embedded import EmbeddedSite, running_site

MB = 1024 * 1024
HUGE = 100 * MB
INSIDE = re.compile(rb"Traceback|File \"|\.py|marshmallow|sqlalchemy|eventlet", re.IGNORECASE)
NEXT = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory):
    with running_site(tmp_path_factory.mktemp("site"), "--demo") as site:
        yield site


@pytest.fixture(scope="module")
def key(site: EmbeddedSite) -> str:
    clients = json.loads(Path(site.environment["HAVANA_DATA"], "demo.json").read_text())["api_clients"]
    return next(client["key"] for client in clients if client["name"] == "Sample program 1")


def head(key: str, *lines: str, verb: str = "POST /api/v1/cases") -> bytes:
    fixed = [f"{verb} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {key}", "Content-Type: application/json"]
    return "\r\n".join([*fixed, *lines, "", ""]).encode("latin-1")


def answers(site: EmbeddedSite, sent: bytes, *, expected: int = 1) -> list[tuple[int, bytes]]:
    """Send raw bytes; return (status, body) of each answer, once `expected` came or the server closed."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(sent)
        got = b""
        while len(found := whole_answers(got)) < expected:
            more = connection.recv(65_536)
            if not more:
                break
            got += more
    assert INSIDE.search(got) is None
    return found


def whole_answers(got: bytes) -> list[tuple[int, bytes]]:
    found = []
    while match := re.match(rb"HTTP/1\.[01] (\d{3}).*?\r\n\r\n", got, re.DOTALL):
        length = re.search(rb"content-length: (\d+)", match[0], re.IGNORECASE)
        end = match.end() + int(length[1]) if length else len(got)
        if end > len(got):
            break
        found.append((int(match[1]), got[match.end() : end]))
        got = got[end:]
    return found


def memory(site: EmbeddedSite) -> int:
    """The most memory that the process ever held, in bytes."""
    status = Path(f"/proc/{site.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


def flood(connection: socket.socket, chunk: bytes, times: int) -> None:
    try:
        for _ in range(times):
            connection.sendall(chunk)
    except OSError:  # the server has closed: that is what it should do
        return


@pytest.mark.parametrize("declared", [f"Content-Length: {HUGE}", "Transfer-Encoding: chunked"], ids=["length", "chunks"])
def test_a_body_of_100_mb_is_refused_early_and_never_held(site: EmbeddedSite, key: str, declared: str):
    part = b"x" * MB
    chunk = part if "Length" in declared else b"%x\r\n%s\r\n" % (len(part), part)
    before = memory(site)
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(head(key, declared))
        sender = threading.Thread(target=flood, args=(connection, chunk, HUGE // MB))
        sender.start()
        got = b""
        while more := connection.recv(65_536):
            got += more
        sender.join()
    assert [(status, json.loads(body)["code"]) for status, body in whole_answers(got)] == [(413, "body-too-large")]
    assert memory(site) - before < 8 * MB


def test_what_follows_a_refused_body_is_no_request(site: EmbeddedSite, key: str):
    body = NEXT * 40_000
    assert [status for status, _ in answers(site, head(key, f"Content-Length: {len(body)}") + body, expected=2)] == [413]


def test_a_body_in_chunks_is_a_body(site: EmbeddedSite, key: str):
    body = b'{"title": "In chunks", "country": "AW", "summary": "Sample summary."}'
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:10], body[10:], b""))
    (status, answer), (live, _) = answers(site, head(key, "Transfer-Encoding: chunked") + chunks + NEXT, expected=2)
    assert (status, json.loads(answer)["title"], live) == (201, "In chunks", 200)


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (["Content-Length: 2", "Content-Length: 40"], b"{}"),
        (["Content-Length: 2", "Transfer-Encoding: chunked"], b"0\r\n\r\n"),
        (["Transfer-Encoding: gzip"], b"{}"),
        (["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], b"0\r\n\r\n"),
        (["Transfer-Encoding: chunked"], b"zz\r\n{}\r\n"),
        (["Content-Length: +2"], b"{}"),
        (["Content-Length: -2"], b"{}"),
        (["Content-Length: two"], b"{}"),
    ],
    ids=["two lengths", "length and chunks", "unknown coding", "two codings", "broken chunk", "plus", "minus", "word"],
)
def test_a_request_that_two_readers_could_end_at_two_places_is_refused(site: EmbeddedSite, key: str, lines: list[str], body: bytes):
    assert [status for status, _ in answers(site, head(key, *lines) + body + NEXT, expected=2)] == [400]


def test_a_connection_goes_on_after_requests_that_were_refused(site: EmbeddedSite, key: str):
    unread = b"x" * 500_000
    sent = [
        head("hvn_guessed", f"Content-Length: {len(unread)}") + unread,
        head(key, "Content-Length: 8") + b"not json",
        head(key, "Content-Length: 2") + b"{}",
        head(key, verb="PURGE /api/v1/cases"),
        NEXT,
    ]
    assert [status for status, _ in answers(site, b"".join(sent), expected=5)] == [401, 400, 422, 405, 200]


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"hello\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 70_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X-Many: a\r\n" * 5_000 + b"\r\n",
    ],
    ids=["TLS", "no HTTP", "long address", "long header", "many headers"],
)
def test_what_is_no_request_ends_the_connection_without_a_word_of_the_inside(site: EmbeddedSite, sent: bytes):
    assert [status for status, _ in answers(site, sent, expected=2) if status not in {400, 414, 431}] == []
    assert httpx.get(f"{site.url}/health/live").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/v1/cases/%0d%0aSet-Cookie:%20x=y", 404), ("/api/v1/cases/%00", 404), ("/api/v1/%ff", 400), ("/api/v1/cases?q=%ff", 400)],
)
def test_an_address_cannot_write_a_header_or_hide_bytes(site: EmbeddedSite, key: str, path: str, status: int):
    answer = httpx.get(f"{site.url}{path}", headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.headers.get("Set-Cookie"), answer.headers["Content-Type"]) == (
        status,
        None,
        "application/problem+json",
    )


@pytest.mark.parametrize(
    "name", ["traceparent", "X-Request-Id", "Accept-Language", "If-None-Match", "If-Modified-Since", "Range", "Cookie"]
)
def test_a_header_of_noise_changes_nothing(site: EmbeddedSite, key: str, name: str):
    noise = "\xff\x01;=,\"'%0d%0a" * 20
    ((status, body),) = answers(site, head(key, f"{name}: {noise}", verb="GET /api/v1/me"))
    assert (status, json.loads(body)["kind"]) == (200, "client")


def test_what_was_sent_is_not_in_the_log(tmp_path: Path):
    with running_site(tmp_path) as site:
        answers(site, head("hvn_x", "Transfer-Encoding: chunked") + b"Sample Lawyer 7\r\n", expected=2)
        answers(site, b"Sample Lawyer 7\r\n\r\n", expected=2)
        site.process.terminate()
        assert "Sample Lawyer" not in site.output()
