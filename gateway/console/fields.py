"""Fields of a form and the JSON of a request: each becomes the other.

Names of fields are places in the JSON with dots: `audience.kind`, `acts.0.type`, `texts.ar.headline`. The request's schema says
how each is read.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import fields
from werkzeug.datastructures import MultiDict

from chassis.errors import Invalid
from chassis.schemas import AwareDateTime, PartialDateField, Schema, Text
from chassis.values import PartialDate
from gateway import reading

Given = MultiDict[str, str]


def name_of(pointer: str) -> str:
    """Return the name of the field that a JSON pointer leads to."""
    return pointer.lstrip("/").replace("/", ".")


def read(schema: type[Schema], given: Given, prefix: str = "") -> dict[str, Any]:
    """Return the JSON that the fields of a form stand for; what was left empty is left out, or null where that may be said."""
    found = {name: _read_field(field, given, prefix + name) for name, field in schema().fields.items()}
    return {name: value for name, value in found.items() if value is not reading.NOTHING}


def _read_field(field: fields.Field[Any], given: Given, name: str) -> Any:
    if isinstance(field, fields.Nested):
        return _read_record(field, given, name)
    if isinstance(field, fields.List):
        return _read_list(field.inner, given, name)
    if isinstance(field, PartialDateField):
        return _read_partial_date(field, given, name)
    if isinstance(field, fields.Dict):
        records = {part: _read_record(field.value_field, given, f"{name}.{part}") for part in parts_below(given, f"{name}.")}
        return {part: record for part, record in records.items() if says_something(record)} if records else reading.NOTHING
    return _read_one(field, given, name)


def _read_record(field: Any, given: Given, name: str) -> Any:
    if not parts_below(given, f"{name}."):
        return reading.NOTHING
    return read(type(field.schema), given, f"{name}.")


def _read_list(inner: fields.Field[Any], given: Given, name: str) -> Any:
    if isinstance(inner, fields.Nested):
        numbers = sorted(int(part) for part in parts_below(given, f"{name}.") if part.isdecimal())
        records = [_read_record(inner, given, f"{name}.{number}") for number in numbers]
        return [record for record in records if says_something(record)] if records else reading.NOTHING
    if name not in given:
        return reading.NOTHING
    return [reading.scalar(inner, text) for text in given.getlist(name) if text]


def _read_partial_date(field: PartialDateField, given: Given, name: str) -> Any:
    """Return the short text, or the whole date if it has a note or is estimated."""
    text, note, is_estimated = given.get(name, "").strip(), given.get(f"{name}.note", ""), given.get(f"{name}.estimated") == "true"
    if not text or not (note or is_estimated):
        return text or (_read_one(field, given, name))
    try:
        date = PartialDate.parse(text).as_json()
    except Invalid:
        return text
    return {**date, "note": note, "precision": "estimated" if is_estimated else date["precision"]}


def _read_one(field: fields.Field[Any], given: Given, name: str) -> Any:
    text = given.get(name)
    if text is None:
        return reading.NOTHING
    if text == "" and (field.allow_none or not isinstance(field, Text)):
        return None if field.allow_none else reading.NOTHING
    return _moment(text) if isinstance(field, AwareDateTime) else reading.scalar(field, text)


def _moment(text: str) -> str:
    """Return the moment that a date or a local time of a form stands for: the end of the day, and UTC."""
    if len(text) == len("2026-03-05"):
        return f"{text}T23:59:59Z"
    return f"{text}Z" if len(text) == len("2026-03-05T12:00") else text


def says_something(record: Any) -> bool:
    """Say whether anything was filled in."""
    if isinstance(record, Mapping):
        return any(says_something(value) for value in record.values())
    return record not in (None, "", [], reading.NOTHING)


def without_empty_rows(schema: type[Schema], given: Given) -> Given:
    """Return the fields with the rows of lists numbered as in the request: the empty ones are not there."""
    numbers: dict[str, str | None] = {}
    for name, field in schema().fields.items():
        if isinstance(field, fields.List) and isinstance(field.inner, fields.Nested):
            numbers |= _renumbered(field.inner, given, name)
    pairs = ((_in_row(name, numbers), value) for name, value in given.items(multi=True))
    return MultiDict([(name, value) for name, value in pairs if name is not None])


def _renumbered(inner: fields.Field[Any], given: Given, name: str) -> dict[str, str | None]:
    """Return old to new place of every row of a list; None for the empty ones."""
    rows = sorted(int(part) for part in parts_below(given, f"{name}.") if part.isdecimal())
    filled = [row for row in rows if says_something(_read_record(inner, given, f"{name}.{row}"))]
    return {f"{name}.{row}": f"{name}.{filled.index(row)}" if row in filled else None for row in rows}


def _in_row(name: str, numbers: Mapping[str, str | None]) -> str | None:
    row = ".".join(name.split(".")[:2])
    if row not in numbers:
        return name
    return None if (new := numbers[row]) is None else new + name.removeprefix(row)


def parts_below(given: Given, prefix: str) -> list[str]:
    """Return what follows `prefix` in the names of fields, up to the next dot."""
    return list(dict.fromkeys(name.removeprefix(prefix).split(".")[0] for name in given if name.startswith(prefix)))


def flattened(value: Any, name: str = "") -> Iterable[tuple[str, str]]:
    """Return the fields of a form that show this JSON."""
    if isinstance(value, Mapping):
        if value.keys() >= {"from", "to", "precision"}:
            yield from _partial_date(name, value)
            return
        for part, inner in value.items():
            yield from flattened(inner, f"{name}.{part}" if name else str(part))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from flattened(inner, f"{name}.{number}" if isinstance(inner, Mapping) else name)
    elif value is not None:
        yield name, {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _partial_date(name: str, value: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    yield name, _written(value)
    if value.get("note"):
        yield f"{name}.note", value["note"]
    if value["precision"] == "estimated":
        yield f"{name}.estimated", "true"


def _written(value: Mapping[str, Any]) -> str:
    """Return the shortest way to write these days."""
    days = (value["from"], value["to"])
    for text in (days[0], days[0][:7], days[0][:4]):
        date = PartialDate.parse(text)
        if (date.from_.isoformat(), date.to.isoformat()) == days:
            return str(text)
    return "/".join(days)
