"""A form: what stands in its fields, what is wrong with them, and how they become the request that the API takes too.

Names of fields are the places of the request's JSON with dots: `audience.kind`, `acts.0.type`, `texts.ar.headline`. The
same schema that the service loads says how each is read. A form that did not come through is shown again as it was sent.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from flask import request
from marshmallow import fields
from werkzeug.datastructures import MultiDict

from chassis.errors import Conflict, Forbidden, HavanaError, Invalid, Unavailable
from chassis.schemas import AwareDateTime, Schema, Text, flat_errors
from gateway import calls, reading
from gateway.problems import Problem, of_error
from gateway.problems.problem import field_error

KEY = "idempotency_key"
Given = MultiDict[str, str]


class Form:
    """The fields of one request schema on a page."""

    def __init__(self, schema: type[Schema], *, initial: Mapping[str, Any] | None = None, name: str = "") -> None:
        """`initial`: the JSON that an empty form shows. `name`: which form of the page was sent, if there are several."""
        self.schema, self.name = schema, name
        self.is_sent = request.method == "POST" and request.form.get("form", "") == name
        self.given: Given = request.form if self.is_sent else MultiDict(list(flattened(initial or {})))
        self.errors: list[dict[str, Any]] = []
        self.problem: Problem | None = None
        self.key = uuid4().hex
        self._labels: dict[str, str] = {}

    @property
    def status(self) -> int:
        """The status of the page that shows the form: 200, or what is wrong with it."""
        return 422 if self.errors else self.problem.status if self.problem else 200

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        return self.given.get(name, "")

    def values(self, name: str) -> list[str]:
        """Return what is chosen in a field of several values."""
        return self.given.getlist(name)

    def rows(self, name: str, *, least: int = 1) -> range:
        """Return the numbers of the rows of a list of records; one more than are filled, `least` at least."""
        filled = {int(part) for part in _parts_below(self.given, f"{name}.") if part.isdecimal()}
        return range(max(least, max(filled, default=-1) + 1))

    def label(self, name: str, label: str) -> str:
        """Note what a field is called on the page, for the summary of what is wrong; says nothing."""
        self._labels[name] = label
        return ""

    def summary(self) -> list[tuple[str, str]]:
        """Return (name of the field, what is wrong with it, under the field's label) for every wrong field."""
        named = [(name_of(error["pointer"]), error["detail"]) for error in self.errors]
        return [(name, f"{self._labels[name]}: {detail}" if name in self._labels else detail) for name, detail in named]

    def error(self, name: str) -> str:
        """Return what is wrong with a field; empty if nothing is."""
        return next((str(error["detail"]) for error in self.errors if name_of(error["pointer"]) == name), "")

    def send(self, service: str, method: str, /, *, public: bool = False, **more: Any) -> Any:
        """Return the service's answer to the request in the form and `more`; None if it did not come through and says why."""
        question = {**read(self.schema, self.given), **more}
        try:
            self._check(question)
            return calls.call(service, method, question, public=public, key=_key_given())
        except Invalid as error:
            self.errors = [field_error(one) for one in error.params.get("errors", ())]
            self.problem = of_error(error)
        except (Conflict, Forbidden, Unavailable) as error:
            self._fail(error)
        return None

    def _check(self, question: Mapping[str, Any]) -> None:
        if errors := self.schema().validate(question):
            raise Invalid.of_fields(flat_errors(errors))

    def _fail(self, error: HavanaError) -> None:
        self.problem = of_error(error)
        if isinstance(error, Unavailable) and (key := _key_given()):
            self.key = key  # perhaps it was done: the same key makes sure that it is done once


def _key_given() -> str | None:
    key = request.form.get(KEY, "")
    return key if calls.IDEMPOTENCY_KEY.match(key) else None


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
    if isinstance(field, fields.Dict):
        records = {part: _read_record(field.value_field, given, f"{name}.{part}") for part in _parts_below(given, f"{name}.")}
        return {part: record for part, record in records.items() if _says_something(record)} if records else reading.NOTHING
    return _read_one(field, given, name)


def _read_record(field: Any, given: Given, name: str) -> Any:
    if not _parts_below(given, f"{name}."):
        return reading.NOTHING
    return read(type(field.schema), given, f"{name}.")


def _read_list(inner: fields.Field[Any], given: Given, name: str) -> Any:
    if isinstance(inner, fields.Nested):
        numbers = sorted(int(part) for part in _parts_below(given, f"{name}.") if part.isdecimal())
        records = [_read_record(inner, given, f"{name}.{number}") for number in numbers]
        return [record for record in records if _says_something(record)] if records else reading.NOTHING
    if name not in given:
        return reading.NOTHING
    return [reading.scalar(inner, text) for text in given.getlist(name) if text]


def _read_one(field: fields.Field[Any], given: Given, name: str) -> Any:
    text = given.get(name)
    if text is None:
        return reading.NOTHING
    if text == "" and (field.allow_none or not isinstance(field, Text) or field.validators):
        return None if field.allow_none else reading.NOTHING
    return _moment(text) if isinstance(field, AwareDateTime) else reading.scalar(field, text)


def _moment(text: str) -> str:
    """Return the moment that a date or a local time of a form stands for: the end of the day, and UTC."""
    if len(text) == len("2026-03-05"):
        return f"{text}T23:59:59Z"
    return f"{text}Z" if len(text) == len("2026-03-05T12:00") else text


def _says_something(record: Any) -> bool:
    if isinstance(record, Mapping):
        return any(_says_something(value) for value in record.values())
    return record not in (None, "", [], reading.NOTHING)


def _parts_below(given: Given, prefix: str) -> list[str]:
    return list(dict.fromkeys(name.removeprefix(prefix).split(".")[0] for name in given if name.startswith(prefix)))


def flattened(value: Any, name: str = "") -> Iterable[tuple[str, str]]:
    """Return the fields of a form that show this JSON."""
    if isinstance(value, Mapping):
        if value.keys() >= {"from", "to", "precision"}:
            yield name, _partial_date(value)
            return
        for part, inner in value.items():
            yield from flattened(inner, f"{name}.{part}" if name else str(part))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from flattened(inner, f"{name}.{number}" if isinstance(inner, Mapping) else name)
    elif value is not None:
        yield name, {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _partial_date(value: Mapping[str, Any]) -> str:
    """Return the short way to write an inexact date."""
    first, last = value["from"], value["to"]
    short = {"exact": first, "day_unknown": first[:7], "month_day_unknown": first[:4]}
    return str(short.get(value["precision"], f"{first}/{last}"))
