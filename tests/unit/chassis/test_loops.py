import threading

import pytest

from chassis.errors import Unavailable
from chassis.loops import Loop
from tests.support.logs import written
from tests.support.waiting import until

HOUR_S = 3600.0


class Work:
    """Does or raises one after the other what it is told, then nothing."""

    def __init__(self, *outcomes):
        self.outcomes, self.done = list(outcomes), 0

    def once(self):
        self.done += 1
        outcome = self.outcomes.pop(0) if self.outcomes else False
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@pytest.fixture
def running():
    loops = []

    def run(work):
        loop = Loop("toying", work.once, every_s=HOUR_S, service="toy")
        thread = threading.Thread(target=loop.run)
        thread.start()
        loops.append((loop, thread))
        return loop

    yield run
    for loop, thread in loops:
        loop.stop()
        thread.join(5)
        assert not thread.is_alive()


def test_there_is_work_at_once_while_there_is_more_and_then_when_it_is_woken(running):
    work = Work(True, True, False, False)
    loop = running(work)
    until(lambda: work.done == 3)
    loop.wake()
    until(lambda: work.done == 4)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError("not foreseen"), {"event": "work.failed", "level": "error", "error": "KeyError"}),
        (Unavailable("database-unavailable"), {"event": "work.later", "level": "warning", "code": "database-unavailable"}),
    ],
)
def test_an_error_is_said_and_the_work_goes_on(running, tmp_path, error, said):
    work = Work(error, True, False)
    with written(tmp_path / "havana.log") as log:
        running(work)
        until(lambda: work.done == 3)
    (line,) = log.lines()
    assert {name: line[name] for name in said} == said
    assert (line["work"], line["service"]) == ("toying", "toy")


def test_a_pause_after_an_error_is_cut_short_at_the_end(running):
    work = Work(*[KeyError()] * 99)
    running(work)
    until(lambda: work.done == 2)
