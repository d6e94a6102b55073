"""What a service goes on doing beside its calls: each piece of work in one of its replicas at a time."""

from chassis.entrypoints.declaration import Repeated
from chassis.entrypoints.service import Service
from chassis.loops import Loop
from chassis.storage.leadership import Leadership


class Repeating:
    """One piece of repeated work of one service in one process."""

    def __init__(self, service: Service, repeated: Repeated) -> None:
        """Nothing is done before `run`."""
        self._service, self._handler = service, repeated.handler
        self._leadership = Leadership(service.database, repeated.name)
        self._loop = Loop(repeated.name, self.do_once, every_s=repeated.every_s, service=service.name)
        if repeated.signal:
            service.database.on(repeated.signal, self._loop.wake)

    def run(self) -> None:
        """Work until `stop`, while no other replica does."""
        self._loop.run()
        self._leadership.release()

    def stop(self) -> None:
        """Make `run` return soon."""
        self._loop.stop()

    def do_once(self) -> bool:
        """Do a turn of the work and say whether there is more; False if another replica does it."""
        return self._leadership.held() and bool(self._handler(self._service))
