import os
import resource
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chassis.errors import Unavailable
from chassis.ledger import Ledger
from chassis.settings import Settings
from havana import composition, doctor
from tests.support import status

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WELL = {"service": "alerts", **status.WELL}
INDEX_WELL = {"counts": {"written": 3}, "waiting_since": None}


class Silent:
    """Every service but those named answers that it is well, and misses and lacks what it is told to."""

    def __init__(self, *silent: str, missed: int = 0, lacking: tuple[str, ...] = (), error: str = "service-unavailable"):
        self.silent, self.missed, self.lacking, self.error = silent, missed, lacking, error

    def ask(self, service, method, *, deadline_s):
        if service in self.silent:
            raise Unavailable(self.error)
        return {
            "status": {**WELL, "service": service},
            "ping": {"service": service, "lacking": list(self.lacking)},
            "count_missing": {"missed": {"streams": self.missed}},
            "read_index_status": INDEX_WELL,
        }[method]


def findings(found) -> list[tuple[str, str, str]]:
    return [(one.where, one.check, one.level) for one in found]


def ago(**time: float) -> str:
    return (NOON - timedelta(**time)).isoformat()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    environ = {"HAVANA_DATA": str(tmp_path / "data"), "HAVANA_KEYS_DIR": str(tmp_path / "keys")}
    settings = Settings.read(environ, embedded=True).prepared()
    composition.make_keys(settings)
    return settings


def test_a_service_that_is_well_gives_no_finding():
    assert list(doctor.of_status(WELL, NOON)) == []


@pytest.mark.parametrize("field", ["outbox_oldest_at", "timers_due_since", "audit_unsealed_since", "ledger_waiting_since"])
def test_what_has_waited_for_a_second_is_well_and_for_a_minute_is_not(field: str):
    assert list(doctor.of_status({**WELL, field: ago(seconds=1)}, NOON)) == []
    (found,) = doctor.of_status({**WELL, field: ago(seconds=61)}, NOON)
    assert (found.where, found.check, found.level, ago(seconds=61) in found.what) == ("alerts", "waiting", "wrong", True)


@pytest.mark.parametrize(
    ("field", "check", "level"),
    [
        ("outbox_returned", "returned", "wrong"),
        ("dead_letters", "parked", "wrong"),
        ("timers_parked", "timers-parked", "wrong"),
        ("inbox_failed", "retried", "warning"),
    ],
)
def test_what_was_given_up_or_failed_is_counted(field: str, check: str, level: str):
    (found,) = doctor.of_status({**WELL, field: 3}, NOON)
    assert (found.check, found.level, found.what.endswith(": 3.")) == (check, level, True)


def test_every_field_of_a_status_is_looked_at():
    looked_at = {field for field, *_ in (*doctor.WAITING, *doctor.COUNTED)}
    assert WELL.keys() - looked_at == {"service", "outbox_pending"}  # pending ones are judged by the oldest


def test_who_does_not_answer_is_named_and_not_asked_what_others_miss():
    found = list(doctor.of_services(Silent("alerts", missed=1), lambda _text: None))
    assert findings(found) == [("alerts", "answers", "wrong")]
    assert "havana serve alerts" in found[0].remedy


def test_what_cannot_be_found_is_named():
    assert list(doctor.of_index({**INDEX_WELL, "waiting_since": ago(seconds=1)}, NOON)) == []
    found = list(doctor.of_index({"counts": {"parked": 2}, "waiting_since": ago(seconds=61)}, NOON))
    assert findings(found) == [("search", "index-behind", "wrong"), ("search", "not-indexed", "wrong")]
    assert (ago(seconds=61) in found[0].what, found[1].what.endswith(": 2.")) == (True, True)


def test_a_broker_that_is_away_is_one_finding():
    found = set(doctor.of_services(Silent(*composition.SERVICES, error="broker-unavailable"), lambda _text: None))
    assert findings(found) == [("site", "answers", "wrong")]


def test_what_a_service_does_not_reach_is_named():
    found = list(doctor.of_services(Silent(lacking=("engine",)), lambda _text: None))
    assert findings(found) == [(service, "lacking", "wrong") for service in composition.SERVICES]
    assert found[0].what == "It does not reach what it needs: engine."


def test_messages_that_a_reader_lacks_are_named_with_both_ends():
    found = list(doctor.of_services(Silent(missed=2), lambda _text: None))
    assert findings(found) == [(service, "missed", "wrong") for service in composition.SERVICES]
    assert found[0].what == "streams lacks messages of it that were sent more than a minute ago: 2."


def test_keys_of_their_own_folder_and_mode_are_well(settings: Settings):
    assert list(doctor.of_keys(settings)) == []


@pytest.mark.parametrize("opened", [".", "master/cases.key", "signing/havana.jwk", "cursor.key"])
def test_keys_that_others_may_read_are_wrong(settings: Settings, opened: str):
    path = settings.keys_dir / opened
    path.chmod(path.stat().st_mode | 0o040)
    (found,) = doctor.of_keys(settings)
    assert (found.check, found.level, str(path) in found.what) == ("keys-open", "wrong", True)


def test_keys_inside_the_data_folder_are_a_warning(tmp_path: Path):
    settings = Settings.read({"HAVANA_DATA": str(tmp_path)}, embedded=True)
    composition.make_keys(settings)
    (found,) = doctor.of_keys(settings)
    assert (found.check, found.level) == ("keys-in-data", "warning")
    assert found.what.startswith("The keys lie in the data folder, where an embedded site makes them at first: ")
    assert found.remedy == (
        f"Stop the site, `mv {tmp_path}/keys ELSEWHERE`, start it with HAVANA_KEYS_DIR=ELSEWHERE from then on, "
        "and never keep a copy of ELSEWHERE beside one of the data."
    )


def test_a_ledger_that_was_changed_is_wrong_from_that_line_on(settings: Settings):
    ledger = Ledger(settings.ledger_dir / "alerts.jsonl")
    for number in (1, 2, 3):
        ledger.append({"number": number})
    assert list(doctor.of_ledgers(settings)) == []
    ledger.path.write_text(ledger.path.read_text().replace('"number":2', '"number":7'))
    (found,) = doctor.of_ledgers(settings)
    assert (found.where, found.check, "from line 2 on" in found.what) == ("alerts", "ledger-broken", True)


@pytest.mark.parametrize(("free", "levels"), [(50, []), (4, ["warning"]), (0.5, ["wrong"])])
def test_a_disk_that_runs_full_is_a_warning_and_then_wrong(free: float, levels: list[str]):
    assert [one.level for one in doctor.of_disk(Path("var"), int(free * doctor.GIB))] == levels


def test_too_few_descriptors_for_the_streams_are_a_warning(settings: Settings):
    assert findings(doctor.of_descriptors(settings, 1024)) == [("machine", "descriptors", "warning")]
    assert list(doctor.of_descriptors(settings, 4096)) == []
    assert list(doctor.of_descriptors(settings, resource.RLIM_INFINITY)) == []


def test_a_database_that_is_behind_or_away_is_named(settings: Settings):
    assert findings(doctor.of_migrations(settings)) == [(service, "migrations", "wrong") for service in composition.SERVICES]
    (settings.data / "alerts.sqlite").unlink()
    os.mkdir(settings.data / "alerts.sqlite")
    assert ("alerts", "database", "wrong") in findings(doctor.of_migrations(settings))
