"""The base of every service: what it offers, what it reads, what it does later or again. It knows no transport.

class CasesService(Service, name="cases"):
    @rpc(GetCase, returns=CaseView)
    def get_case(self, tx, viewer, request): ...
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from chassis.entrypoints.declaration import (
    MARK,
    Consumer,
    IndexableKind,
    Method,
    Reapplier,
    Repeated,
    TimerAction,
    consumes,
    indexable,
    reapplies,
    repeats,
    rpc,
    timer,
)
from chassis.entrypoints.handing import Handing
from chassis.entrypoints.operations import Operations
from chassis.epoch import Epoch
from chassis.keys import Keyring
from chassis.settings import Settings
from chassis.storage import Database
from chassis.values import utcnow

__all__ = [
    "Consumer",
    "IndexableKind",
    "Method",
    "Reapplier",
    "Repeated",
    "Service",
    "TimerAction",
    "consumes",
    "indexable",
    "reapplies",
    "repeats",
    "rpc",
    "timer",
]


class Service(Handing, Operations):
    """Base of the services. One instance per process works on many calls at once: keep no state of a call in it.

    `ordered`: messages are applied one after the other as they come, by one process at a time; one that fails holds back the rest.
    """

    name: ClassVar[str]
    ordered: ClassVar[bool] = False
    methods: ClassVar[Mapping[str, Method]] = {}
    consumers: ClassVar[Mapping[str, Consumer]] = {}
    timers: ClassVar[Mapping[str, TimerAction]] = {}
    reappliers: ClassVar[Mapping[str, Reapplier]] = {}
    repeated: ClassVar[Mapping[str, Repeated]] = {}
    indexable_kinds: ClassVar[Mapping[str, IndexableKind]] = {}

    def __init_subclass__(cls, *, name: str = "", ordered: bool = False, **kwargs: Any) -> None:
        """Collect what the class and its bases offer; a subclass without a name is a part for others."""
        super().__init_subclass__(**kwargs)
        if name:
            cls.name, cls.ordered = name, ordered
        marks = [getattr(member, MARK, None) for base in reversed(cls.__mro__) for member in vars(base).values()]
        cls.methods = {mark.name: mark for mark in marks if isinstance(mark, Method)}
        cls.consumers = {mark.reader.type: mark for mark in marks if isinstance(mark, Consumer)}
        cls.timers = {mark.name: mark for mark in marks if isinstance(mark, TimerAction)}
        cls.reappliers = {mark.what: mark for mark in marks if isinstance(mark, Reapplier)}
        cls.repeated = {mark.name: mark for mark in marks if isinstance(mark, Repeated)}
        cls.indexable_kinds = {mark.kind: mark for mark in marks if isinstance(mark, IndexableKind)}

    def __init__(
        self, database: Database, settings: Settings, *, keyring: Keyring, rpc: Any = None, clock: Callable[[], datetime] = utcnow
    ) -> None:
        """`rpc` calls other services as this one (`chassis.client`); `clock` is the only place where time comes from."""
        self.database = database
        self.settings = settings
        self.keyring = keyring
        self.rpc = rpc
        self.clock = clock

    @cached_property
    def epoch(self) -> Epoch:
        """What this life of the site is called."""
        return Epoch(self.settings.ledger_dir)

    def now(self) -> datetime:
        """Return the moment at which the work at hand happens."""
        return self.clock()

    def close(self) -> None:
        """Give back what the service itself opened, once nothing uses it any more."""
