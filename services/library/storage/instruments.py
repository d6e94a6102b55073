"""Provisions by id."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.storage import Transaction
from services.library.domain.instruments import BASIC_PRINCIPLES
from services.library.storage.tables.instruments import instrument, provision


def provisions_by_id(tx: Transaction, provision_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return `{id: {instrument, number, title, group, is_principle}}` of those that there are."""
    columns = (provision.c.id, provision.c.number, provision.c.title, provision.c.group, instrument.c.code.label("instrument"))
    query = select(*columns).join(instrument, instrument.c.id == provision.c.instrument_id)
    rows = tx.execute(query.where(provision.c.id.in_(list(set(provision_ids))))).mappings() if provision_ids else ()
    return {row["id"]: {**row, "is_principle": row["instrument"] == BASIC_PRINCIPLES} for row in rows}
