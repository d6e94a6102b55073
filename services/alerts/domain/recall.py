"""The recall ledger: after a withdrawal, who was told, who confirmed, and what cannot be called back.

`hidden`: gone on this site, at once. `asked`: a withdrawal waits for the recipient. `confirmed`: the recipient has read it.
`cannot_be_confirmed`: copies that anyone may have made. Recipients never learn why.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class RecallState(StrEnum):
    """How far a recall came with one recipient; later ones win."""

    HIDDEN = "hidden"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    CANNOT_BE_CONFIRMED = "cannot_be_confirmed"


class Channel(StrEnum):
    """How the recipient had the text."""

    SITE = "site"
    STREAM = "stream"
    PUBLIC_PAGE = "public_page"
    FEED = "feed"
    COPIES = "copies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """One line of the ledger; `organisation_id` is None where the recipient is the public."""

    representation_id: UUID
    channel: Channel
    state: RecallState
    organisation_id: UUID | None
    at: datetime
    confirmed_at: datetime | None = None


OF_PUBLIC = (
    (Channel.PUBLIC_PAGE, RecallState.HIDDEN),
    (Channel.FEED, RecallState.ASKED),
    (Channel.COPIES, RecallState.CANNOT_BE_CONFIRMED),
)
OF_ORGANISATION = ((Channel.SITE, RecallState.HIDDEN), (Channel.COPIES, RecallState.CANNOT_BE_CONFIRMED))


def lines(representation_id: UUID, *, public: bool, organisation_ids: Iterable[UUID], now: datetime) -> list[Recall]:
    """Return the ledger's first lines for a text hidden from the public or from some organisations."""
    of_public = [(None, *line) for line in OF_PUBLIC if public]
    of_organisations = [(organisation_id, *line) for organisation_id in sorted(organisation_ids) for line in OF_ORGANISATION]
    return [
        Recall(representation_id=representation_id, channel=channel, state=state, organisation_id=organisation_id, at=now)
        for organisation_id, channel, state in (*of_public, *of_organisations)
    ]


def beyond_recall(*, public: bool) -> list[Channel]:
    """Return the channels from which a text could not be called back for sure, as one should know beforehand."""
    sure = {RecallState.HIDDEN, RecallState.CONFIRMED}
    return [channel for channel, state in (OF_PUBLIC if public else OF_ORGANISATION) if state not in sure]


def noted(recall: Recall | None, news: Recall) -> Recall:
    """Return the line after news from a channel: it never goes back from confirmed, whatever order the news came in."""
    if recall is None:
        return news
    if news.state == RecallState.CONFIRMED and recall.state != RecallState.CONFIRMED:
        return replace(recall, state=RecallState.CONFIRMED, confirmed_at=news.at)
    return recall
