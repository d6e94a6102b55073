"""Instruments and provisions as everybody may read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from chassis import representations
from chassis.contexts import PUBLIC
from chassis.errors import NotFound
from chassis.storage import Transaction
from services.library.domain.instruments import BASIC_PRINCIPLES, KIND, instrument_id
from services.library.storage.tables.instruments import instrument, provision, provision_text

Json = dict[str, Any]


def list_instruments(tx: Transaction) -> Json:
    """Return every instrument, by name."""
    rows = tx.execute(select(instrument).order_by(instrument.c.name, instrument.c.id)).mappings()
    return {"items": [dict(row) for row in rows]}


def get_instrument(tx: Transaction, code: str) -> Json:
    """Return an instrument with its provisions. NotFound."""
    row = tx.execute(select(instrument).where(instrument.c.code == code)).mappings().one_or_none()
    if row is None:
        raise NotFound("no-such-instrument", code=code)
    return {**row, "provisions": provisions(tx, provision.c.instrument_id == row["id"])}


def list_principles(tx: Transaction) -> Json:
    """Return the Basic Principles in their order."""
    return {"items": provisions(tx, provision.c.instrument_id == instrument_id(BASIC_PRINCIPLES))}


def get_principle(tx: Transaction, number: int) -> Json:
    """Return one of the Basic Principles. NotFound."""
    of_number = (provision.c.instrument_id == instrument_id(BASIC_PRINCIPLES), provision.c.number == str(number))
    found = provisions(tx, *of_number)
    if not found:
        raise NotFound("no-such-principle", number=number)
    return found[0]


def provisions(tx: Transaction, *where: ColumnElement[bool]) -> list[Json]:
    """Return provisions in their order with their texts: two statements however many."""
    query = select(provision, instrument.c.code.label("instrument")).join(instrument, instrument.c.id == provision.c.instrument_id)
    rows = [dict(row) for row in tx.execute(query.where(*where).order_by(instrument.c.code, provision.c.position)).mappings()]
    texts = _texts(tx, [row["id"] for row in rows])
    return [{**row, "texts": texts.get(row["id"], {})} for row in rows]


def _texts(tx: Transaction, provision_ids: Sequence[UUID]) -> dict[UUID, Json]:
    query = select(provision_text).where(provision_text.c.provision_id.in_(provision_ids)).order_by(provision_text.c.lang)
    texts: dict[UUID, Json] = {}
    for row in tx.execute(query):
        texts.setdefault(row.provision_id, {})[row.lang] = {"text": row.text, "source": row.source}
    return texts


def place_of_provision(tx: Transaction, representation_id: UUID, *, now: datetime) -> Json:
    """Return which provision is found under an id. NotFound `no-such-provision`."""
    try:
        body = representations.get(tx, PUBLIC, representation_id, now, kind=KIND).body
    except NotFound:
        raise NotFound("no-such-provision", id=str(representation_id)) from None
    return {"instrument": body["instrument"], "number": body["number"]}
