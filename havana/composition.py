"""Which services make the platform, and what a deployment needs before any of them starts."""

from importlib import import_module
from typing import TYPE_CHECKING

from chassis.keys import initialise
from chassis.settings import Settings

if TYPE_CHECKING:
    from chassis.entrypoints.service import Service  # the database with it, which most commands do without

SERVICES = {
    "directory": "services.directory.service:DirectoryService",
    "cases": "services.cases.service:CasesService",
    "alerts": "services.alerts.service:AlertsService",
    "events": "services.events.service:EventsService",
    "search": "services.search.service:SearchService",
    "streams": "services.streams.service:StreamsService",
    "library": "services.library.service:LibraryService",
}
OPERATOR = "havana"
"""Under this name the command line signs its own contexts: whoever holds the keys folder runs the site."""


def service_class(name: str) -> "type[Service]":
    """Return the class of a service; KeyError if there is none of that name."""
    module, attribute = SERVICES[name].split(":")
    found: type[Service] = getattr(import_module(module), attribute)
    return found


def make_keys(settings: Settings) -> list[str]:
    """Make the keys of the deployment that are missing; return their file names."""
    return initialise(settings.keys_dir, [*SERVICES, OPERATOR])
