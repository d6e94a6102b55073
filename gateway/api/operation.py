"""An operation of the API: a route, the service's method behind it, and where each part of its request stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from chassis.schemas import Schema

PATH_ARGUMENT = re.compile(r"<(?:[^<>:]+:)?(\w+)>")
VERSION = "version"


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A route and the service's method behind it."""

    verb: str
    rule: str
    service: str
    method: str
    asks: type[Schema]
    answers: type[Schema] | None
    says: str
    status: int = 200
    public: bool = False
    media_type: str = "application/json"
    fixed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def in_path(self) -> tuple[str, ...]:
        """The arguments that stand in the path."""
        return tuple(PATH_ARGUMENT.findall(self.rule))

    @property
    def reads(self) -> bool:
        """GET: safe, conditional."""
        return self.verb == "GET"

    @property
    def needs_version(self) -> bool:
        """Whether the change is made to the version that If-Match names."""
        return not self.reads and VERSION in self.asks().fields

    @property
    def said(self) -> type[Schema] | None:
        """The schema of what stands in the query or the body; None if nothing does."""
        elsewhere = {*self.in_path, *self.fixed, *((VERSION,) if self.needs_version else ())}
        left = self.asks().fields.keys() - elsewhere
        return narrowed(self.asks, frozenset(elsewhere & self.asks().fields.keys()), "Query" if self.reads else "Body") if left else None


@cache
def narrowed(schema: type[Schema], without: frozenset[str], suffix: str) -> type[Schema]:
    """Return the schema without the fields that a request says elsewhere."""
    if not without:
        return schema
    meta = type("Meta", (schema.Meta,), {"exclude": tuple(sorted(without))})
    return type(f"{schema.__name__}{suffix}", (schema,), {"Meta": meta, "__doc__": schema.__doc__, "__module__": schema.__module__})
