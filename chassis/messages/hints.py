"""Hints to gateways: transient, sent after the commit, never needed. A lost hint is covered by renewal and polling.

Names: `session.revoked`, `representation.written` and `representation.withdrawn` (public ones), `stream.head`.
"""

from typing import Any

from chassis.storage import Transaction


def publish(tx: Transaction, name: str, **data: Any) -> None:
    """Tell every gateway `name` with `data` (plain JSON) once the transaction is durable."""
    database = tx.database
    tx.after_commit(lambda: database.send_hint(name, data))
