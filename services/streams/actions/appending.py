"""What owners write and withdraw, appended to the log in order."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from chassis import audience
from chassis.messages import Received, hints, outbox
from chassis.storage import Transaction
from chassis.values import Tlp, new_outward_id
from services.streams import domain
from services.streams.contracts import RecallNoted
from services.streams.domain import Entry
from services.streams.storage import log, subscriptions

SALT_BYTES = 16
OF_MESSAGES = UUID("5f0e6a4f-95a3-4c8e-9d9b-0a4c4f6c2b11")
OPEN_TO_ALL = frozenset({"public", "federation", "site"})


def append_written(tx: Transaction, message: Received, *, now: datetime) -> None:
    """Append a version of a representation; whoever had a former one and is not addressed any more is told that it is gone.

    A version that the log has or has overtaken is ignored: messages come at least once.
    """
    log.lock_head(tx)
    new = _written(message, now=now)
    last = log.last_entry(tx, new.representation_id)
    if last is not None and last.version >= new.version:
        return
    tokens = frozenset(message.data["audience"])
    if last is not None and not last.withdrawn:
        lost = domain.lost(log.written_audience(tx, new.representation_id), tokens)
        log.narrow_entries(tx, new.representation_id, tokens=tokens, like=new)
        if lost or domain.is_tighter(new, last):
            _append_withdrawal(tx, new, still=tokens, now=now)
    _append(tx, new, tokens)


def append_withdrawn(tx: Transaction, message: Received, *, now: datetime) -> None:
    """Append that a representation is gone, and hide what the log says of it.

    It is appended even if the log knows nothing of the representation yet: what was written before may still be on its way.
    """
    log.lock_head(tx)
    gone = _gone(message, now=now)
    last = log.last_entry(tx, gone.representation_id)
    if last is not None and (last.withdrawn or last.version > gone.version):
        return
    if last is not None:
        log.narrow_entries(tx, last.representation_id, tokens=frozenset(), like=last)
        gone = replace(gone, tlp=last.tlp, country=last.country, lang=last.lang)
    _append_withdrawal(tx, gone, still=frozenset(), now=now)


def _gone(message: Received, *, now: datetime) -> Entry:
    data = message.data
    return Entry(
        id=new_outward_id(),
        position=0,
        type=data["kind"],
        kind=data["kind"],
        owner_org=data["owner_org"],
        representation_id=data["id"],
        version=data["version"],
        withdrawn=True,
        tlp=Tlp.RED,
        country=None,
        lang=None,
        visible_until=None,
        occurred_at=message.time,
        recorded_at=now,
        cause=_outward(message.id),
        digest=b"",
    )


def _outward(message_id: UUID) -> UUID:
    """Return a name for a message that tells neither its time nor its order, and is the same every time."""
    return uuid5(OF_MESSAGES, message_id.hex)


def _written(message: Received, *, now: datetime) -> Entry:
    data = message.data
    return Entry(
        id=new_outward_id(),
        position=0,
        type=data["stream_type"],
        kind=data["kind"],
        owner_org=data["owner_org"],
        representation_id=data["id"],
        version=data["version"],
        withdrawn=False,
        tlp=Tlp(data["tlp"]),
        country=data["country"],
        lang=data["lang"],
        visible_until=data["visible_until"],
        occurred_at=message.time,
        recorded_at=now,
        cause=_outward(message.id),
        digest=b"",
    )


def _append_withdrawal(tx: Transaction, of: Entry, *, still: frozenset[str], now: datetime) -> None:
    """Append a withdrawal, which goes to those who had the record and do not see it any more, and tell its owner who is asked."""
    kind = domain.withdrawn_type(of.type)
    _append(tx, replace(of, id=new_outward_id(), type=kind, withdrawn=True, visible_until=None, recorded_at=now), frozenset())
    for organisation_id in subscriptions.organisations_holding(tx, of.representation_id):
        if organisation_id != of.owner_org and not _addressed(organisation_id, still):
            note = RecallNoted.new(
                subject=of.representation_id,
                representation_id=of.representation_id,
                organisation_id=organisation_id,
                state="asked",
                at=now,
            )
            outbox.add(tx, note)


def _addressed(organisation_id: UUID, tokens: Iterable[str]) -> bool:
    words = audience.describe(tokens)
    return any(word.code in OPEN_TO_ALL or str(organisation_id) in {word.id, word.org} for word in words)


def _append(tx: Transaction, new: Entry, tokens: frozenset[str]) -> None:
    salt = secrets.token_bytes(SALT_BYTES)
    placed = replace(new, position=log.head(tx) + 1)
    log.add_entry(tx, replace(placed, digest=domain.digest(domain.body(placed), salt)), salt=salt, tokens=tokens)
    hints.publish(tx, "stream.head", kind=new.kind)
