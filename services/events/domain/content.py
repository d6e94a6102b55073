"""What the authors of an event decide, and what of it each kind of reader may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from chassis.errors import Invalid
from chassis.values import Tlp
from services.events.domain.time import When
from services.events.domain.words import Kind, Mode, Sensitivity, Visibility

OPERATIONAL = frozenset({"when", "mode", "venue", "link", "place", "reveal_hours"})
"""What may change after publication without the hosts signing off again: where and when, which people must learn at once."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is said of an event in one language."""

    title: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A record of another service that the event speaks of."""

    kind: str
    id: UUID


SHOWN_LINKS = frozenset({"principle", "work", "opportunity"})
"""Cases and alerts are known by inner ids: these stay with their owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """`place` is as much of the place as everybody may know; `venue` and `link` are for the confirmed, from `reveal_hours` before."""

    kind: Kind
    texts: Mapping[str, Text]
    when: When
    mode: Mode
    visibility: Visibility
    sensitivity: Sensitivity = Sensitivity.NORMAL
    country: str | None = None
    place: str = ""
    venue: str = ""
    link: str = ""
    reveal_hours: int = 24
    languages: tuple[str, ...] = ()
    interpretation: tuple[str, ...] = ()
    links: tuple[Link, ...] = field(default=())

    @property
    def at_risk(self) -> bool:
        """Whether taking part in it may cost somebody dearly."""
        return self.sensitivity is Sensitivity.AT_RISK


def check(content: Content) -> None:
    """Refuse what contradicts itself. Invalid names every wrong field."""
    wrong: list[dict[str, Any]] = []
    if content.at_risk and content.visibility in {Visibility.PUBLIC, Visibility.NETWORK} and (content.place or content.country):
        wrong.append({"pointer": "/place", "code": "place-tells-too-much"})
    if content.mode is Mode.ONLINE and content.venue:
        wrong.append({"pointer": "/venue", "code": "not-with-mode"})
    if content.mode is Mode.OFFLINE and content.link:
        wrong.append({"pointer": "/link", "code": "not-with-mode"})
    if content.interpretation and not content.languages:
        wrong.append({"pointer": "/languages", "code": "required"})
    if wrong:
        raise Invalid.of_fields(wrong)


def changed(before: Content, after: Content) -> frozenset[str]:
    """Return the names of what differs."""
    return frozenset(name for name in Content.__slots__ if getattr(before, name) != getattr(after, name))


def marking(content: Content) -> Tlp:
    """Return how far readers of a representation may pass it on."""
    if content.visibility in {Visibility.PUBLIC, Visibility.UNLISTED}:
        return Tlp.CLEAR
    return Tlp.AMBER if content.at_risk or content.visibility is not Visibility.NETWORK else Tlp.GREEN
