"""What waits for somebody in the shelves of the library: works and trainings to publish, trainings to look at again."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis import permissions
from chassis.contexts import Viewer
from chassis.fields import opened
from chassis.storage import Transaction
from services.library.domain.trainings import State as TrainingState
from services.library.domain.works import State as WorkState
from services.library.storage.own import of_own
from services.library.storage.tables.trainings import training
from services.library.storage.tables.works import work
from services.library.storage.trainings import training_from_row
from services.library.storage.works import work_from_row

MOST_OF_A_KIND = 50
Json = dict[str, Any]


def waiting(tx: Transaction, viewer: Viewer) -> Iterator[Json]:
    """Yield works and trainings that wait for who publishes, and trainings whose day to be looked at has come."""
    if permissions.may(viewer, "work", "publish"):
        query = select(work).where(of_own(work, viewer), work.c.state == WorkState.IN_REVIEW.value).order_by(work.c.id)
        for row in tx.execute(query.limit(MOST_OF_A_KIND)).mappings():
            one = work_from_row(opened(tx, work, dict(row)))
            yield _item("work_to_publish", one.id, one.content.texts, None)
    if permissions.may(viewer, "training", "publish"):
        waits = (training.c.state == TrainingState.IN_REVIEW.value) | training.c.review_due
        query = select(training).where(of_own(training, viewer), waits).order_by(training.c.id).limit(MOST_OF_A_KIND)
        for row in tx.execute(query).mappings():
            two = training_from_row(opened(tx, training, dict(row)))
            code = "training_to_review" if two.review_due else "training_to_publish"
            yield _item(code, two.id, two.content.texts, two.content.review_by if two.review_due else None)


def _item(code: str, record_id: UUID, texts: Mapping[str, Any], due_on: date | None) -> Json:
    titles = {lang: {"title": text.title[:200], "summary": ""} for lang, text in texts.items()}
    return {"code": code, "id": record_id, "task": None, "texts": titles, "name": "", "due_on": due_on}
