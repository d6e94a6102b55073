"""Which fields of a form somebody touched: a page carries a short print of each field as it stood when it was shown."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from flask import request

from chassis.schemas import Schema
from gateway.console.fields import Given, read, says_something

WAS = "was"
INPUT_DATE = len("2026-03-05")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")


def differ(one: Any, other: Any) -> bool:
    """Say whether two values say different things; empty and not there are the same."""
    return bool(_said(one) != _said(other))


def _said(value: Any) -> Any:
    """Return the value without what says nothing; a field left empty and one that is not there are the same."""
    if isinstance(value, Mapping):
        return {name: _said(part) for name, part in value.items() if says_something(part)}
    if isinstance(value, list):
        return [_said(part) for part in value if says_something(part)]
    if isinstance(value, str):
        return value.replace("\r\n", "\n") or None
    return value if says_something(value) else None


def by_day(value: Any) -> Any:
    """Return the value with moments as a form shows them: the day."""
    if isinstance(value, Mapping):
        return {name: by_day(part) for name, part in value.items()}
    if isinstance(value, list):
        return [by_day(part) for part in value]
    return value[:INPUT_DATE] if isinstance(value, str) and MOMENT.match(value) else value


def print_of(value: Any) -> str:
    """Return a short print of a value, by which it is known again."""
    return hashlib.blake2b(json.dumps(_said(value), sort_keys=True).encode(), digest_size=8).hexdigest()


def prints_of(schema: type[Schema], given: Given) -> dict[str, tuple[str, str]]:
    """Return the print of each field of the request: as it is, and with moments by their day."""
    question = read(schema, given)
    return {name: (print_of(question.get(name)), print_of(by_day(question.get(name)))) for name in schema().fields}


def prints_given() -> dict[str, tuple[str, str]]:
    """Return the prints that the form carried."""
    try:
        return {str(name): (str(whole), str(by_day)) for name, (whole, by_day) in json.loads(request.form.get(WAS, "{}")).items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}  # every field counts as touched
