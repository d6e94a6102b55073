"""The base of every service: what it offers, what it reads, what it does later. It knows no transport.

class CasesService(Service, name="cases"):
    @rpc(GetCase, returns=CaseView)
    def get_case(self, tx, viewer, request): ...
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import marshmallow

from chassis.keys import Keyring
from chassis.messages import Reader
from chassis.settings import Settings
from chassis.storage import Database
from chassis.values import utcnow

PEOPLE = frozenset({"person", "client", "public"})
SERVICES = frozenset({"service"})
COMMAND_LINE = frozenset({"service:havana"})
_MARK = "__havana_entrypoint__"

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
    for_people: bool | None = None,
    for_command_line: bool = False,
) -> Callable[[Handler], Handler]:
    """Offer a method `(self, tx, viewer, request)`.

    A read runs in `database.reading()` and returns what the view `returns` is dumped from. A write names in `then` the read
    that answers it, and returns that read's request (`{"case_id": …}`): a repeat with the same idempotency key answers by it
    too. Its `prepare` names a method `(self, viewer, request)` that may call others, before the transaction; the handler gets what
    it returns as its last argument. A write whose answer is shown once sets `writes=True` and returns `(target, answer)`: its
    repeat is Conflict `already-done`. `transaction=False`: the handler `(self, viewer, request)` opens its own. `anonymous`: no
    context is needed.
    `for_services`: only services may call, with `for_people=True` both. `for_command_line`: `havana` may call too; no other service.
    """
    callers = (
        (SERVICES if for_services else frozenset())
        | (PEOPLE if for_people or (for_people is None and not for_services) else frozenset())
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
        setattr(handler, _MARK, method)
        return handler

    return mark


def consumes(reader: type[Reader], *, prepare: str | None = None) -> Callable[[Handler], Handler]:
    """Apply messages of the reader's type: `(self, tx, message)`, or `(self, tx, message, data)` with what `prepare` returned."""

    def mark(handler: Handler) -> Handler:
        setattr(handler, _MARK, Consumer(handler=handler, reader=reader, prepare=prepare))
        return handler

    return mark


def timer(name: str) -> Callable[[Handler], Handler]:
    """Run `(self, tx, viewer, args)` when a timer of this name is due; the viewer is the service itself."""

    def mark(handler: Handler) -> Handler:
        setattr(handler, _MARK, TimerAction(name=name, handler=handler))
        return handler

    return mark


class Service:
    """Base of the services. One instance per process works on many calls at once: keep no state of a call in it.

    `ordered`: messages are applied one after the other as they come, by one process at a time; one that fails holds back the rest.
    """

    name: ClassVar[str]
    ordered: ClassVar[bool] = False
    methods: ClassVar[Mapping[str, Method]] = {}
    consumers: ClassVar[Mapping[str, Consumer]] = {}
    timers: ClassVar[Mapping[str, TimerAction]] = {}

    def __init_subclass__(cls, *, name: str = "", ordered: bool = False, **kwargs: Any) -> None:
        """Collect what the class and its bases offer; a subclass without a name is a part for others."""
        super().__init_subclass__(**kwargs)
        if name:
            cls.name, cls.ordered = name, ordered
        marks = [getattr(member, _MARK, None) for base in reversed(cls.__mro__) for member in vars(base).values()]
        cls.methods = {mark.name: mark for mark in marks if isinstance(mark, Method)}
        cls.consumers = {mark.reader.type: mark for mark in marks if isinstance(mark, Consumer)}
        cls.timers = {mark.name: mark for mark in marks if isinstance(mark, TimerAction)}

    def __init__(
        self, database: Database, settings: Settings, *, keyring: Keyring, rpc: Any = None, clock: Callable[[], datetime] = utcnow
    ) -> None:
        """`rpc` calls other services as this one (`chassis.client`); `clock` is the only place where time comes from."""
        self.database = database
        self.settings = settings
        self.keyring = keyring
        self.rpc = rpc
        self.clock = clock

    def now(self) -> datetime:
        """Return the moment at which the work at hand happens."""
        return self.clock()
