"""Instruments and official texts, as the operator loads them, and provisions as everybody finds them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis import audience, audit, representations
from chassis.contexts import Viewer
from chassis.errors import Conflict, Invalid, NotFound
from chassis.representations import PUBLIC_SCOPE
from chassis.storage import Transaction
from chassis.storage.upsert import insert_or_replace
from chassis.values import Tlp
from services.library.domain.instruments import BASIC_PRINCIPLES, KIND, instrument_id, provision_id
from services.library.queries.instruments import provisions
from services.library.storage.tables.instruments import instrument, provision, provision_text

STREAM_TYPE = "principle.written.v1"
SITE = UUID(int=0)
"""Whose the instruments are: the site's, no organisation's."""
SHOWN = ("number", "group", "title", "texts", "instrument")


def load_texts(tx: Transaction, viewer: Viewer, *, instrument_code: str, items: Sequence[Mapping[str, Any]], now: datetime) -> int:
    """Let provisions say what an official source says, in these languages; return how many. NotFound; Invalid names every wrong row."""
    of_it = select(provision.c.number, provision.c.id).where(provision.c.instrument_id == instrument_id(instrument_code))
    known: dict[str, UUID] = {row.number: row.id for row in tx.execute(of_it)}
    if not known:
        raise NotFound("no-such-instrument", code=instrument_code)
    errors = [{"pointer": f"/items/{at}/number", "code": "no-such-target"} for at, one in enumerate(items) if one["number"] not in known]
    if errors:
        raise Invalid.of_fields(errors)
    for one in items:
        row = {"provision_id": known[one["number"]], "lang": one["lang"], "text": one["text"], "source": one["source"], "loaded_at": now}
        insert_or_replace(tx, provision_text, row)
    show_provisions(tx, instrument_code, now=now)
    audit.add(tx, viewer, "instrument.load_texts", instrument_id(instrument_code), now, texts=len(items))
    return len(items)


def load_instrument(
    tx: Transaction, viewer: Viewer, *, code: str, provisions: Sequence[Mapping[str, Any]], now: datetime, **about: Any
) -> int:
    """Add or change an instrument with its provisions; return how many. Conflict for the Basic Principles, which are fixed."""
    if code == BASIC_PRINCIPLES:
        raise Conflict("instrument-fixed")
    found = tx.execute(select(instrument).where(instrument.c.code == code).with_for_update()).one_or_none()
    row = {**about, "id": instrument_id(code), "code": code, "updated_at": now, "version": found.version + 1 if found else 1}
    tx.execute(
        update(instrument).where(instrument.c.code == code).values(row) if found else insert(instrument).values(**row, created_at=now)
    )
    _put_provisions(tx, code, provisions)
    show_provisions(tx, code, now=now)
    audit.add(tx, viewer, "instrument.load", instrument_id(code), now, provisions=len(provisions))
    return len(provisions)


def _put_provisions(tx: Transaction, code: str, given: Sequence[Mapping[str, Any]]) -> None:
    """Write the provisions in their order; one that was there and is not given stays, after the others: works may cite it."""
    of_it = provision.c.instrument_id == instrument_id(code)
    before = list(tx.execute(select(provision.c.id).where(of_it).order_by(provision.c.position)).scalars())
    tx.execute(update(provision).where(of_it).values(position=-provision.c.position))  # no two stand in one place meanwhile
    rows = {provision_id(code, one["number"]): one for one in given}
    for position, (key, one) in enumerate(rows.items(), start=1):
        insert_or_replace(tx, provision, {"id": key, "instrument_id": instrument_id(code), "position": position, **one})
    for position, key in enumerate((one for one in before if one not in rows), start=len(rows) + 1):
        tx.execute(update(provision).where(provision.c.id == key).values(position=position))


def show_provisions(tx: Transaction, code: str, *, now: datetime) -> None:
    """Let everybody find the provisions of an instrument as they stand now."""
    for one in provisions(tx, instrument.c.code == code):
        body = {name: one[name] for name in SHOWN}
        standing = representations.by_record(tx, KIND, one["id"])
        if standing and dict(standing[0].body) == body:
            continue
        representations.write(
            tx,
            kind=KIND,
            record_id=one["id"],
            scope=PUBLIC_SCOPE,
            owner_org=SITE,
            body=body,
            audience={audience.PUBLIC},
            marking=Tlp.CLEAR,
            stream_type=STREAM_TYPE,
            lang=next(iter(one["texts"]), "en"),
            now=now,
        )
