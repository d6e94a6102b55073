import threading

from chassis.errors import Unavailable
from havana.embedded import send_what_was_lost
from tests.support.logs import written


class Compared:
    """A service that can be compared with its readers after it failed so often; `then` is called before each time."""

    def __init__(self, name, *, failures=(), sent=0, then=lambda: None):
        self.name, self.times = name, 0
        self._failures, self._sent, self._then = list(failures), sent, then

    def reconcile(self):
        self.times += 1
        self._then()
        if self._failures:
            raise self._failures.pop(0)
        return {"streams": self._sent, "alerts": 0}


AWAY = Unavailable("service-unavailable")


def test_every_service_is_compared_by_itself_until_all_of_them_are(tmp_path):
    processes = [
        Compared("directory"),
        Compared("cases", failures=[AWAY, RuntimeError("not expected")], sent=3),
        Compared("alerts", failures=[AWAY], sent=2),
    ]
    with written(tmp_path / "log") as log:
        send_what_was_lost(processes, threading.Event(), pause_s=0.01)
    assert [process.times for process in processes] == [1, 3, 2]
    told = [line for line in log.lines() if line["event"].startswith("reconcile.")]  # others log meanwhile
    assert [(line["event"], line["service"], line.get("sent", line.get("error"))) for line in told] == [
        ("reconcile.later", "cases", "service-unavailable"),
        ("reconcile.later", "alerts", "service-unavailable"),
        ("reconcile.later", "cases", "RuntimeError"),
        ("reconcile.sent", "alerts", 2),
        ("reconcile.sent", "cases", 3),
    ]


def test_nothing_is_compared_again_once_the_site_ends(tmp_path):
    ending = threading.Event()
    process = Compared("cases", failures=[AWAY] * 9, then=ending.set)
    with written(tmp_path / "log") as log:
        send_what_was_lost([process], ending)
    told = [line for line in log.lines() if line["event"].startswith("reconcile.")]
    assert (process.times, told) == (1, [])
