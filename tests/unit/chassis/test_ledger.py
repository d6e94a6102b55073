import json
import stat

import pytest

from chassis.errors import Conflict
from chassis.ledger import START, Ledger, Mark


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger" / "alerts.jsonl")


def test_entries_come_back_in_order(ledger):
    assert [ledger.append({"withdrawn": name}) for name in "abc"] == [1, 2, 3]
    assert list(ledger.entries()) == [{"withdrawn": "a"}, {"withdrawn": "b"}, {"withdrawn": "c"}]


def test_many_entries_are_written_as_one_after_the_other(ledger):
    ledger.append({"a": 0})
    assert ledger.append_all([{"a": number} for number in range(1, 501)]) == 501
    assert list(ledger.entries()) == [{"a": number} for number in range(501)]


def test_of_many_entries_none_is_written_if_one_is_refused(ledger):
    with pytest.raises(Conflict, match="ledger-entry-too-large"):
        ledger.append_all([{"a": 1}, {"text": "x" * 40_000}])
    assert list(ledger.entries()) == []


def test_a_ledger_without_entries_is_empty(ledger):
    assert (list(ledger.entries()), ledger.head()) == ([], (0, START))


def test_the_head_is_the_last_entry(ledger):
    ledger.append({"a": 1})
    first = ledger.head()
    ledger.append({"a": 2})
    assert (first[0], ledger.head()[0]) == (1, 2)
    assert json.loads(ledger.path.read_text().splitlines()[1])["prev"] == first[1]


def test_only_the_owner_of_the_process_can_read_the_file(ledger):
    ledger.append({"a": 1})
    assert stat.S_IMODE(ledger.path.stat().st_mode) == 0o600


def test_a_line_cut_off_by_a_power_failure_is_dropped_and_the_chain_goes_on(ledger):
    ledger.append({"a": 1})
    with ledger.path.open("ab") as file:
        file.write(b'{"n": 2, "prev": "to')
    assert list(ledger.entries()) == [{"a": 1}]
    assert ledger.append({"a": 2}) == 2
    assert list(ledger.entries()) == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    "harm",
    [
        lambda lines: [lines[0], lines[1].replace("two", "owt"), lines[2]],
        lambda lines: [lines[0], lines[2]],
        lambda lines: [lines[0], lines[2], lines[1]],
        lambda lines: [lines[0], "nonsense", lines[2]],
        lambda lines: [lines[0], "[]", lines[2]],
    ],
    ids=["altered", "removed", "reordered", "unreadable", "another-shape"],
)
def test_an_altered_removed_or_reordered_line_is_found(ledger, harm):
    for word in ("one", "two", "three"):
        ledger.append({"word": word})
    ledger.path.write_text("\n".join(harm(ledger.path.read_text().splitlines())) + "\n")
    with pytest.raises(Conflict) as raised:
        list(ledger.entries())
    assert (raised.value.code, raised.value.params) == ("ledger-broken", {"line": 2})


def test_an_entry_too_large_to_read_back_is_refused(ledger):
    with pytest.raises(Conflict, match="ledger-entry-too-large"):
        ledger.append({"text": "x" * 40_000})
    assert list(ledger.entries()) == []


def test_what_stands_after_a_mark_is_read_from_there(ledger):
    for name in "abc":
        ledger.append({"withdrawn": name})
    marks = [mark for mark, _ in ledger.after(Mark())]
    assert [[entry["withdrawn"] for _, entry in ledger.after(mark)] for mark in (Mark(), *marks)] == [list("abc"), list("bc"), ["c"], []]
    assert (marks[-1].number, marks[-1].hash, marks[-1].size) == (*ledger.head(), ledger.path.stat().st_size)


@pytest.mark.parametrize("harm", ["gone", "shorter", "another"])
def test_a_mark_of_another_ledger_is_told(ledger, harm):
    for name in "abc":
        ledger.append({"withdrawn": name})
    *_, (mark, _) = ledger.after(Mark())
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    ledger.path.unlink()
    if harm == "shorter":
        ledger.path.write_bytes(b"".join(lines[:2]))
    if harm == "another":
        for name in "abx":
            ledger.append({"withdrawn": name})
    with pytest.raises(Conflict) as raised:
        list(ledger.after(mark))
    assert (raised.value.code, raised.value.params) == ("ledger-lost", {"number": 3})


def test_a_line_after_the_mark_that_was_altered_is_found(ledger):
    for name in "abc":
        ledger.append({"withdrawn": name})
    (first, _), *_ = ledger.after(Mark())
    ledger.path.write_text(ledger.path.read_text().replace('"withdrawn":"c"', '"withdrawn":"x"'))
    with pytest.raises(Conflict) as raised:
        list(ledger.after(first))
    assert (raised.value.code, raised.value.params) == ("ledger-broken", {"line": 3})
