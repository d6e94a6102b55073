"""The tables that the library owns, by the things they keep."""

from services.library.storage.tables import instruments, works
from services.library.storage.tables.metadata import metadata

__all__ = ["instruments", "metadata", "works"]
