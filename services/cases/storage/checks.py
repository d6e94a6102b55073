"""Mandates, verifications, risks, consents and instructions, and the case as the guard sees it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select, update

from chassis.storage import Transaction
from services.cases.domain import (
    Audience,
    Case,
    Consent,
    ConsentState,
    Identifiability,
    Instruction,
    Mandate,
    Purpose,
    Reach,
    Risk,
    Stage,
    Verification,
    Verified,
)
from services.cases.storage import rows
from services.cases.storage.rows import Row
from services.cases.storage.tables import consent, instruction, mandate, party, risk, verification


def replace(tx: Transaction, table: Table, row: Row, *, now: datetime) -> None:
    """Let `row` take the place of what stood in a table of checks."""
    tx.execute(update(table).where(table.c.case_id == row["case_id"], table.c.replaced_at.is_(None)).values(replaced_at=now))
    rows.add(tx, table, {**row, "replaced_at": None})


def standing(tx: Transaction, table: Table, case_id: UUID) -> Row | None:
    """Return what stands in a table of checks."""
    found = rows.of_case(tx, table, case_id, table.c.replaced_at.is_(None))
    return found[-1] if found else None


def guard_of(tx: Transaction, row: Row) -> Case:
    """Return the case as the guard sees it."""
    case_id = row["id"]
    subjects = tx.execute(select(party.c.id).where(party.c.case_id == case_id, party.c.role == "subject").order_by(party.c.id))
    return Case(
        id=case_id,
        stage=Stage(row["stage"]),
        type=row["type"],
        priority=row["priority"],
        consent_version=row["consent_version"],
        subjects=tuple(subjects.scalars()),
        mandate=_mandate(standing(tx, mandate, case_id)),
        verification=_verified(standing(tx, verification, case_id)),
        risk=risk_of(standing(tx, risk, case_id)),
        consents=tuple(consents_of(tx, case_id)),
        instructions=tuple(_instruction(found) for found in rows.of_case(tx, instruction, case_id, instruction.c.ended_at.is_(None))),
    )


def _mandate(row: Row | None) -> Mandate | None:
    return None if row is None else Mandate(row["within"], row["expires_at"])


def _verified(row: Row | None) -> Verified | None:
    return None if row is None else Verified(Verification(row["status"]), row["expires_at"])


def risk_of(row: Row | None) -> Risk | None:
    """Return a risk assessment as the rules see it."""
    return None if row is None else Risk(row["id"], row["recorded_by"], row["valid_until"], row["approver"])


def consents_of(tx: Transaction, case_id: UUID) -> list[Consent]:
    """Return the consents that stand in the case: the newest per subject and purpose."""
    return [_consent(row) for row in rows.of_case(tx, consent, case_id, consent.c.replaced_at.is_(None))]


def is_known(tx: Transaction, consent_id: UUID) -> bool:
    """Say whether there is an answer of that id, standing or replaced."""
    return tx.scalar(select(consent.c.id).where(consent.c.id == consent_id)) is not None


def replace_consents(tx: Transaction, row: Row, consents: Sequence[Consent], *, now: datetime) -> list[UUID]:
    """Let each consent take the place of the one for the same subject and purpose; return the ids of those replaced."""
    replaced: list[UUID] = []
    for one in consents:
        same = (consent.c.party_id == one.party_id, consent.c.purpose == one.purpose.value, consent.c.replaced_at.is_(None))
        replaced += tx.execute(update(consent).where(*same).values(replaced_at=now).returning(consent.c.id)).scalars()
    rows.add(tx, consent, *(_consent_row(row, one) for one in consents))
    return replaced


def audience_json(audience: Audience) -> dict[str, Any]:
    """Return an audience as it is stored and shown."""
    return {"kind": audience.kind.value, "groups": sorted(map(str, audience.groups))}


def audience_from(data: dict[str, Any]) -> Audience:
    """Return the audience that `audience_json` wrote, or that a request names."""
    return Audience(Reach(data["kind"]), frozenset(UUID(str(group)) for group in data["groups"]))


def _consent(row: Row) -> Consent:
    return Consent(
        id=row["id"],
        party_id=row["party_id"],
        purpose=Purpose(row["purpose"]),
        state=ConsentState(row["state"]),
        audience=audience_from(row["audience"]),
        identifiability=Identifiability(row["identifiability"]),
        **{name: row[name] for name in ("conditions", "given_by", "method", "evidence", "recorded_by", "recorded_at", "expires_at")},
    )


def _consent_row(case_row: Row, one: Consent) -> Row:
    same = ("id", "party_id", "conditions", "given_by", "method", "evidence", "recorded_by", "recorded_at", "expires_at")
    return {
        **rows.place(case_row),
        **{name: getattr(one, name) for name in same},
        "purpose": one.purpose.value,
        "state": one.state.value,
        "audience": audience_json(one.audience),
        "identifiability": one.identifiability.value,
        "replaced_at": None,
    }


def _instruction(row: Row) -> Instruction:
    purposes = frozenset(Purpose(purpose) for purpose in row["purposes"])
    return Instruction(row["id"], row["party_id"], row["kind"], purposes, frozenset(map(UUID, row["groups"])))
