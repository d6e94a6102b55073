"""How a service says what it offers, what it reads, what it does later and again, what its records are found by: marks on methods."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import marshmallow

from chassis.messages import Reader

PEOPLE = frozenset({"person", "client", "public"})
SERVICES = frozenset({"service"})
COMMAND_LINE = frozenset({"service:havana"})
MARK = "__havana_entrypoint__"

Handler = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Method:
    """A call that a service answers. `then` names the read whose request the write returns; `callers` are viewer kinds, or
    the key of one service.

    `prepare` names the method that asks other services before the transaction.
    """

    name: str
    handler: Handler
    request: type[marshmallow.Schema]
    returns: type[marshmallow.Schema] | None
    then: str | None
    prepare: str | None
    writes: bool
    transaction: bool
    anonymous: bool
    callers: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Consumer:
    """A message type that a service applies; `prepare` names the method that asks others first, without a transaction."""

    handler: Handler
    reader: type[Reader]
    prepare: str | None


@dataclass(frozen=True, kw_only=True)
class TimerAction:
    """What a timer of this name does."""

    name: str
    handler: Handler


@dataclass(frozen=True, kw_only=True)
class Reapplier:
    """What is done again if the safety ledger has an entry of this kind and a restored database lacks it."""

    what: str
    handler: Handler


@dataclass(frozen=True, kw_only=True)
class Repeated:
    """What a service goes on doing beside its calls, in one of its replicas at a time."""

    name: str
    handler: Handler
    every_s: float
    signal: str


@dataclass(frozen=True, kw_only=True)
class IndexableKind:
    """What the representations of a kind are found by."""

    kind: str
    handler: Handler


def rpc(
    request: type[marshmallow.Schema],
    *,
    returns: type[marshmallow.Schema] | None = None,
    then: str | None = None,
    prepare: str | None = None,
    writes: bool = False,
    transaction: bool = True,
    anonymous: bool = False,
    for_services: bool = False,
    for_service: str = "",
    for_people: bool | None = None,
    for_command_line: bool = False,
) -> Callable[[Handler], Handler]:
    """Offer a method `(self, tx, viewer, request)`.

    A read runs in `database.reading()` and returns what the view `returns` is dumped from. A write names in `then` the read
    that answers it, and returns that read's request (`{"case_id": …}`): a repeat with the same idempotency key answers by it
    too, and with nothing if the caller may not see the record any more, perhaps by this very write. Its `prepare` names a method
    `(self, viewer, request)` that may call others, before the transaction; the handler gets what it returns as its last argument.
    A write whose answer is shown once sets `writes=True` and returns `(target, answer)`: its repeat is Conflict `already-done`.
    `transaction=False`: the handler `(self, viewer, request)` opens its own. `anonymous`: no context is needed.
    `for_services`: only services may call, with `for_people=True` both. `for_service` names the one service that may.
    `for_command_line`: `havana` may call too; no other service.
    """
    callers = (
        (SERVICES if for_services else frozenset())
        | (frozenset({f"service:{for_service}"}) if for_service else frozenset())
        | (PEOPLE if for_people or (for_people is None and not for_services and not for_service) else frozenset())
        | (COMMAND_LINE if for_command_line else frozenset())
    )

    def mark(handler: Handler) -> Handler:
        method = Method(
            name=handler.__name__,
            handler=handler,
            request=request,
            returns=returns,
            then=then,
            prepare=prepare,
            writes=writes or then is not None,
            transaction=transaction,
            anonymous=anonymous,
            callers=callers,
        )
        setattr(handler, MARK, method)
        return handler

    return mark


def consumes(reader: type[Reader], *, prepare: str | None = None) -> Callable[[Handler], Handler]:
    """Apply messages of the reader's type: `(self, tx, message)`, or `(self, tx, message, data)` with what `prepare` returned."""

    def mark(handler: Handler) -> Handler:
        setattr(handler, MARK, Consumer(handler=handler, reader=reader, prepare=prepare))
        return handler

    return mark


def timer(name: str) -> Callable[[Handler], Handler]:
    """Run `(self, tx, viewer, args)` when a timer of this name is due; the viewer is the service itself."""

    def mark(handler: Handler) -> Handler:
        setattr(handler, MARK, TimerAction(name=name, handler=handler))
        return handler

    return mark


def reapplies(what: str) -> Callable[[Handler], Handler]:
    """Apply entries of the safety ledger that say `what` again: `(self, tx, viewer, entry) -> bool`, before the service opens.

    It says whether the database lacked the entry; one that has it is left alone. The viewer is the service itself.
    """

    def mark(handler: Handler) -> Handler:
        setattr(handler, MARK, Reapplier(what=what, handler=handler))
        return handler

    return mark


def repeats(*, every_s: float, signal: str = "") -> Callable[[Handler], Handler]:
    """Do `(self) -> bool` again and again in one replica at a time: every `every_s`, after a commit that signals, at once if it says so."""

    def mark(handler: Handler) -> Handler:
        setattr(handler, MARK, Repeated(name=handler.__name__, handler=handler, every_s=every_s, signal=signal))
        return handler

    return mark


def indexable(kind: str) -> Callable[[Handler], Handler]:
    """Say what the representations of a kind are found by: `(self, representation) -> Indexable` (`chassis.indexable`)."""

    def mark(handler: Handler) -> Handler:
        setattr(handler, MARK, IndexableKind(kind=kind, handler=handler))
        return handler

    return mark
