"""What a process writes down of itself: which attributes, in which form, and never what a record says."""

import json
import logging
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from chassis import logs, tracing
from chassis.broker import Incoming
from chassis.entrypoints.answer import answer
from chassis.entrypoints.service import Service, rpc
from chassis.errors import Conflict
from chassis.schemas import Schema, Text
from tests.support.canaries import Canaries
from tests.support.logs import written

REPOSITORY = Path(__file__).parents[3]
ours = logging.getLogger("services.toy")
library = logging.getLogger("sqlalchemy.pool")


@pytest.fixture
def log(tmp_path):
    with written(tmp_path / "havana.log") as log:
        yield log


@pytest.fixture
def canary():
    return Canaries()


def test_a_record_is_one_line_with_when_where_and_what(log):
    with tracing.span(None):
        ours.info("inbox.kept", extra={"state": "failed", "attempts": 2})
        trace_id = tracing.current_trace_id()
    (line,) = log.lines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    head = {"level": "info", "logger": "services.toy", "event": "inbox.kept", "service": "toy", "trace_id": trace_id}
    assert line == {**head, "state": "failed", "attempts": 2}


def test_extras_that_are_not_listed_or_not_plain_are_dropped(log, canary):
    word = canary("subject")
    ours.warning("inbox.kept", extra={"subject": word, "request": {"name": word}, "state": [word], "service": "cases"})
    (line,) = log.lines()
    assert ("state" in line, "subject" in line, line["service"], canary.found_in(log.text)) == (False, False, "cases", [])


def test_of_an_error_the_kinds_and_the_places_are_kept_and_no_text(log, canary):
    word = canary("subject")

    def fail():
        raise Conflict("name-taken", name=word) from ValueError(word)

    try:
        fail()
    except Conflict:
        ours.exception("call.failed")
    (line,) = log.lines()
    assert (line["error"], line["causes"], canary.found_in(log.text)) == ("name-taken", ["ValueError"], [])
    assert re.fullmatch(r"tests/component/chassis/test_logs\.py:\d+ fail", line["at"][-1])


def test_of_what_libraries_say_the_pattern_is_kept_and_not_what_was_filled_in(log, canary):
    word = canary("subject")
    library.warning("parameters %s were refused", word)
    library.warning(f"parameters {word} were refused")
    patterns = [line["event"] for line in log.lines()]
    assert patterns[0] == "parameters %s were refused"
    assert (bool(re.fullmatch(r"test_logs:\d+", patterns[1])), canary.found_in(log.text)) == (True, [])


def test_libraries_are_heard_from_warnings_on_and_ourselves_from_the_level_that_was_set(tmp_path):
    with written(tmp_path / "log", level="debug") as log:
        for one in (ours, library):
            one.debug("debugged")
            one.warning("warned %s", "once")
    assert [line["event"] for line in log.lines()] == ["debugged", "warned %s", "warned %s"]


class Ask(Schema):
    name = Text(required=True)


class Toy(Service, name="toy"):
    @rpc(Ask, anonymous=True)
    def fail(self, tx, viewer, request):
        tx.execute(text("INSERT INTO record (name) VALUES (:name)"), {"name": request["name"]})
        raise RuntimeError(request["name"])


def a_call(**request):
    body = json.dumps({"args": [], "kwargs": request}).encode()
    delivery = {"correlation_id": "1", "reply_to": "", "routing_key": "toy.fail", "redelivered": False}
    return Incoming(tag=1, body=body, headers={}, content_type="application/json", **delivery)


def test_a_call_that_fails_leaves_one_line_that_does_not_quote_the_request(log, canary, database):
    with database.transaction() as tx:
        tx.execute(text("CREATE TABLE record (name VARCHAR(80) CHECK (length(name) < 3))"))
    answer(Toy(database, None, keyring=None), a_call(name=canary("subject")))
    (line,) = log.lines()
    assert (line["event"], line["method"], line["error"], line["level"]) == ("call.failed", "fail", "IntegrityError", "error")
    assert canary.found_in(log.text) == []


