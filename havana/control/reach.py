"""Finding the services: over a broker, in a running site, or in this process if nothing runs on the data folder."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from chassis.errors import Conflict
from chassis.settings import Settings
from havana import data_folder
from havana.control.client import SocketClient
from havana.control.operator import Caller, Operator

WAIT_S = 15.0
LOOK_EVERY_S = 0.1


@contextmanager
def reaching(settings: Settings, *, tell: Callable[[str], None]) -> Iterator[Operator]:
    """Give the operator's way to the services. `tell` hears what takes long.

    Conflict `data-folder-in-use` if a process holds the data folder and does not take commands.
    """
    with ExitStack() as stack:
        yield Operator(_embedded(settings, stack, tell) if settings.is_embedded else _over_the_broker(settings, stack), settings)


def _over_the_broker(settings: Settings, stack: ExitStack) -> Caller:
    from chassis.client import RpcClient  # noqa: PLC0415 - the database with it, which commands to a running site do without

    rpc = RpcClient(settings.broker_url, name="havana")
    stack.callback(rpc.close)
    return rpc


def _embedded(settings: Settings, stack: ExitStack, tell: Callable[[str], None]) -> Caller:
    """Return the way to the running site; start the services if there is none. A site that starts or ends just now is waited for."""
    settings.prepared()
    site, ends_at = SocketClient(settings.data), time.monotonic() + WAIT_S
    while not site.answers():
        try:
            stack.enter_context(data_folder.claimed(settings.data))
        except Conflict as error:
            if time.monotonic() > ends_at:
                raise Conflict("data-folder-in-use", folder=str(settings.data)) from error
            time.sleep(LOOK_EVERY_S)
        else:
            return _started(settings, stack, tell)
    return site


def _started(settings: Settings, stack: ExitStack, tell: Callable[[str], None]) -> Caller:
    from havana import embedded  # noqa: PLC0415 - the gateway and every service, which a running site has already

    tell(f"Nothing runs on {settings.data}: starting the services for this command …")
    _, rpc = stack.enter_context(embedded.working(settings))
    return rpc
