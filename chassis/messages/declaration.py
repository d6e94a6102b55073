"""How a message is declared by its publisher and read by others.

A message is named in the past tense with a version (`case.opened.v1`) and is thin: ids, versions, audience; no text, no personal
data. The publisher declares it strictly and names its readers; a reader declares what it needs and ignores the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import EXCLUDE
from marshmallow.schema import SchemaMeta

from chassis.schemas import Schema, dump, load
from chassis.values import new_id

Json = Any


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message that is about to be kept in the outbox. `subject` is the aggregate: its messages keep their order."""

    id: UUID
    type: str
    subject: UUID
    data: Mapping[str, Json]
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Received:
    """A message as a handler gets it; `data` is loaded by the reader's schema."""

    id: UUID
    type: str
    source: str
    subject: UUID
    time: datetime
    data: Mapping[str, Json]


class _Declared(SchemaMeta):
    """Lets a declaration name its type in the class statement."""

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **_options: Any) -> SchemaMeta:
        return super().__new__(cls, name, bases, attrs)

    def __init__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **options: Any) -> None:
        super().__init__(name, bases, attrs)  # type: ignore[no-untyped-call]  # marshmallow's
        cls.type = options.get("type", "")
        cls.readers = options.get("readers", ())


class Message(Schema, metaclass=_Declared):
    """Base of the messages that a service publishes: `class CaseOpened(Message, type="case.opened.v1", readers=("streams",))`."""

    type: ClassVar[str]
    readers: ClassVar[tuple[str, ...]]

    @classmethod
    def new(cls, *, subject: UUID, **data: Any) -> Outgoing:
        """Return the message about `subject`; Invalid if `data` is not what was declared."""
        plain = dump(cls, data)
        load(cls, plain)
        return Outgoing(id=new_id(), type=cls.type, subject=subject, data=plain, readers=cls.readers)


class Reader(Schema, metaclass=_Declared):
    """Base of what a service reads of others' messages; what it does not name is ignored."""

    type: ClassVar[str]

    class Meta:
        """Publishers may add fields."""

        unknown = EXCLUDE