WRONG = {
    "no such parent": "INSERT INTO child (parent, name) VALUES (7, :name)",
    "too large a number": "INSERT INTO child (parent, name) VALUES (:number, :name)",
}
KINDS = {"no such parent": ["IntegrityError"], "too large a number": ["DataError", "OverflowError"]}
FAMILY = ("CREATE TABLE parent (id INTEGER PRIMARY KEY)", "CREATE TABLE child (parent INTEGER REFERENCES parent (id), name VARCHAR(80))")


class Wrong(Service, name="toy"):
    @rpc(Ask, anonymous=True)
    def fail(self, tx, viewer, request):
        tx.execute(text(WRONG[self.settings]), {"name": request["name"], "number": 2**70})


@pytest.mark.parametrize("what", WRONG)
def test_an_error_of_the_database_does_not_carry_what_the_statement_was_given(log, canary, database, caplog, what):
    with database.transaction() as tx:
        for statement in FAMILY:
            tx.execute(text(statement))
    with caplog.at_level(logging.ERROR):
        answer(Wrong(database, what, keyring=None), a_call(name=canary("subject")))
    (line,) = log.lines()
    assert line["error"] in KINDS[what]
    assert "Traceback" in caplog.text
    assert (canary.found_in(log.text), canary.found_in(caplog.text)) == ([], [])


def test_a_person_at_the_terminal_reads_warnings_and_the_file_has_all(tmp_path, canary):
    program = f"""
import logging
from pathlib import Path
from chassis import logs
logs.to_file("info", process="toy", file=Path({str(tmp_path)!r}) / "havana.log")
log = logging.getLogger("services.toy")
log.info("broker.lost", extra={{"connection": "calls"}})
log.warning("timer.failed", extra={{"timer": "expiry", "subject": {canary("subject")!r}}})
"""
    ran = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    file = tmp_path / "havana.log"
    assert ran.stderr == "warning: timer.failed (timer=expiry)\n"
    assert [json.loads(line)["event"] for line in file.read_text().splitlines()] == ["broker.lost", "timer.failed"]
    assert (stat.S_IMODE(file.stat().st_mode), canary.found_in(file.read_bytes())) == (0o600, [])


DYING = """
import threading
from chassis import logs
logs.to_stderr("info", process="toy")
def fail():
    raise ValueError("{word}")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
fail()
"""


def test_a_thread_and_a_process_that_die_say_where_and_not_of_whom(canary):
    ran = subprocess.run(
        [sys.executable, "-c", DYING.format(word=canary("subject"))], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [(line["event"], line["error"]) for line in lines] == [("thread.failed", "ValueError"), ("process.failed", "ValueError")]
    assert canary.found_in(ran.stderr) == []


MANY = """
import havana.runtime
import logging
import eventlet
from eventlet import tpool
from chassis import logs
logs.to_stderr("info", process="toy")
log = logging.getLogger("services.toy")
def write(writer):
    for number in range(50):
        log.info("written", extra={"state": "x" * 150, "attempts": number, "work": str(writer)})
        eventlet.sleep(0)
pool = eventlet.GreenPool()
for writer in range(20):
    pool.spawn(write, writer)
for writer in range(20, 24):
    pool.spawn(tpool.execute, lambda writer=writer: [log.info("written", extra={"attempts": n, "work": str(writer)}) for n in range(50)])
pool.waitall()
"""


def test_greenlets_and_native_threads_write_whole_lines(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", MANY], cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=True
    )
    seen = [(line["work"], line["attempts"]) for line in map(json.loads, ran.stderr.splitlines())]
    assert sorted(seen) == sorted((str(writer), number) for writer in range(24) for number in range(50))


def test_a_long_file_is_put_aside_once(tmp_path):
    file = tmp_path / "havana.log"
    file.write_text("of long ago\n")
    with logs.opened(file, most_bytes=10) as opened:
        opened.write(b"new\n")
    assert (file.read_text(), (tmp_path / "havana.log.1").read_text()) == ("new\n", "of long ago\n")


def test_a_log_that_cannot_be_written_ends_nobodys_work(tmp_path):
    file = logs.opened(tmp_path / "log")
    handler = logs.Lines(file, logs.JsonLine("toy"))
    file.close()
    record = ours.makeRecord("services.toy", logging.INFO, "here", 1, "written", (), None)
    assert handler.handle(record) is True
