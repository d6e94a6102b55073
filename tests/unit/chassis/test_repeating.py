import threading
from types import SimpleNamespace

from chassis.entrypoints.repeating import Repeating
from chassis.entrypoints.service import Service, repeats
from chassis.storage import Database
from tests.support.waiting import until


class Busy(Service, name="busy"):
    """Does what lies before it, one piece at a turn."""

    left = 3
    turns = 0

    @repeats(every_s=3600, signal="more")
    def work_off(self):
        """Do one piece."""
        self.turns += 1
        if self.left:
            self.left -= 1
        return self.left > 0


def busy(tmp_path):
    return Busy(Database(f"sqlite:///{tmp_path}/busy.sqlite", service="busy"), SimpleNamespace(), keyring=None)


def test_a_service_names_what_it_repeats():
    assert [(one.name, one.every_s, one.signal) for one in Busy.repeated.values()] == [("work_off", 3600, "more")]


def test_work_goes_on_while_there_is_more_and_again_when_it_is_signalled(tmp_path):
    service = busy(tmp_path)
    work = Repeating(service, Busy.repeated["work_off"])
    thread = threading.Thread(target=work.run)
    thread.start()
    until(lambda: service.left == 0)
    until(lambda: service.turns == 3)
    with service.database.transaction() as tx:
        tx.signal("more")
    until(lambda: service.turns == 4)
    work.stop()
    thread.join(5)
    service.database.close()
    assert (thread.is_alive(), service.turns) == (False, 4)
