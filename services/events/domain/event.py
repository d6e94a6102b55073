"""The way of an event: who may take which step, and what stands against it.

draft → in_review → tentative → confirmed → in_progress → completed → archived
  ↑________|           |____________|→ postponed → tentative | confirmed
  sent back            |____________|→ draft (revise: what is published stays until it is published anew)
                       every published state before completed → cancelled
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from chassis.errors import Conflict
from services.events.domain import content as contents
from services.events.domain import enrolment as enrolling
from services.events.domain import hosts as hosting
from services.events.domain.content import Content
from services.events.domain.enrolment import Enrolment
from services.events.domain.hosts import Host
from services.events.domain.time import Derived, When, derive, derive_again
from services.events.domain.words import HostState, Right, State

KEPT_AFTER_CANCELLATION = timedelta(days=90)
LIVE = frozenset({State.TENTATIVE, State.CONFIRMED, State.POSTPONED})
"""Published and still to come."""
SEQUENCED = frozenset({"when", "mode", "place", "venue", "link"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event of the organisation `owner_org`, which began it and is its first lead host.

    `sequence` counts changes of time, place and state after publication (RFC 5545); `coordinators`: by host
    organisation, the memberships that may see who takes part.
    """

    id: UUID
    owner_org: UUID
    version: int
    state: State
    content: Content
    times: Derived
    hosts: tuple[Host, ...]
    authors: frozenset[UUID]
    coordinators: Mapping[UUID, frozenset[UUID]]
    ical_uid: str
    created_at: datetime
    updated_at: datetime
    enrolment: Enrolment
    sequence: int = 0
    published: Content | None = None
    published_state: State | None = None
    published_at: datetime | None = None
    cancelled_at: datetime | None = None
    note: str = ""

    def coordinates(self, organisation_id: UUID | None, membership: UUID | None) -> bool:
        """Whether somebody was named to see who takes part, and their organisation may have them see it."""
        named = self.coordinators.get(organisation_id, frozenset()) if organisation_id else frozenset()
        return membership in named and hosting.may(self.hosts, organisation_id, Right.SEE_ROSTER)

    @property
    def is_published(self) -> bool:
        """Whether others have sight of it, as far as its visibility goes."""
        return self.published is not None

    @property
    def shown(self) -> Content:
        """What those who take part go by: what was published last, before that the draft."""
        return self.published or self.content

    @property
    def shown_times(self) -> Derived:
        """When it takes place, by what was published last."""
        return self.times if self.shown.when == self.content.when else derive_again(self.shown.when)

    @property
    def ends_to_be_shown_at(self) -> datetime | None:
        """When what was published stops being shown: a while after it was cancelled, so that calendars learn of it."""
        return self.cancelled_at + KEPT_AFTER_CANCELLATION if self.cancelled_at else None


def draft(content: Content, *, id: UUID, host: Host, author: UUID, ical_uid: str, now: datetime) -> Event:  # noqa: A002  # the word everywhere
    """Return a new draft by `author`, who is its first coordinator. Invalid if the content contradicts itself."""
    contents.check(content)
    return Event(
        id=id,
        owner_org=host.organisation_id,
        version=1,
        state=State.DRAFT,
        content=content,
        times=derive(content.when),
        hosts=(host,),
        authors=frozenset({author}),
        coordinators={host.organisation_id: frozenset({author})},
        enrolment=Enrolment(),
        ical_uid=ical_uid,
        created_at=now,
        updated_at=now,
    )


def amend(event: Event, content: Content, *, author: UUID, now: datetime) -> Event:
    """Return the event with another content; who writes is an author from then on.

    A draft may change in everything. What is published may change where and when at once; for the rest the hosts sign off again
    (`revise`). Conflict.
    """
    contents.check(content)
    touched = contents.changed(event.content, content)
    if event.state is not State.DRAFT:
        _require(event, *LIVE)
        if touched - contents.OPERATIONAL:
            raise Conflict("needs-sign-off", fields=sorted(touched - contents.OPERATIONAL))
    times = derive(content.when) if "when" in touched else event.times
    changed = replace(event, content=content, times=times, authors=event.authors | {author})
    if event.state in LIVE:
        changed = replace(changed, published=content, sequence=event.sequence + bool(touched & SEQUENCED))
    return _step(changed, now)


def submit(event: Event, *, now: datetime) -> Event:
    """Return the event in review by its hosts. Conflict outside `draft`, or while one that was invited has not answered."""
    _require(event, State.DRAFT)
    if waiting := [host for host in event.hosts if host.state is HostState.INVITED and host.role in hosting.SIGNING]:
        raise Conflict("hosts-have-not-answered", organisations=[str(host.organisation_id) for host in waiting])
    return _step(replace(event, state=State.IN_REVIEW, hosts=hosting.unsigned(event.hosts), note=""), now)


