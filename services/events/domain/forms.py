"""What is asked of who registers: for how long each answer is kept after the event, and who reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.errors import Invalid
from services.events.domain.words import FieldKind, Readers

CONTACT_DAYS, NAME_DAYS = 30, 365
LONGEST = {FieldKind.TEXT: 200, FieldKind.LONG_TEXT: 5000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. `days`: how long the answer is kept after the event ends."""

    key: str
    labels: Mapping[str, str]
    kind: FieldKind
    required: bool = False
    options: tuple[str, ...] = ()
    days: int = CONTACT_DAYS
    readers: Readers = Readers.COORDINATORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One version of the questions; legal name, bar number and address are kept `contact_days`, the display name `name_days`."""

    version: int
    fields: tuple[Field, ...] = ()
    contact_days: int = CONTACT_DAYS
    name_days: int = NAME_DAYS

    @property
    def days(self) -> frozenset[int]:
        """After how many days something of it is erased."""
        return frozenset({self.contact_days, self.name_days, *(field.days for field in self.fields)})


def check(form: Form) -> None:
    """Refuse a form that cannot be answered. Invalid names every wrong field."""
    wrong: list[dict[str, Any]] = []
    keys = [field.key for field in form.fields]
    for position, field in enumerate(form.fields):
        if keys.index(field.key) != position:
            wrong.append({"pointer": f"/fields/{position}/key", "code": "asked-twice"})
        if (field.kind is FieldKind.CHOICE) != bool(field.options):
            wrong.append({"pointer": f"/fields/{position}/options", "code": "options-with-choice"})
        if field.days > form.name_days:
            wrong.append({"pointer": f"/fields/{position}/days", "code": "kept-longer-than-name", "max": form.name_days})
    if form.contact_days > form.name_days:
        wrong.append({"pointer": "/contact_days", "code": "kept-longer-than-name", "max": form.name_days})
    if wrong:
        raise Invalid.of_fields(wrong)


def answers(form: Form, given: Mapping[str, Any]) -> list[tuple[Field, Any]]:
    """Return each question that was answered with its answer. Invalid names every wrong one; what was not asked is refused."""
    fields = {field.key: field for field in form.fields}
    wrong = [{"pointer": f"/answers/{key}", "code": "unknown-field"} for key in given if key not in fields]
    for key, field in fields.items():
        wrong += [{"pointer": f"/answers/{key}", **error} for error in _wrong(field, given.get(key))]
    if wrong:
        raise Invalid.of_fields(wrong)
    return [(fields[key], value) for key, value in given.items() if value not in (None, "")]


def _wrong(field: Field, value: Any) -> Sequence[Mapping[str, Any]]:
    if value in (None, ""):
        return [{"code": "required"}] if field.required else []
    if field.kind is FieldKind.YES_NO:
        return [] if isinstance(value, bool) else [{"code": "invalid"}]
    if not isinstance(value, str):
        return [{"code": "invalid"}]
    if field.kind is FieldKind.CHOICE:
        return [] if value in field.options else [{"code": "not-one-of", "choices": ", ".join(field.options)}]
    longest = LONGEST[field.kind]
    return [] if len(value) <= longest else [{"code": "too-long", "max": longest}]
