import os
import socket
import time
from pathlib import Path

import pytest

from chassis.errors import Invalid
from chassis.sandbox import Limits, parse

SMALL = Limits(timeout_s=2, memory_bytes=256 * 1024**2, output_bytes=1024**2)


def run(name, data=b"", limits=SMALL):
    return parse(f"tests.support.parsers:{name}", data, limits)


def refusal(name, data=b""):
    with pytest.raises(Invalid, match="file-unreadable") as raised:
        run(name, data)
    return raised.value.params["reason"]


def test_what_the_parser_makes_of_a_file_comes_back():
    assert run("count_bytes", b"x" * 3_000_000) == {"bytes": 3_000_000}


@pytest.mark.parametrize(
    ("parser", "reason"),
    [
        ("fail", "refused"),
        ("nothing", "refused"),
        ("loop", "too-slow"),
        ("wait", "too-slow"),
        ("swallow_memory", "too-large"),
        ("write_much", "too-large"),
    ],
)
def test_a_file_that_breaks_its_parser_is_refused_with_a_reason(parser, reason):
    assert refusal(parser) == reason


def test_a_parser_cannot_fill_the_disk(tmp_path):
    assert refusal("write_a_file", str(tmp_path / "big").encode()) == "too-large"
    assert (tmp_path / "big").stat().st_size <= SMALL.output_bytes


def test_a_parser_reaches_no_network():
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert refusal("connect", str(server.getsockname()[1]).encode()) == "refused"
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_parser_knows_nothing_of_our_environment(monkeypatch):
    monkeypatch.setenv("HAVANA_SMTP_URL", "smtp://user:password@mail.example")
    known = run("environment")
    assert known["folder"] == "/"
    assert [name for name in known["names"] if name.startswith("HAVANA")] == []


def test_what_a_parser_started_ends_with_it():
    pid = run("leave_a_child")
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().split()[2]
        except FileNotFoundError:
            return
        if state == "Z":
            return
        time.sleep(0.1)
    os.kill(pid, 9)
    pytest.fail("the parser's child lives on")
