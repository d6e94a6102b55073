"""Versions of registration forms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from chassis.fields import opened, sealed
from chassis.storage import Transaction
from chassis.values import new_id
from services.events.domain.event import Event
from services.events.domain.forms import CONTACT_DAYS, NAME_DAYS, Field, Form
from services.events.domain.words import FieldKind, Readers
from services.events.storage import tables


def add_form(tx: Transaction, event: Event, form: Form, *, now: datetime) -> None:
    """Insert the next version of an event's form."""
    row = {
        "id": new_id(),
        "event_id": event.id,
        "owner_org": event.owner_org,
        "version": form.version,
        "fields": [field_to_json(field) for field in form.fields],
        "contact_days": form.contact_days,
        "name_days": form.name_days,
        "created_at": now,
    }
    tx.execute(insert(tables.form).values(sealed(tx, tables.form, row, org=event.owner_org)))


def last_form(tx: Transaction, event_id: UUID) -> Form:
    """Return the form that is filled in now; before there is one, one that asks nothing (version 0)."""
    query = select(tables.form).where(tables.form.c.event_id == event_id).order_by(tables.form.c.version.desc()).limit(1)
    row = tx.execute(query).mappings().one_or_none()
    return _form(opened(tx, tables.form, dict(row))) if row else Form(version=0)


def retention_days(tx: Transaction, event_id: UUID) -> frozenset[int]:
    """Return after how many days something that was registered is erased, by any version of the form."""
    rows = tx.execute(select(tables.form).where(tables.form.c.event_id == event_id)).mappings()
    forms = [Form(version=0), *(_form(opened(tx, tables.form, dict(row))) for row in rows)]
    return frozenset[int]().union(*(form.days for form in forms))


def contact_and_name_days(tx: Transaction, event_id: UUID) -> dict[int, tuple[int, int]]:
    """Return by version of the form for how many days contacts and names are kept; 0: where there was no form."""
    rows = tx.execute(
        select(tables.form.c.version, tables.form.c.contact_days, tables.form.c.name_days).where(tables.form.c.event_id == event_id)
    )
    return {0: (CONTACT_DAYS, NAME_DAYS), **{row.version: (row.contact_days, row.name_days) for row in rows}}


def form_json(tx: Transaction, event_id: UUID) -> dict[str, Any]:
    """Return the form of an event as plain JSON; its version names what the next change is made to."""
    form = last_form(tx, event_id)
    return {
        "version": form.version + 1,
        "fields": [field_to_json(field) for field in form.fields],
        "contact_days": form.contact_days,
        "name_days": form.name_days,
    }


def _form(row: Mapping[str, Any]) -> Form:
    fields = tuple(field_from_json(field) for field in row["fields"] or ())
    return Form(version=row["version"], fields=fields, contact_days=row["contact_days"], name_days=row["name_days"])


def field_to_json(field: Field) -> dict[str, Any]:
    """Return a question as plain JSON."""
    return {
        **{name: getattr(field, name) for name in ("key", "required", "days")},
        "labels": dict(field.labels),
        "kind": field.kind.value,
        "options": list(field.options),
        "readers": field.readers.value,
    }


def field_from_json(data: Mapping[str, Any]) -> Field:
    """Return the question that `field_to_json` wrote."""
    codes = {"kind": FieldKind(data["kind"]), "options": tuple(data["options"]), "readers": Readers(data["readers"])}
    return Field(**{**data, **codes})
