"""What a request says, read strictly: the query and the JSON body, as plain JSON that the schema accepts.

The service loads the same JSON by the same schema; reading it here names every wrong field before anything is called.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from flask import Flask, request
from marshmallow import fields
from werkzeug.exceptions import RequestEntityTooLarge

from chassis.errors import Invalid
from chassis.schemas import FieldErrors, Schema, flat_errors, instance
from gateway.problems import Refused

BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
TRUTH: Mapping[str, bool] = {"true": True, "1": True, "false": False, "0": False}
NOTHING: Final = object()


def register(app: Flask) -> None:
    """Refuse addresses that are not UTF-8 before anything else looks at them."""
    app.before_request(_check_address)


def _check_address() -> None:
    """Werkzeug would replace what it cannot decode, and so look for something that nobody asked for."""
    try:
        unquote_to_bytes(request.query_string.decode("latin-1")).decode()
        request.environ.get("PATH_INFO", "").encode("latin-1").decode()
    except UnicodeError:
        raise Refused(400, "not-utf-8") from None


def body_of(schema: type[Schema]) -> dict[str, Any]:
    """Return the JSON object in the body once `schema` accepts it; {} for no body. Refused 400/415, Invalid 422."""
    data = _json_object()
    if errors := instance(schema).validate(data):
        raise Invalid.of_fields(flat_errors(errors))
    return data


def _json_object() -> dict[str, Any]:
    raw = request.get_data(cache=True)
    if not raw:
        return {}
    if not request.content_length and len(raw) >= (request.max_content_length or 0):
        raise RequestEntityTooLarge  # a body without a length is cut off there, and what is left may look whole
    if request.mimetype != "application/json":
        raise Refused(415, "wrong-media-type")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(400, "not-utf-8") from None
    try:
        data = json.loads(text, parse_constant=_no_constant)
        if "\\ud" in text.lower():
            json.dumps(data, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except UnicodeEncodeError:
        raise Refused(400, "not-utf-8") from None
    except (ValueError, RecursionError):
        raise Refused(400, "not-json") from None
    if not isinstance(data, dict):
        raise Refused(400, "body-not-object")
    return data


def _no_constant(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity are not JSON


def query_of(schema: type[Schema], *, blanks: bool = True) -> dict[str, Any]:
    """Return the query as the JSON that `schema` accepts: numbers, truth values, lists with commas, `field[part]=…`.

    Without `blanks`, what was left empty in a form of filters is not asked for.
    """
    wanted = instance(schema).fields
    given: dict[str, Any] = {}
    errors: FieldErrors = []
    for name, said in request.args.lists():
        values = said if blanks else [text for text in said if text]
        if not values:
            continue
        outer, part = _split(name)
        field = wanted.get(outer)
        inner = field.schema.fields.get(part) if isinstance(field, fields.Nested) and part else field
        value = _value(inner, values) if (inner is not None and (part == "" or inner is not field)) else NOTHING
        if value is NOTHING:
            errors.append({"pointer": f"/{name}", "code": "unknown-field" if inner is None or part else "invalid"})
        elif part:
            given.setdefault(outer, {})[part] = value
        else:
            given[outer] = value
    errors += flat_errors(instance(schema).validate(given))
    if errors:
        raise Invalid.of_fields(errors)
    return given


def _split(name: str) -> tuple[str, str]:
    outer, bracket, part = name.partition("[")
    return (outer, part[:-1]) if bracket and part.endswith("]") else (name, "")


def _value(field: fields.Field[Any], values: list[str]) -> Any:
    """Return the JSON value of a parameter; NOTHING if a single one was given twice."""
    if isinstance(field, fields.List):
        return [scalar(field.inner, word) for text in values for word in text.split(",") if word]
    return scalar(field, values[0]) if len(values) == 1 else NOTHING


def scalar(field: fields.Field[Any], text: str) -> Any:
    """Return the JSON value that `text` stands for in a field of one value; the text itself if it stands for none."""
    for kind, parse in PARSERS:
        if isinstance(field, kind):
            return parse(text)
    return text


def _whole(text: str) -> int | str:
    return int(text) if text.lstrip("-").isdecimal() and text.isascii() and len(text) <= 9 else text


PARSERS: tuple[tuple[type[fields.Field[Any]], Callable[[str], Any]], ...] = (
    (fields.Integer, _whole),
    (fields.Boolean, lambda text: TRUTH.get(text.lower(), text)),
)
