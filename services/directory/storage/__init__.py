"""Tables of the directory, and rows as the domain's words."""

from services.directory.storage.tables import metadata

__all__ = ["metadata"]
