"""The base of every request and view, and the fields they are made of.

A request is loaded strictly: unknown fields are refused and every wrong field is named at once, as a JSON pointer with
a code and parameters. A field's metadata may say its class: `{"class": "open" | "guarded" | "secret"}` (open if unsaid).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar

import marshmallow
import pycountry
from marshmallow import RAISE, ValidationError, fields, validate
from typing_extensions import override

from chassis.errors import HavanaError, Invalid
from chassis.values import PartialDate, nfc

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
FieldErrors = list[dict[str, Any]]

VALIDATOR_CODES: tuple[tuple[type[Any], str], ...] = (
    (validate.URL, "not-a-url"),
    (validate.Email, "not-an-email"),
    (validate.Length, "wrong-length|min={min}|max={max}|equal={equal}"),
    (validate.Range, "out-of-range|min={min}|max={max}"),
    (validate.OneOf, "not-one-of|choices={choices}"),
    (validate.ContainsOnly, "not-one-of|choices={choices}"),
    (validate.Regexp, "wrong-format"),
    (validate.Equal, "not-equal|to={other}"),
)


class Schema(marshmallow.Schema):
    """Base of requests and views: strict, and speaking in codes."""

    error_messages: dict[str, str] = {"unknown": "unknown-field", "type": "invalid", "invalid": "invalid"}  # noqa: RUF012  # marshmallow declares it for instances

    class Meta:
        """Unknown fields are refused."""

        unknown = RAISE

    @override
    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Let marshmallow's own fields and validators answer with codes instead of English sentences."""
        for field in _with_inner(field_obj):
            field.error_messages = {name: name.replace("_", "-") for name in field.error_messages}
            if "null" in field.error_messages:
                field.error_messages["null"] = "required"
            for validator in field.validators:
                _give_code(validator)


def _with_inner(field: fields.Field[Any]) -> Iterator[fields.Field[Any]]:
    yield field
    for name in ("inner", "key_field", "value_field"):
        if (inner := getattr(field, name, None)) is not None:
            yield from _with_inner(inner)


def _give_code(validator: object) -> None:
    for kind, code in VALIDATOR_CODES:
        if isinstance(validator, kind) and validator.error in {None, getattr(kind, "default_message", None)}:
            validator.error = code
            return


def load(schema_cls: type[marshmallow.Schema], data: Any, *, partial: bool = False) -> dict[str, Any]:
    """Return `data` loaded by the schema; Invalid `invalid-fields` names every wrong field."""
    try:
        loaded: dict[str, Any] = instance(schema_cls).load(data, partial=partial)
    except ValidationError as error:
        raise Invalid.of_fields(flat_errors(error.messages)) from None
    return loaded


def dump(schema_cls: type[marshmallow.Schema], value: Any, *, many: bool = False) -> Any:
    """Return `value` as the plain JSON of a view."""
    return instance(schema_cls).dump(value, many=many)


@cache
def instance(schema_cls: type[marshmallow.Schema]) -> marshmallow.Schema:
    """Return the one instance of a schema: making one copies every field, which costs more than most loads; none keeps a state."""
    return schema_cls()


def flat_errors(messages: Any, pointer: str = "") -> FieldErrors:
    """Return marshmallow's nested messages as `[{"pointer", "code", …parameters}]`, in the order of the fields."""
    if isinstance(messages, Mapping):
        if "code" in messages and isinstance(messages["code"], str):
            return [{"pointer": pointer, **messages}]
        return [error for key, inner in messages.items() for error in flat_errors(inner, _below(pointer, key))]
    if isinstance(messages, list):
        return [error for inner in messages for error in flat_errors(inner, pointer)]
    code, *params = str(messages).split("|")
    return [{"pointer": pointer, "code": code, **_params(params)}]


def _below(pointer: str, key: object) -> str:
    if key == marshmallow.exceptions.SCHEMA:
        return pointer
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _params(texts: list[str]) -> dict[str, Any]:
    pairs = (text.split("=", 1) for text in texts)
    return {name: int(value) if re.fullmatch(r"-?\d+", value) else value for name, value in pairs if value != "None"}


def _fail(code: str, **params: Any) -> ValidationError:
    return ValidationError([{"code": code, **params}])  # a list keeps the parameters together