def sign_off(event: Event, *, organisation_id: UUID, membership: UUID, now: datetime) -> Event:
    """Return the event signed off for one host. Conflict outside review, twice, or for an author."""
    _require(event, State.IN_REVIEW)
    if membership in event.authors:
        raise Conflict("author-cannot-sign-off")
    return _step(replace(event, hosts=hosting.signed(event.hosts, organisation_id, membership=membership, now=now)), now)


def send_back(event: Event, *, reason: str, now: datetime) -> Event:
    """Return the event as a draft again, every sign-off void. Conflict outside review."""
    _require(event, State.IN_REVIEW)
    return _step(replace(event, state=State.DRAFT, hosts=hosting.unsigned(event.hosts), note=reason), now)


def publish(event: Event, *, firm: bool, now: datetime) -> Event:
    """Return the event published, confirmed or tentative. Conflict outside review or while a host has not signed off."""
    _require(event, State.IN_REVIEW)
    if not hosting.all_signed(event.hosts):
        raise Conflict("hosts-have-not-signed", organisations=[str(host.organisation_id) for host in _unsigned(event)])
    check_ahead(event, now)
    state = State.CONFIRMED if firm else State.TENTATIVE
    again = event.published is not None and (
        event.published_state is not state or bool(contents.changed(event.published, event.content) & SEQUENCED)
    )
    return _published(replace(event, sequence=event.sequence + again, published=event.content), state, now)


def _unsigned(event: Event) -> list[Host]:
    return [host for host in event.hosts if host.signs and host.signed_off_at is None]


def check_ahead(event: Event, now: datetime) -> None:
    """Conflict `event-over` for what has ended."""
    if event.times.ends_at <= now:
        raise Conflict("event-over")


def confirm(event: Event, *, now: datetime) -> Event:
    """Return a tentative event confirmed. Conflict."""
    _require(event, State.TENTATIVE)
    return _sequenced(event, State.CONFIRMED, now)


def postpone(event: Event, *, now: datetime) -> Event:
    """Return the event without a date it can be relied on. Conflict unless it is published and to come."""
    _require(event, State.TENTATIVE, State.CONFIRMED)
    return _sequenced(event, State.POSTPONED, now)


def reschedule(event: Event, when: When, *, firm: bool, now: datetime) -> Event:
    """Return a postponed event with its new time. Conflict; Invalid for a time that is none."""
    _require(event, State.POSTPONED)
    moved = replace(event, content=replace(event.content, when=when), times=derive(when))
    check_ahead(moved, now)
    return _sequenced(replace(moved, published=moved.content), State.CONFIRMED if firm else State.TENTATIVE, now)


def cancel(event: Event, *, reason: str, now: datetime) -> Event:
    """Return the event cancelled for good, whatever stage its next text is at. Conflict unless it is published and not over."""
    if not event.is_published or event.state in {State.CANCELLED, State.COMPLETED, State.ARCHIVED}:
        raise Conflict("wrong-event-state", state=event.state.value, allowed=sorted(LIVE | {State.IN_PROGRESS}))
    return _sequenced(replace(event, cancelled_at=now, note=reason, content=event.published or event.content), State.CANCELLED, now)


def revise(event: Event, *, author: UUID, now: datetime) -> Event:
    """Return the event as a draft of what is to be published next; what is published stays. Conflict unless it is published."""
    _require(event, State.TENTATIVE, State.CONFIRMED)
    return _step(replace(event, state=State.DRAFT, hosts=hosting.unsigned(event.hosts), authors=frozenset({author})), now)


def begin(event: Event, *, now: datetime) -> Event:
    """Return the event in progress once it has begun; as it is if it may not begin."""
    if event.state is not State.CONFIRMED or not event.shown_times.starts_at <= now < event.shown_times.ends_at:
        return event
    return _published(event, State.IN_PROGRESS, now)


def complete(event: Event, *, now: datetime) -> Event:
    """Return the event completed once it is over; as it is if it never took place."""
    if event.state not in {State.CONFIRMED, State.IN_PROGRESS} or now < event.shown_times.ends_at:
        return event
    return _published(event, State.COMPLETED, now)


def archive(event: Event, *, now: datetime) -> Event:
    """Return the event put away. Conflict unless it is over or cancelled."""
    _require(event, State.COMPLETED, State.CANCELLED)
    return _published(event, State.ARCHIVED, now)


