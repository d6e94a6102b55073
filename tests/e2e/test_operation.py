"""What an operator sees and mends on a running site with the sample deployment."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import delete, func, insert, select, update

from chassis import timers
from chassis.audit import audit
from chassis.messages.envelope import Envelope, to_wire
from chassis.messages.inbox import inbox
from chassis.messages.outbox import outbox
from chassis.storage import Database
from chassis.values import utcnow
from services.cases.storage.tables import case
from tests.support.command_line import CommandLine, on_folder
from tests.support.embedded import EmbeddedSite, running_site
from tests.support.waiting import until


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[EmbeddedSite]:
    with running_site(folder, "--demo") as site:
        yield site


@pytest.fixture(scope="module")
def havana(site: EmbeddedSite, folder: Path) -> CommandLine:
    return on_folder(folder)


@pytest.fixture
def database(folder: Path):
    """Opens the database of a service beside the running site."""
    opened = []

    def open_(service: str) -> Database:
        opened.append(Database(f"sqlite:///{folder / service}.sqlite", service=service))
        return opened[-1]

    yield open_
    for one in opened:
        one.close()


def execute(database: Database, *statements):
    with database.transaction() as tx:
        return [tx.execute(statement) for statement in statements]


def parked(database: Database, *, headers: dict, body: bytes) -> str:
    """Plant a message that alerts has given up."""
    message_id = uuid4()
    values = {"message_id": message_id, "type": "clearance.revoked.v1", "state": "parked", "attempts": 8, "error": "case-closed"}
    execute(database, insert(inbox).values(**values, headers=headers, body=body, received_at=utcnow()))
    return str(message_id)


def a_readable(database: Database) -> str:
    data = {"clearance_id": str(uuid4())}
    message = Envelope(
        id=uuid4(), type="clearance.revoked.v1", source="/cases", subject=uuid4(), time=utcnow(), data=data, traceparent=None
    )
    wired = to_wire(message, mandatory=True)
    return parked(database, headers={**wired.headers, "content-type": wired.content_type}, body=wired.body)


def state_of(database: Database, message_id: str) -> tuple[str, int]:
    with database.reading() as tx:
        return tuple(tx.execute(select(inbox.c.state, inbox.c.attempts).where(inbox.c.message_id == UUID(message_id))).one())


def ids(havana: CommandLine) -> list[str]:
    return [one["message_id"] for one in havana.json("dead-letters", "list")]


def checks(havana: CommandLine, *, code: int) -> set[tuple[str, str, str]]:
    return {(one["where"], one["check"], one["level"]) for one in havana.json("doctor", code=code)["findings"]}


KEYS_IN_DATA = ("keys", "keys-in-data", "warning")


def test_the_doctor_finds_nothing_wrong_with_a_site_that_is_well(havana):
    assert checks(havana, code=0) == {KEYS_IN_DATA}
    assert havana.run("doctor").stdout.splitlines()[-1] == "Nothing is wrong."


def test_the_doctor_says_who_else_could_read_the_keys(havana, folder):
    (folder / "keys").chmod(0o750)
    told = havana.run("doctor", code=1).stdout
    (folder / "keys").chmod(0o700)
    assert (f"WRONG  keys: Others may read {folder / 'keys'}." in told, "Nothing is wrong." in told) == (True, False)


def test_streams_are_shown_by_number_and_time_alone(havana, site, folder):
    written = json.loads((folder / "demo.json").read_text())
    key = next(one["key"] for one in written["api_clients"] if one["roles"] == ["partner_reader"] and "Partner" in one["organisation"])

    def entries() -> list:
        return httpx.get(f"{site.url}/api/v1/streams/all/entries", headers={"Authorization": f"Bearer {key}"}).json()["items"]

    until(lambda: len(entries()) >= 3)
    status = havana.json("streams", "status")
    (mine,) = [one for one in status["items"] if "Partner" in one["organisation"]]
    assert (status["total"], mine["delivered"], mine["lag"], mine["unread"]) == (1, len(entries()), len(entries()), 0)
    assert status["head"] >= mine["delivered"]
    assert status.keys() == {"head", "appended_at", "total", "items"}
    shown = havana.run("streams", "status").stdout
    assert ("entries in the log" in shown, "Country" in shown) == (True, False)


def test_a_parked_message_is_shown_and_applied_once_it_is_replayed(havana, database):
    alerts = database("alerts")
    first, second = a_readable(alerts), a_readable(alerts)
    assert ids(havana) == [first, second]
    shown = havana.json("dead-letters", "show", "alerts", first)
    assert (shown["type"], shown["attempts"], shown["error"]) == ("clearance.revoked.v1", 8, "case-closed")
    assert checks(havana, code=1) == {KEYS_IN_DATA, ("alerts", "parked", "wrong")}
    assert havana.run("dead-letters", "replay", "alerts", first).stdout == "alerts tries 1 message again.\n"
    until(lambda: state_of(alerts, first)[0] == "done")
    assert havana.run("dead-letters", "replay", "alerts", "--all").stdout == "alerts tries 1 message again.\n"
    until(lambda: state_of(alerts, second)[0] == "done")
    assert (ids(havana), checks(havana, code=0)) == ([], {KEYS_IN_DATA})


def test_a_message_that_fails_again_is_tried_again_and_one_that_is_dropped_never(havana, database):
    alerts = database("alerts")
    hopeless = parked(alerts, headers={}, body=b"\xff")
    havana.run("dead-letters", "replay", "alerts", hopeless)
    until(lambda: state_of(alerts, hopeless) == ("failed", 2))
    assert checks(havana, code=0) == {KEYS_IN_DATA, ("alerts", "retried", "warning")}
    execute(alerts, update(inbox).where(inbox.c.message_id == UUID(hopeless)).values(state="parked"))
    assert havana.run("dead-letters", "drop", "alerts", hopeless, typed="n\n", code=1).stdout == ""
    assert ids(havana) == [hopeless]
    havana.run("dead-letters", "drop", "alerts", hopeless, "--yes")
    assert (ids(havana), state_of(alerts, hopeless)[0]) == ([], "dropped")
    assert "no-such-dead-letter" in havana.run("dead-letters", "show", "alerts", hopeless, code=1).stderr
    havana.run("dead-letters", "replay", "alerts", code=2)


def parked_timers(database: Database, *keys: str) -> None:
    """Plant timers that cases has given up: reviews of a case of the demo."""
    with database.transaction() as tx:
        case_id = tx.scalar(select(case.c.id).limit(1))
        for key in keys:
            timers.set(tx, key, utcnow(), "review_case", case_id=str(case_id))
        given_up = {"state": "parked", "attempts": 8, "error": "case-closed"}
        tx.execute(update(timers.timer).where(timers.timer.c.key.in_(keys)).values(given_up))


def reviews(database: Database) -> int:
    """Return how often cases noted that a case is due for review."""
    with database.reading() as tx:
        return tx.scalar(select(func.count()).select_from(audit).where(audit.c.action == "case.review_case"))


def test_a_parked_timer_is_shown_and_does_what_is_due_once_it_is_retried(havana, database):
    of_cases = database("cases")
    parked_timers(of_cases, "sample:1", "sample:2")
    assert [(one["service"], one["key"], one["action"], one["attempts"], one["error"]) for one in havana.json("timers", "list")] == [
        ("cases", "sample:1", "review_case", 8, "case-closed"),
        ("cases", "sample:2", "review_case", 8, "case-closed"),
    ]
    assert checks(havana, code=1) == {KEYS_IN_DATA, ("cases", "timers-parked", "wrong")}
    before = reviews(of_cases)
    assert havana.run("timers", "retry", "cases", "sample:1").stdout == "cases tries 1 timer again.\n"
    until(lambda: reviews(of_cases) == before + 1)
    assert havana.run("timers", "retry", "cases", "--all").stdout == "cases tries 1 timer again.\n"
    until(lambda: reviews(of_cases) == before + 2)
    assert (havana.run("timers", "list").stdout, checks(havana, code=0)) == ("No timer is parked.\n", {KEYS_IN_DATA})
    havana.run("timers", "retry", "cases", code=2)


def test_a_parked_timer_that_is_dropped_never_does_what_was_due(havana, database):
    of_cases = database("cases")
    parked_timers(of_cases, "sample:3")
    before = reviews(of_cases)
    havana.run("timers", "drop", "cases", "sample:3", typed="n\n", code=1)
    assert [one["key"] for one in havana.json("timers", "list", "cases")] == ["sample:3"]
    assert havana.run("timers", "drop", "cases", "sample:3", "--yes").stdout == "The timer was dropped.\n"
    assert (havana.json("timers", "list"), reviews(of_cases)) == ([], before)
    assert "no-such-timer" in havana.run("timers", "retry", "cases", "sample:3", code=1).stderr


def test_what_a_reader_lost_is_found_and_sent_again(havana, database):
    alerts, streams = database("alerts"), database("streams")
    with alerts.reading() as tx:
        lost = tx.scalar(select(outbox.c.id).where(outbox.c.type == "representation.written.v1").order_by(outbox.c.position).limit(1))
    long_ago = utcnow().replace(year=utcnow().year - 1)
    execute(alerts, update(outbox).where(outbox.c.id == lost).values(sent_at=long_ago))
    execute(streams, delete(inbox).where(inbox.c.message_id == lost))
    assert checks(havana, code=1) == {KEYS_IN_DATA, ("alerts", "missed", "wrong")}
    assert havana.json("reconcile", "alerts", "--reader", "streams") == [{"service": "alerts", "reader": "streams", "sent": 1}]
    until(lambda: checks(havana, code=0) == {KEYS_IN_DATA})
    assert {one["sent"] for one in havana.json("reconcile")} == {0}


def test_the_audit_is_listed_for_one_organisation(havana):
    lead = next(one for one in havana.json("org", "list") if "Lead" in one["name"])
    listed = havana.json("audit", "list", "--org", lead["name"], "--service", "cases", "--limit", "200")
    assert {one["action"] for one in listed} >= {"case.open_case"}
    assert [one["at"] for one in listed] == sorted((one["at"] for one in listed), reverse=True)
    assert {one["action"] for one in havana.json("audit", "list", "--org", lead["id"], "--service", "directory", "--limit", "200")} >= {
        "organisation.create"
    }
    assert len(havana.json("audit", "list", "--org", lead["id"], "--limit", "3")) == 3


def test_an_audit_row_that_was_altered_is_named_by_its_number(havana, database):
    cases = database("cases")
    whole = havana.run("audit", "verify").stdout
    assert whole.endswith("chains are whole.\n")
    with cases.reading() as tx:
        row = tx.execute(select(audit.c.org, audit.c.actor).where(audit.c.n == 3)).first()
    of_row = (audit.c.org == row.org, audit.c.n == 3)
    execute(cases, update(audit).where(*of_row).values(actor="person:somebody-else"))
    name = next(one["name"] for one in havana.json("org", "list") if one["id"] == str(row.org))
    found = havana.json("audit", "verify", code=1)
    assert found["faults"] == [{"service": "cases", "organisation": name, "kind": "altered", "n": 3}]
    assert havana.json("audit", "verify", "--org", name, "--service", "alerts")["faults"] == []
    execute(cases, update(audit).where(*of_row).values(actor=row.actor))
    assert havana.json("audit", "verify", "--org", name, "--service", "cases") == {"chains": 1, "faults": []}
