"""Rows of the log, of subscriptions and of what they were given."""

from services.streams.storage.tables import metadata

__all__ = ["metadata"]
