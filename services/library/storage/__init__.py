"""The library's rows."""

from services.library.storage.tables import metadata

__all__ = ["metadata"]
