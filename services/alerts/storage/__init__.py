"""Rows of alerts, and the alerts they stand for."""

from services.alerts.storage.tables import metadata

__all__ = ["metadata"]
