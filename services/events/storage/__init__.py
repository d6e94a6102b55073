"""Rows of events, and the events they stand for."""

from services.events.storage.tables import metadata

__all__ = ["metadata"]
