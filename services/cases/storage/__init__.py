"""Tables of cases, and rows to and from what the rules speak of."""

from services.cases.storage import cases, checks, clearances, facts
from services.cases.storage.tables import metadata

__all__ = ["cases", "checks", "clearances", "facts", "metadata"]
