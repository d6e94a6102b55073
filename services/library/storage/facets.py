"""What lists are narrowed by: pairs of a name and a value, of what an organisation has or of what was published."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, delete, exists, insert, select

from chassis.storage import Transaction
from services.library.domain.works import Content
from services.library.storage.tables.works import facet

LONGEST = 300
Facets = Mapping[str, Iterable[str]]


def of_content(content: Content, *, languages: Iterable[str], principles: Iterable[str]) -> dict[str, list[str]]:
    """Return what a work is found by; `principles` are numbers of the Basic Principles that it cites."""
    return {
        "kind": [content.kind],
        "issuer": [content.issuer] if content.issuer else [],
        "country": list(content.countries),
        "year": [str(year) for year in content.years],
        "outcome": [content.outcome] if content.outcome else [],
        "importance": [content.importance] if content.importance else [],
        "identifier": [one.canonical for one in content.identifiers],
        "lang": sorted({*content.texts, *languages}),
        "principle": sorted(set(principles)),
        "ours": ["true"] if content.ours else [],
    }


def save(tx: Transaction, of_id: UUID, facets: Facets) -> None:
    """Let a record be found by these and nothing else."""
    tx.execute(delete(facet).where(facet.c.of_id == of_id))
    pairs = {(name, value[:LONGEST]) for name, values in facets.items() for value in values if value}
    if pairs:
        tx.execute(insert(facet), [{"of_id": of_id, "name": name, "value": value} for name, value in sorted(pairs)])


def replace(tx: Transaction, of_id: UUID, name: str, values: Iterable[str]) -> None:
    """Let a record be found by these values of one name, and by the others as before."""
    tx.execute(delete(facet).where(facet.c.of_id == of_id, facet.c.name == name))
    rows = [{"of_id": of_id, "name": name, "value": value} for value in sorted(set(values))]
    if rows:
        tx.execute(insert(facet), rows)


def narrowed(id_column: Column[Any], request: Mapping[str, Any], names: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return the conditions that a list's request sets; values of one name are alternatives."""
    return [has(id_column, name, [str(value) for value in request[name]]) for name in names if request[name]]


def has(id_column: Column[Any], name: str, values: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a record has one of the values."""
    return exists(select(facet.c.of_id).where(facet.c.of_id == id_column, facet.c.name == name, facet.c.value.in_(values)))
