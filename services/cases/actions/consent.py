"""Consent and instructions. Whatever narrows them narrows, in the same transaction, the clearances that rest on them."""

from collections.abc import Iterable, Mapping, Sequence
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
    _keep(tx, viewer, row, [replace(one, id=new_id()) for one in answers], action, now=now, **params)


def _keep(tx: Transaction, viewer: Viewer, row: Row, answers: Sequence[Consent], action: str, *, now: datetime, **params: Any) -> None:
    standing = {(one.party_id, one.purpose): one for one in storage.checks.consents_of(tx, row["id"])}
    for replaced in storage.checks.replace_consents(tx, row, answers, now=now):
        timers.cancel(tx, f"consent:{replaced}")
    for one in answers:
        if one.state == ConsentState.GIVEN and one.expires_at is not None:
            timers.set(tx, f"consent:{one.id}", one.expires_at, "expire_consents", case_id=str(row["id"]))
    changed = _count(tx, viewer, row, action, now=now, purposes=sorted({one.purpose.value for one in answers}), **params)
    taken_back = [one for one in answers if consent.takes_back(one, standing.get((one.party_id, one.purpose)))]
    _remember(tx, changed, taken_back, now=now)
    narrow_clearances(tx, changed, now=now)


def _remember(tx: Transaction, row: Row, answers: Iterable[Consent], *, now: datetime) -> None:
    """Write to the safety ledger what a restored backup must not turn into consent again; what was narrowed is asked for anew then."""
    for one in answers:
        state = ConsentState.REFUSED if one.state == ConsentState.REFUSED else ConsentState.WITHDRAWN
        codes = {"state": state.value, "purpose": one.purpose.value, "at": now.isoformat(), "consent_version": row["consent_version"]}
        ids = {"case_id": str(row["id"]), "party_id": str(one.party_id), "consent_id": str(one.id)}
        ledger.record(tx, {"what": "consent.ended", **ids, **codes}, now=now)


def end_consent_again(tx: Transaction, viewer: Viewer, *, entry: Mapping[str, Any], now: datetime) -> bool:
    """End a consent that ended before the database was put back, with all that rested on it.

    False if the answer is here, or the case or the person is not: they came later.
    """
    case_id, party_id, consent_id = (UUID(entry[name]) for name in ("case_id", "party_id", "consent_id"))
    if storage.checks.is_known(tx, consent_id) or party_id not in rows.ids_of_case(tx, party, case_id):
        return False
    row, purpose = _as_new(storage.cases.get_own_case(tx, case_id), entry), Purpose(entry["purpose"])
    ended = Consent(
        id=consent_id,
        party_id=party_id,
        purpose=purpose,
        state=ConsentState(entry["state"]),
        recorded_by=None,
        recorded_at=datetime.fromisoformat(entry["at"]),
    )
    standing = [one for one in storage.checks.consents_of(tx, case_id) if (one.party_id, one.purpose) == (party_id, purpose)]
    answer = consent.ended_as(standing[0], ended) if standing else ended
    _keep(tx, viewer, row, [answer], "withdraw_consent", now=now, parties=_parties([answer]))
    return True


def _as_new(row: Row, entry: Mapping[str, Any]) -> Row:
    """Return the case so that its next consent version is no older than the one that others may have heard of."""
    return {**row, "consent_version": max(row["consent_version"], entry["consent_version"] - 1)}


def _count(tx: Transaction, viewer: Viewer, row: Row, action: str, *, now: datetime, **params: Any) -> Row:
    """Count the consent version up: readers of our messages tell newer from older by it."""
    return change(tx, viewer, row, action, now=now, changes={"consent_version": row["consent_version"] + 1}, **params)


def add_instruction(tx: Transaction, viewer: Viewer, *, case_id: UUID, party_id: UUID, now: datetime, **given: Any) -> None:
    """Keep what a subject told us to do or not to do; what it forbids is recalled. Raises NotFound, Forbidden, Invalid."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="consent", now=now, lock=True)
    check_in_case({"/party_id": party_id}, parties=rows.ids_of_case(tx, party, row["id"]))
    kept = {
        "id": new_id(),
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
    _instruct(tx, viewer, row, kept, now=now)


def _instruct(tx: Transaction, viewer: Viewer, row: Row, kept: Row, *, now: datetime) -> None:
    rows.add(tx, instruction, kept)
    changed = _count(tx, viewer, row, "add_instruction", now=now, instruction_id=str(kept["id"]), kind=kept["kind"])
    _remember_instruction(tx, changed, kept, now=now)
    narrow_clearances(tx, changed, now=now)


def _remember_instruction(tx: Transaction, row: Row, kept: Row, *, now: datetime) -> None:
    """Write to the safety ledger what a subject told us not to do, without its words."""
    if kept["kind"] == "do":
        return
    ids = {name: str(kept[name]) for name in ("id", "case_id", "party_id")}
    codes = {"kind": kept["kind"], "purposes": kept["purposes"], "groups": kept["groups"], "at": now.isoformat()}
    ledger.record(tx, {"what": "instruction.added", **ids, **codes, "consent_version": row["consent_version"]}, now=now)


def instruct_again(tx: Transaction, viewer: Viewer, *, entry: Mapping[str, Any], now: datetime) -> bool:
    """Keep an instruction that was given before the database was put back; its words are lost, what it forbids is not.

    False if it is here, ended or not, or the case or the person is not.
    """
    case_id, party_id, instruction_id = (UUID(entry[name]) for name in ("case_id", "party_id", "id"))
    known = rows.ids_of_case(tx, instruction, case_id)
    if instruction_id in known or party_id not in rows.ids_of_case(tx, party, case_id):
        return False
    row = _as_new(storage.cases.get_own_case(tx, case_id), entry)
    codes = {name: entry[name] for name in ("kind", "purposes", "groups")}
    given = {"recorded_by": None, "recorded_at": datetime.fromisoformat(entry["at"]), "ended_at": None, "text": ""}
    _instruct(tx, viewer, row, {"id": instruction_id, **rows.place(row), "party_id": party_id, **codes, **given}, now=now)
    return True


def end_instruction(tx: Transaction, viewer: Viewer, *, case_id: UUID, instruction_id: UUID, now: datetime) -> None:
    """The subject no longer asks for this. Raises NotFound, Forbidden, Conflict."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="consent", now=now, lock=True)
    found = rows.one_of_case(tx, instruction, row["id"], instruction_id)
    if found["ended_at"] is not None:
        raise Conflict("instruction-ended")
    rows.save(tx, instruction, found, {"ended_at": now})
    _count(tx, viewer, row, "end_instruction", now=now, instruction_id=str(instruction_id))
