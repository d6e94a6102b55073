"""Columns that are encrypted: guarded (names, contacts, notes, texts) and secret (never leaves its service).

A value is any JSON, sealed by AES-256-GCM with the data key of its organisation or case and bound to its place
(organisation|table|column|row): a value moved to another row or column does not open. A table with such columns has `id` and
`owner_org`; its keys are per case where it has `case_id` (or the column its `info["scope"]` names), else per organisation.
Nothing sorts or ranges over these columns; people are found through `chassis.blind_index`.
"""

import json
import secrets
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Column, LargeBinary, Table

from chassis.errors import Unavailable
from chassis.storage import Transaction

GUARDED, SECRET = "guarded", "secret"
NONCE_BYTES = 12
FORMAT = b"\x01"


class _OfTheRow:
    """Says that the row itself tells whose key it is."""


OF_THE_ROW: Final = _OfTheRow()
Scope = UUID | None | _OfTheRow


def guarded(name: str, *, nullable: bool = True) -> Column[bytes]:
    """Return the column of a guarded field."""
    return Column(name, LargeBinary, nullable=nullable, info={"class": GUARDED})


def secret(name: str, *, nullable: bool = True) -> Column[bytes]:
    """Return the column of a secret field."""
    return Column(name, LargeBinary, nullable=nullable, info={"class": SECRET})


def classed(table: Table) -> list[str]:
    """Return the names of the encrypted columns of `table`."""
    return [column.name for column in table.c if column.info.get("class") in {GUARDED, SECRET}]


def sealed(tx: Transaction, table: Table, values: Mapping[str, Any], *, org: UUID, scope: Scope = OF_THE_ROW) -> dict[str, Any]:
    """Return `values` (with `id`) with every classed column encrypted, ready to insert or update. None stays NULL."""
    row, names = dict(values), [name for name in classed(table) if values.get(name) is not None]
    if not names:
        return row
    cipher = AESGCM(tx.data_keys.key(org, _scope(table, values, scope)))
    for name in names:
        nonce = secrets.token_bytes(NONCE_BYTES)
        plain = json.dumps(row[name], ensure_ascii=False, separators=(",", ":")).encode()
        row[name] = FORMAT + nonce + cipher.encrypt(nonce, plain, _place(org, table, name, row["id"]))
    return row


def opened(tx: Transaction, table: Table, row: Mapping[str, Any], *, scope: Scope = OF_THE_ROW) -> dict[str, Any]:
    """Return `row` (with `id` and `owner_org`) with its classed columns decrypted.

    A column whose key was erased is None; Unavailable `field-unreadable` if a value was changed or does not belong here.
    """
    values = dict(row)
    names = [name for name in classed(table) if values.get(name) is not None]
    if not names:
        return values
    org = values["owner_org"]
    key = tx.data_keys.find(org, _scope(table, values, scope))
    for name in names:
        values[name] = None if key is None else _opened(key, values[name], _place(org, table, name, values["id"]))
    return values


def _opened(key: bytes, raw: bytes, place: bytes) -> Any:
    nonce, body = raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :]
    try:
        return json.loads(AESGCM(key).decrypt(nonce, body, place))
    except (InvalidTag, ValueError) as error:
        raise Unavailable("field-unreadable", place=place.decode()) from error


def _scope(table: Table, values: Mapping[str, Any], scope: Scope) -> UUID | None:
    if not isinstance(scope, _OfTheRow):
        return scope
    column = table.info.get("scope", "case_id" if "case_id" in table.c else None)
    return None if column is None else values[column]


def _place(org: UUID, table: Table, column: str, row_id: UUID) -> bytes:
    return f"{org}|{table.name}|{column}|{row_id}".encode()
