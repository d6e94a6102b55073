"""Consent and instructions. Whatever narrows them narrows, in the same transaction, the clearances that rest on them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import ledger, timers
from chassis.contexts import Viewer
from chassis.errors import Conflict
from chassis.storage import Transaction
from chassis.values import new_id
from services.cases import storage
from services.cases.actions.changes import change
from services.cases.actions.clearances import narrow_clearances
from services.cases.domain import Consent, ConsentState, Identifiability, Purpose, checks, consent
from services.cases.domain.parties import check_in_case
from services.cases.storage import rows
from services.cases.storage.rows import Row
from services.cases.storage.tables import instruction, party


def record_consent(
    tx: Transaction, viewer: Viewer, *, case_id: UUID, party_id: UUID, purposes: Iterable[str], now: datetime, **answer: Any
) -> None:
    """Record what was asked and answered for these purposes. Raises NotFound, Forbidden, Invalid."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="consent", now=now, lock=True)
    people = {"/party_id": party_id, "/given_by": answer["given_by"]}
    check_in_case(people, parties=rows.ids_of_case(tx, party, row["id"]))
    checks.check_validity(answer["expires_at"], pointer="/expires_at", now=now)
    one = Consent(
        id=new_id(),
        party_id=party_id,
        purpose=Purpose.RECORD,
        state=ConsentState(answer["state"]),
        audience=storage.checks.audience_from(answer["audience"]),
        identifiability=Identifiability(answer["identifiability"]),
        recorded_by=storage.cases.actor(viewer),
        recorded_at=now,
        **{name: answer[name] for name in ("given_by", "method", "evidence", "conditions", "expires_at")},
    )
    answers = [replace(one, purpose=purpose) for purpose in sorted(set(map(Purpose, purposes)))]
    _save(tx, viewer, row, answers, "record_consent", now=now, party_id=str(party_id), state=answer["state"])


def withdraw_consent(
    tx: Transaction, viewer: Viewer, *, case_id: UUID, purposes: Iterable[str], party_id: UUID | None, now: datetime
) -> None:
    """Withdraw consent and revoke the clearances that rested on it. Raises NotFound, Forbidden, Conflict."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="consent", now=now, lock=True)
    given = storage.checks.consents_of(tx, row["id"])
    by = storage.cases.actor(viewer)
    ended = consent.withdraw(given, purposes=frozenset(map(Purpose, purposes)), party_id=party_id, by=by, now=now)
    _save(tx, viewer, row, ended, "withdraw_consent", now=now, parties=_parties(ended))


def expire_consents(tx: Transaction, viewer: Viewer, *, case_id: UUID, now: datetime) -> None:
    """Let what has run out be expired, and what rested on it recalled; nothing if it was renewed meanwhile."""
    row = storage.cases.get_own_case(tx, case_id)
    ended = consent.expire(storage.checks.consents_of(tx, row["id"]), now=now)
    if ended:
        _save(tx, viewer, row, ended, "expire_consents", now=now, parties=_parties(ended))


def _parties(consents: Iterable[Consent]) -> list[str]:
    return sorted({str(one.party_id) for one in consents})


def _save(tx: Transaction, viewer: Viewer, row: Row, answers: Sequence[Consent], action: str, *, now: datetime, **params: Any) -> None:
    """Let the answers take the place of those before, narrow what rested on them, and note it all."""
    answers = [replace(one, id=new_id()) for one in answers]
    for replaced in storage.checks.replace_consents(tx, row, answers, now=now):
        timers.cancel(tx, f"consent:{replaced}")
    for one in answers:
        if one.state == ConsentState.GIVEN and one.expires_at is not None:
            timers.set(tx, f"consent:{one.id}", one.expires_at, "expire_consents", case_id=str(row["id"]))
    changed = _count(tx, viewer, row, action, now=now, purposes=sorted({one.purpose.value for one in answers}), **params)
    _remember_refusals(tx, row, answers, now=now)
    narrow_clearances(tx, changed, now=now)


def _remember_refusals(tx: Transaction, row: Row, answers: Iterable[Consent], *, now: datetime) -> None:
    """Write to the safety ledger what a restored backup must not turn into consent again."""
    for one in answers:
        if one.state in {ConsentState.WITHDRAWN, ConsentState.REFUSED}:
            codes = {"state": one.state.value, "purpose": one.purpose.value, "at": now.isoformat()}
            ids = {"case_id": str(row["id"]), "party_id": str(one.party_id), "consent_id": str(one.id)}
            ledger.record(tx, {"what": "consent.ended", **ids, **codes}, now=now)


def _count(tx: Transaction, viewer: Viewer, row: Row, action: str, *, now: datetime, **params: Any) -> Row:
    """Count the consent version up: readers of our messages tell newer from older by it."""
    return change(tx, viewer, row, action, now=now, changes={"consent_version": row["consent_version"] + 1}, **params)


def add_instruction(tx: Transaction, viewer: Viewer, *, case_id: UUID, party_id: UUID, now: datetime, **given: Any) -> None:
    """Keep what a subject told us to do or not to do; what it forbids is recalled. Raises NotFound, Forbidden, Invalid."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="consent", now=now, lock=True)
    check_in_case({"/party_id": party_id}, parties=rows.ids_of_case(tx, party, row["id"]))
    instruction_id = new_id()
    kept = {
        "id": instruction_id,
        **rows.place(row),
        "party_id": party_id,
        "kind": given["kind"],
        "text": given["text"],
        "purposes": sorted(set(given["purposes"])),
        "groups": sorted(set(map(str, given["groups"]))),
        "recorded_by": storage.cases.actor(viewer),
        "recorded_at": now,
        "ended_at": None,
    }
    rows.add(tx, instruction, kept)
    changed = _count(tx, viewer, row, "add_instruction", now=now, instruction_id=str(instruction_id), kind=given["kind"])
    narrow_clearances(tx, changed, now=now)


def end_instruction(tx: Transaction, viewer: Viewer, *, case_id: UUID, instruction_id: UUID, now: datetime) -> None:
    """The subject no longer asks for this. Raises NotFound, Forbidden, Conflict."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="consent", now=now, lock=True)
    found = rows.one_of_case(tx, instruction, row["id"], instruction_id)
    if found["ended_at"] is not None:
        raise Conflict("instruction-ended")
    rows.save(tx, instruction, found, {"ended_at": now})
    _count(tx, viewer, row, "end_instruction", now=now, instruction_id=str(instruction_id))