def with_hosts(event: Event, hosts: tuple[Host, ...], *, now: datetime) -> Event:
    """Return the event with other hosts. Conflict once it is in review or over: what was signed off is signed off by these."""
    if event.state is State.IN_REVIEW or event.state not in {State.DRAFT, *LIVE}:
        raise Conflict("wrong-event-state", state=event.state.value, allowed=sorted({State.DRAFT, *LIVE}))
    return _step(replace(event, hosts=hosts), now)


def enrol(event: Event, enrolment: Enrolment, *, now: datetime) -> Event:
    """Return the event with another way to take part. Invalid if it contradicts itself; Conflict once it is over."""
    enrolling.check(enrolment)
    if event.state in {State.CANCELLED, State.COMPLETED, State.ARCHIVED}:
        raise Conflict("event-over")
    return _step(replace(event, enrolment=enrolment), now)


def coordinate(event: Event, organisation_id: UUID, memberships: frozenset[UUID], *, now: datetime) -> Event:
    """Return the event with the people of one host who may see who takes part."""
    return _step(replace(event, coordinators={**event.coordinators, organisation_id: memberships}), now)


def taken_from(event: Event, organisation_id: UUID | None, *, now: datetime) -> Event:
    """Return the event without a host that had lost sight of it, or (None) as a draft of what was published and is not any more."""
    if organisation_id is None:
        return _step(replace(event, state=State.DRAFT, published=None, published_state=None, hosts=hosting.unsigned(event.hosts)), now)
    host = hosting.of(event.hosts, organisation_id)
    gone = hosting.put(event.hosts, replace(host, state=HostState.REVOKED)) if host else event.hosts
    return _step(replace(event, hosts=gone), now)


def moved(event: Event, times: Derived, *, now: datetime) -> Event:
    """Return the event at the moments that its agreed time means by new rules of its zone."""
    return _step(replace(event, times=times, sequence=event.sequence + event.is_published), now)


def check_version(actual: int, said: int) -> None:
    """Conflict `stale-version` unless the event is what the caller read."""
    if said != actual:
        raise Conflict("stale-version", current=actual)


def _sequenced(event: Event, state: State, now: datetime) -> Event:
    return _published(replace(event, sequence=event.sequence + 1), state, now)


def _published(event: Event, state: State, now: datetime) -> Event:
    return _step(replace(event, state=state, published_state=state, published_at=event.published_at or now), now)


def _require(event: Event, *states: State) -> None:
    if event.state not in states:
        raise Conflict("wrong-event-state", state=event.state.value, allowed=sorted(state.value for state in states))


def _step(event: Event, now: datetime) -> Event:
    return replace(event, version=event.version + 1, updated_at=now)


STEPS: Mapping[str, tuple[frozenset[State], Right]] = {
    "amend": (frozenset({State.DRAFT, *LIVE}), Right.EDIT),
    "submit": (frozenset({State.DRAFT}), Right.EDIT),
    "publish": (frozenset({State.IN_REVIEW}), Right.PUBLISH),
    "confirm": (frozenset({State.TENTATIVE}), Right.PUBLISH),
    "revise": (frozenset({State.TENTATIVE, State.CONFIRMED}), Right.EDIT),
    "reschedule": (frozenset({State.POSTPONED}), Right.PUBLISH),
    "postpone": (frozenset({State.TENTATIVE, State.CONFIRMED}), Right.PUBLISH),
    "cancel": (frozenset({*LIVE, State.IN_PROGRESS}), Right.CANCEL),
    "archive": (frozenset({State.COMPLETED, State.CANCELLED}), Right.PUBLISH),
}
"""Which step is possible in which state, and the right it takes; signing off and answering an invitation go by the host."""


def steps(event: Event, *, organisation_id: UUID | None, membership: UUID | None) -> list[str]:
    """Return the steps that a member of a host could take now as far as the event's own rules go, the next one first."""
    host = hosting.of(event.hosts, organisation_id)
    if host is None or not host.has_sight:
        return []
    if not host.is_in:
        return ["answer"]
    signing = event.state is State.IN_REVIEW and host.signs and host.signed_off_at is None and membership not in event.authors
    own = [step for step, (states, right) in STEPS.items() if event.state in states and right in host.rights]
    if event.is_published and event.state in {State.DRAFT, State.IN_REVIEW} and Right.CANCEL in host.rights:
        own.append("cancel")
    if event.state is State.IN_REVIEW and not hosting.all_signed(event.hosts):
        own = [step for step in own if step != "publish"]
    return [*(["sign_off"] if signing else []), *(["send_back"] if event.state is State.IN_REVIEW and host.signs else []), *own]
