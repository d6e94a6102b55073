"""Training resources and practices: from a draft to what everybody reads, looked at again in time, superseded or withdrawn."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from chassis import audience, audit, ledger, permissions, representations, timers
from chassis.contexts import Viewer
from chassis.errors import Invalid
from chassis.representations import PUBLIC_SCOPE
from chassis.storage import Transaction
from chassis.values import Tlp, new_id
from services.library.domain import trainings as rules
from services.library.domain.trainings import Content, Training
from services.library.storage import facets
from services.library.storage import trainings as storage
from services.library.storage.own import organisation_of

KIND = "training"
STREAM_TYPE = "training.published.v1"
WITHDRAWN = "training.withdrawn"
REVIEW = "review_training"
EMPTY: Mapping[str, Any] = {
    "texts": {}, "audiences": [], "level": None, "duration_minutes": None, "principles": [], "licence": "", "source_url": "",
    "review_by": None,
}  # fmt: skip


def create_training(tx: Transaction, viewer: Viewer, *, now: datetime, **request: Any) -> Training:
    """Begin a training or a practice. Raises Forbidden, Invalid."""
    permissions.require(viewer, KIND, "create")
    content = storage.content_from_json({**EMPTY, **request})
    training = rules.create(content, id=new_id(), owner_org=organisation_of(viewer), now=now)
    storage.add_training(tx, training)
    _facets(tx, training.id, training.content)
    audit.add(tx, viewer, "training.create", training.id, now)
    return training


def amend_training(tx: Transaction, viewer: Viewer, *, training_id: UUID, version: int, now: datetime, **request: Any) -> None:
    """Change what is known of a training. Raises NotFound, Forbidden, Invalid, Conflict."""
    training = _taken(tx, viewer, training_id, "amend", version)
    content = storage.content_from_json({**storage.content_to_json(training.content), **request})
    amended = rules.amend(training, content, now=now)
    storage.save_training(tx, amended)
    _facets(tx, amended.id, content)
    audit.add(tx, viewer, "training.amend", training_id, now)


def submit_training(tx: Transaction, viewer: Viewer, *, training_id: UUID, version: int, now: datetime) -> None:
    """Ask for review. Raises NotFound, Forbidden, Conflict."""
    storage.save_training(tx, rules.submit(_taken(tx, viewer, training_id, "amend", version), now=now))
    audit.add(tx, viewer, "training.submit", training_id, now)


def publish_training(tx: Transaction, viewer: Viewer, *, training_id: UUID, version: int, now: datetime) -> None:
    """Let everybody read it. Raises NotFound, Forbidden, Invalid, Conflict."""
    _publish(tx, rules.publish(_taken(tx, viewer, training_id, "publish", version), now=now), now=now)
    audit.add(tx, viewer, "training.publish", training_id, now)


def review_training(tx: Transaction, viewer: Viewer, *, training_id: UUID, version: int, review_by: date | None, now: datetime) -> None:
    """Say that it was looked at and holds until another day. Raises NotFound, Forbidden, Invalid, Conflict."""
    _publish(tx, rules.review(_taken(tx, viewer, training_id, "publish", version), review_by, now=now), now=now)
    audit.add(tx, viewer, "training.review", training_id, now)


def _publish(tx: Transaction, training: Training, *, now: datetime) -> None:
    storage.save_training(tx, training)
    _write(tx, training, None, now=now)
    review_by = training.content.review_by
    if review_by is None:
        timers.cancel(tx, f"{REVIEW}/{training.id}")
    else:
        timers.set(tx, f"{REVIEW}/{training.id}", datetime.combine(review_by, time(), UTC), REVIEW, training_id=str(training.id))


def remind(tx: Transaction, viewer: Viewer, *, training_id: UUID, now: datetime) -> None:
    """Let a training whose day has come stand among those to be looked at."""
    training = storage.lock_training(tx, training_id)
    if training is None:
        return
    reminded = rules.remind(training, now=now)
    if reminded is not training:
        storage.save_training(tx, reminded)
        audit.add(tx, viewer, "training.review_due", training_id, now, org=training.owner_org)


def supersede_training(tx: Transaction, viewer: Viewer, *, training_id: UUID, version: int, superseded_by: UUID, now: datetime) -> None:
    """Let a newer published training of ours stand for it. Raises NotFound, Forbidden, Invalid, Conflict."""
    training = _taken(tx, viewer, training_id, "publish", version)
    newer = storage.find_training(tx, viewer, superseded_by)
    if newer is None or not newer.is_live:
        raise Invalid.of_fields([{"pointer": "/superseded_by", "code": "no-such-target"}])
    superseded = rules.supersede(training, superseded_by, now=now)
    storage.save_training(tx, superseded)
    _write(tx, superseded, representations.by_record(tx, KIND, superseded_by)[0].id, now=now)
    timers.cancel(tx, f"{REVIEW}/{training_id}")
    audit.add(tx, viewer, "training.supersede", training_id, now)


def withdraw_training(tx: Transaction, viewer: Viewer, *, training_id: UUID, version: int, note: str, now: datetime) -> None:
    """Take it from everybody for good; its address says that it is gone. Raises NotFound, Forbidden, Conflict."""
    _withdraw(tx, viewer, _taken(tx, viewer, training_id, "withdraw", version), note=note, now=now)


def _withdraw(tx: Transaction, viewer: Viewer, training: Training, *, note: str, now: datetime) -> None:
    storage.save_training(tx, rules.withdraw(training, note=note, now=now))
    for one in representations.by_record(tx, KIND, training.id):
        representations.withdraw(tx, one.id, now=now)
        facets.save(tx, one.id, {})
    timers.cancel(tx, f"{REVIEW}/{training.id}")
    ledger.record(tx, {"what": WITHDRAWN, "id": str(training.id)}, now=now)
    audit.add(tx, viewer, "training.withdraw", training.id, now, org=training.owner_org)


def withdraw_again(tx: Transaction, viewer: Viewer, *, training_id: UUID, now: datetime) -> bool:
    """Withdraw a training that was withdrawn before the database was put back; False if it is withdrawn here, or unknown."""
    training = storage.lock_training(tx, training_id)
    if training is None or not training.is_live:
        return False
    _withdraw(tx, viewer, training, note="", now=now)
    return True


def _taken(tx: Transaction, viewer: Viewer, training_id: UUID, verb: str, version: int) -> Training:
    training = storage.get_training(tx, viewer, training_id, verb=verb, lock=True)
    rules.check_version(training, version)
    return training


def _write(tx: Transaction, training: Training, superseded_by: UUID | None, *, now: datetime) -> None:
    published_at = training.published_at
    assert published_at is not None, training.id
    body = {
        **storage.content_to_json(training.content),
        "published_at": published_at.isoformat(),
        "superseded_by": str(superseded_by) if superseded_by else None,
    }
    written = representations.write(
        tx,
        kind=KIND,
        record_id=training.id,
        scope=PUBLIC_SCOPE,
        owner_org=training.owner_org,
        body=body,
        audience={audience.PUBLIC},
        marking=Tlp.CLEAR,
        stream_type=STREAM_TYPE,
        lang=next(iter(training.content.texts)),
        now=now,
    )
    _facets(tx, written.id, training.content)


def _facets(tx: Transaction, of_id: UUID, content: Content) -> None:
    found = {
        "kind": [content.kind],
        "lang": list(content.texts),
        "audience": list(content.audiences),
        "level": [content.level] if content.level else [],
        "principle": list(content.principles),
    }
    facets.save(tx, of_id, found)
