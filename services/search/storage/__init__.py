"""The tables of search, and the rows in them."""

from services.search.storage.tables import metadata

__all__ = ["metadata"]
