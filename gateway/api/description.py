"""What the OpenAPI document says beside the schemas: headers, problems, who may ask."""

from typing import Any, cast

from apispec.ext.marshmallow.common import resolve_schema_cls
from marshmallow import INCLUDE, fields

from chassis.schemas import Country, Lang, PartialDateField, Reference, Schema, Text
from gateway import calls, conditional
from gateway.api.operation import Operation

PROBLEMS = {
    400: "The request cannot be read.",
    401: "Nobody is signed in, or the key is no longer valid.",
    403: "The role or the key's scopes do not allow this to any record.",
    404: "There is no such thing, or the caller may not see it: the same answer.",
    409: "The state of the record does not allow it.",
    410: "It was withdrawn.",
    412: "Somebody changed it meanwhile; `current` is the version now.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "Fields are wrong; `errors` names each of them.",
    428: "If-Match is missing.",
    429: "Too many requests.",
    503: "A part of the platform does not answer; try again after `Retry-After`.",
}
STRING: dict[str, Any] = {"type": "string"}


class FieldProblem(Schema):
    """One wrong field: where it is (JSON pointer), what is wrong, and that in words."""

    class Meta:
        """Parameters of the code stand beside it."""

        unknown = INCLUDE

    pointer = fields.String(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)


class ProblemView(Schema):
    """An error (RFC 9457), in the language of `Accept-Language`."""

    class Meta:
        """Parameters of the code stand beside it, for instance `current` or `missing`."""

        unknown = INCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String(required=True)
    code = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldProblem))
    trace_id = fields.String(required=True)


def name_of(schema: Any) -> str:
    """Return what a schema is called in the document: `cases.CaseView`; services may use the same word."""
    cls = cast("type[Schema]", resolve_schema_cls(schema))
    items = cls().fields.get("items")
    # a list made by `listing` belongs to whose items it lists
    owner = (
        type(cast("fields.Nested", items.inner).schema) if cls.__module__ == "chassis.schemas" and isinstance(items, fields.List) else cls
    )
    package, _, rest = owner.__module__.partition(".")
    return f"{rest.split('.')[0]}.{cls.__name__}" if package == "services" else cls.__name__


def _header(name: str, says: str, *, required: bool = False, pattern: str | None = None) -> dict[str, Any]:
    schema = {**STRING, "pattern": pattern} if pattern else STRING
    return {"name": name, "in": "header", "required": required, "description": says, "schema": schema}


def _json_pattern(pattern: str) -> str:
    """Return a pattern of Python as JSON Schema writes it."""
    return "^" + pattern.replace(r"\Z", "$")


PARAMETERS = {
    "IfMatch": _header("If-Match", "The ETag of the record as it was read.", required=True, pattern=_json_pattern(conditional.TAG.pattern)),
    "IfNoneMatch": _header("If-None-Match", "The ETag of what the reader has: 304 if it still holds."),
    "IdempotencyKey": _header(
        "Idempotency-Key",
        "Makes a repeat harmless for 24 hours: the same request again is done once.",
        pattern=_json_pattern(calls.IDEMPOTENCY_KEY.pattern),
    ),
    "Prefer": _header("Prefer", "`return=minimal`: answer without a body."),
    "AcceptLanguage": _header("Accept-Language", "The language of problems."),
}
HEADERS = {
    "ETag": {"description": "Version and digest of the body.", "schema": STRING},
    "Location": {"description": "Where the new record is.", "schema": STRING},
    "RetryAfter": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
}


def problem_codes(operation: Operation) -> list[int]:
    """Return the statuses with which an operation can fail."""
    codes = {400, 404, 422, 429, 503}
    if not operation.public:
        codes |= {401, 403}
    if operation.public and operation.in_path:
        codes |= {410}
    if not operation.reads:
        codes |= {403, 409, 413, 415}
    if operation.needs_version:
        codes |= {412, 428}
    return sorted(codes)


def completed(doc: dict[str, Any], operation: Operation) -> dict[str, Any]:
    """Return the description of an operation with its headers, problems and security."""
    names = ["IfNoneMatch"] if operation.reads else ["Prefer"]
    names += ["IfMatch"] if operation.needs_version else []
    names += ["IdempotencyKey"] if operation.verb == "POST" else []
    doc["parameters"] = [*doc.get("parameters", ()), *names, "AcceptLanguage"]
    responses = doc["responses"]
    if operation.answers is not None:
        responses[operation.status]["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
    if operation.status == 201:
        responses[201]["headers"]["Location"] = {"$ref": "#/components/headers/Location"}
    if operation.reads:
        responses[304] = {"description": "What the reader has still holds."}
    elif operation.answers is not None:
        minimal = "`Prefer: return=minimal` was asked for, or " if operation.status == 200 else ""
        responses[204] = {"description": f"Done; {minimal}the caller may not see the record any more."}
    responses |= {code: f"Problem{code}" for code in problem_codes(operation)}
    doc["operationId"] = operation.method
    if operation.public:
        doc["security"] = []
    return doc


def describe(api: Any) -> None:
    """Put into the document what operations refer to, and how our fields look."""
    components, converter = api.spec.components, api.ma_plugin.converter
    for name, parameter in PARAMETERS.items():
        components.parameter(name, "header", parameter)
    for name, header in HEADERS.items():
        components.header(name, header)
    for status, says in PROBLEMS.items():
        answer: dict[str, Any] = {"description": says, "content": {"application/problem+json": {"schema": ProblemView}}}
        if status in {429, 503}:
            answer["headers"] = {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
        components.response(f"Problem{status}", answer)
    components.security_scheme("key", {"type": "http", "scheme": "bearer", "description": "An API key: hvn_…"})
    components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": "havana_session"})
    converter.add_attribute_function(_form_of)
    converter.add_parameter_attribute_function(_place_of)


PATTERNS: tuple[tuple[type[fields.Field[Any]], str], ...] = (
    (Country, "^[A-Za-z]{2}$"),
    (Lang, "^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$"),
    (Reference, "^[A-Z]{1,3}-[0-9]{4}-[0-9]{4,9}$"),
)


def _form_of(_converter: Any, field: fields.Field[Any], *, ret: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Return what apispec does not know of a field; `ret` is what it says."""
    if isinstance(field, Text):
        return {"maxLength": field.max_length, **({"minLength": 1} if field.required else {})}
    if isinstance(field, PartialDateField):
        return {"type": ["object", "string", "null"] if field.allow_none else ["object", "string"]}
    if isinstance(field, fields.Dict):
        return _dict_form(field, ret)
    return {"pattern": pattern} if (pattern := _pattern_of(field)) else {}


def _dict_form(field: fields.Dict, ret: dict[str, Any]) -> dict[str, Any]:
    """Say how keys look; apispec takes the number of entries for that of letters."""
    counts = {right: ret.pop(wrong) for wrong, right in (("minLength", "minProperties"), ("maxLength", "maxProperties")) if wrong in ret}
    pattern = _pattern_of(field.key_field)
    return {**counts, **({"propertyNames": {"pattern": pattern}} if pattern else {})}


def _pattern_of(field: fields.Field[Any] | None) -> str | None:
    return next((pattern for kind, pattern in PATTERNS if isinstance(field, kind)), None)


def _place_of(_converter: Any, field: fields.Field[Any], **_context: Any) -> dict[str, Any]:
    if isinstance(field, fields.List):
        return {"style": "form", "explode": False}
    if isinstance(field, fields.Nested):
        return {"style": "deepObject", "explode": True}
    return {}
