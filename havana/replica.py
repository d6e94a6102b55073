"""One replica of one service in a process of its own, with its health and its metrics on a port of their own."""

from collections.abc import Callable

import eventlet.tpool

from chassis import offload
from chassis.entrypoints.process import ServiceProcess
from chassis.entrypoints.service import Service
from chassis.settings import Settings
from havana import probes
from havana.embedded import stop_signals


def run(service: type[Service], settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM, then finish what is at hand. A broker that is away is waited for."""
    offload.install(eventlet.tpool.execute)
    process = ServiceProcess(service, settings.prepared())
    process.start()
    probes.offer(settings, [process], name=service.name)
    with stop_signals() as wait_for_stop:
        announce(f"{service.name} runs.")
        wait_for_stop()
    process.drain()
    announce(f"{service.name} has ended.")
