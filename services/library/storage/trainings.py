"""Trainings in and out of their table."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis import permissions
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.fields import opened, sealed
from chassis.storage import Transaction
from services.library.domain.trainings import Content, State, Training, TrainingText
from services.library.storage.own import of_own
from services.library.storage.tables.trainings import training

AS_THEY_ARE = (
    "id", "owner_org", "version", "withdrawal_note", "published_at", "withdrawn_at", "superseded_by", "review_due",
    "created_at", "updated_at",
)  # fmt: skip


def add_training(tx: Transaction, one: Training) -> None:
    """Insert a new training."""
    tx.execute(insert(training).values(sealed(tx, training, _to_row(one), org=one.owner_org)))


def save_training(tx: Transaction, one: Training) -> None:
    """Write a training that was read under its lock in this transaction."""
    tx.execute(update(training).where(training.c.id == one.id).values(sealed(tx, training, _to_row(one), org=one.owner_org)))


def find_training(tx: Transaction, viewer: Viewer, training_id: UUID, *, lock: bool = False) -> Training | None:
    """Return our own training; None if there is none, or it is another organisation's: the same statement."""
    query = select(training).where(training.c.id == training_id, of_own(training, viewer))
    row = tx.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    return training_from_row(opened(tx, training, dict(row))) if row else None


def get_training(tx: Transaction, viewer: Viewer, training_id: UUID, *, verb: str, lock: bool = False) -> Training:
    """Return our own training to `verb` it. NotFound, Forbidden."""
    permissions.require(viewer, "training", verb)
    found = find_training(tx, viewer, training_id, lock=lock)
    if found is None:
        raise NotFound("no-such-training", id=str(training_id))
    return found


def lock_training(tx: Transaction, training_id: UUID) -> Training | None:
    """Return a training whoever asks, locked: for timers and restores."""
    row = tx.execute(select(training).where(training.c.id == training_id).with_for_update()).mappings().one_or_none()
    return training_from_row(opened(tx, training, dict(row))) if row else None


def _to_row(one: Training) -> dict[str, Any]:
    of_content = {"kind": one.content.kind, "content": content_to_json(one.content), "review_by": one.content.review_by}
    return {**{name: getattr(one, name) for name in AS_THEY_ARE}, **of_content, "state": one.state.value}


def training_from_row(row: Mapping[str, Any]) -> Training:
    """Return the training of an opened row."""
    known = {**{name: row[name] for name in AS_THEY_ARE}, "withdrawal_note": row["withdrawal_note"] or ""}
    return Training(**known, state=State(row["state"]), content=content_from_json(row["content"]))


def content_to_json(content: Content) -> dict[str, Any]:
    """Return what is known of a training as plain JSON."""
    return {
        "kind": content.kind,
        "texts": {
            lang: {"title": one.title, "description": one.description, "objectives": one.objectives} for lang, one in content.texts.items()
        },
        "audiences": list(content.audiences),
        "level": content.level,
        "duration_minutes": content.duration_minutes,
        "principles": list(content.principles),
        "licence": content.licence,
        "source_url": content.source_url,
        "review_by": content.review_by.isoformat() if content.review_by else None,
    }


def content_from_json(data: Mapping[str, Any]) -> Content:
    """Return the content that `content_to_json` wrote, or that a request holds."""
    review_by = data["review_by"]
    return Content(
        kind=data["kind"],
        texts={lang: TrainingText(**one) for lang, one in data["texts"].items()},
        audiences=tuple(data["audiences"]),
        level=data["level"],
        duration_minutes=data["duration_minutes"],
        principles=tuple(sorted(set(data["principles"]), key=int)),
        licence=data["licence"],
        source_url=data["source_url"],
        review_by=date.fromisoformat(review_by) if isinstance(review_by, str) else review_by,
    )