class Text(fields.String):
    """Text as people write it: NFC, trimmed, no control characters; markup is kept as the text it is."""

    def __init__(self, *, max_length: int = 200, multiline: bool = False, **kwargs: Any) -> None:
        """`multiline` allows line feeds and tabs. A required text is not empty."""
        super().__init__(**kwargs)
        self.max_length, self.multiline = max_length, multiline

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise _fail("invalid")
        text = nfc(value)
        if self.multiline:
            text = re.sub(r"\r\n?|\u2028|\u2029", "\n", text)
        text = text.strip()
        if (CONTROL_BUT_LINES if self.multiline else CONTROL).search(text):
            raise _fail("control-character")
        if len(text) > self.max_length:
            raise _fail("too-long", max=self.max_length)
        if self.required and not text:
            raise _fail("required")
        return text


class CodeName(Text):
    """A title that tells nothing to who finds it: one line, at most 80 characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=80, **kwargs)


class PartialDateField(fields.Field[PartialDate]):
    """`{from, to, precision, note}` or the short text that `PartialDate.parse` reads."""

    @override
    def _serialize(self, value: PartialDate | None, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value.as_json() if isinstance(value, PartialDate) else value

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> PartialDate:
        try:
            return PartialDate.parse(value)
        except HavanaError as error:
            raise _fail(error.code, **error.params) from None


class _Word(fields.String):
    """A short text of a fixed form."""

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        word = self.canonical(value) if isinstance(value, str) else None
        if word is None:
            raise _fail(self.code)
        return word

    code: ClassVar[str] = "invalid"

    def canonical(self, text: str) -> str | None:
        """Return the one way to write `text`, None if it is not one."""
        return text


class Country(_Word):
    """ISO 3166-1 alpha-2, upper case."""

    code = "not-a-country"

    def canonical(self, text: str) -> str | None:
        """Return the code in upper case if it exists."""
        return text.upper() if text.upper() in countries() else None


@cache
def countries() -> frozenset[str]:
    """Return every ISO 3166-1 alpha-2 code."""
    return frozenset(country.alpha_2 for country in pycountry.countries)


class Lang(_Word):
    """A language tag (BCP 47): language, script, region."""

    code = "not-a-language"

    def canonical(self, text: str) -> str | None:
        """Return the tag in its usual case."""
        found = re.fullmatch(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|\d{3}))?", text)
        if not found:
            return None
        language, script, region = found.groups()
        return "-".join(part for part in (language.lower(), (script or "").title(), (region or "").upper()) if part)


class Reference(_Word):
    """What people inside an organisation call a record: `C-2026-0042`."""

    code = "not-a-reference"

    def canonical(self, text: str) -> str | None:
        """Return the reference in upper case."""
        return text.strip().upper() if re.fullmatch(r"[A-Z]{1,3}-\d{4}-\d{4,9}", text.strip().upper()) else None


class ByKey(fields.Dict):
    """An object of values by key; what is wrong with a value is named at its place: `/texts/en/headline`."""

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        try:
            return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]  # marshmallow declares no types here
        except ValidationError as error:
            if not isinstance(error.messages, Mapping):
                raise
            raise ValidationError({key: wrong.get("value", wrong.get("key")) for key, wrong in error.messages.items()}) from None


class Version(fields.Integer):
    """The version of a record, from 1: compare-and-set."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(min=1), **kwargs)


class AwareDateTime(fields.AwareDateTime):
    """A moment: RFC 3339 with an offset when read, UTC with `Z` when written."""

    @override
    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return None if value is None else str(value)

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise _fail("not-a-time") from None
        if moment.tzinfo is None:
            raise _fail("time-without-offset")
        try:
            return moment.astimezone(UTC)
        except OverflowError:  # in UTC it lies outside the years 1 to 9999
            raise _fail("not-a-time") from None


class Page(Schema):
    """What every list request takes."""

    limit = fields.Integer(strict=True, load_default=50, validate=validate.Range(min=1, max=200))
    cursor = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=2000))
    sort = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=50))


@cache
def listing(view: type[Schema]) -> type[Schema]:
    """Return the view of a page of `view`: items, next cursor, total up to 10,000 and whether that is exact."""
    members = {
        "items": fields.List(fields.Nested(view), required=True),
        "next": fields.String(required=True, allow_none=True),
        "total": fields.Integer(required=True),
        "total_is_exact": fields.Boolean(required=True),
    }
    return type(f"{view.__name__}List", (Schema,), {**members, "__doc__": f"A page of {view.__name__}."})


def field_classes(schema_cls: type[marshmallow.Schema]) -> dict[str, str]:
    """Return field name to class (open, guarded, secret)."""
    return {name: field.metadata.get("class", "open") for name, field in schema_cls().fields.items()}
