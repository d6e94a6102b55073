"""People and incidents: names with their blind index, inexact dates, acts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select

from chassis import blind_index
from chassis.storage import Transaction
from chassis.values import PartialDate, new_id
from services.cases.storage import rows
from services.cases.storage.rows import Row
from services.cases.storage.tables import act, incident, party, party_name


def index_names(tx: Transaction, row: Row) -> None:
    """Let a person be found by the words of their names, and by no others any more."""
    key = tx.data_keys.index_key(row["owner_org"])
    digests = blind_index.digests(key, " ".join([row["name"], *row["other_names"]]))
    tx.execute(delete(party_name).where(party_name.c.party_id == row["id"]))
    if digests:
        found = [{"owner_org": row["owner_org"], "digest": digest, "party_id": row["id"]} for digest in sorted(digests)]
        tx.execute(insert(party_name), found)


def named(tx: Transaction, owner_org: UUID, name: str) -> ColumnElement[bool]:
    """Return the condition that a row of `party` has every word of `name`; a name without words finds nobody."""
    digests = blind_index.digests(tx.data_keys.index_key(owner_org), name)
    matching = (
        select(party_name.c.party_id)
        .where(party_name.c.owner_org == owner_org, party_name.c.digest.in_(sorted(digests)))
        .group_by(party_name.c.party_id)
        .having(func.count() == (len(digests) or -1))
    )
    return party.c.id.in_(matching)


def dates_columns(dates: PartialDate | None) -> Row:
    """Return the columns of an inexact date."""
    return {
        "date_from": dates and dates.from_,
        "date_to": dates and dates.to,
        "date_precision": dates and dates.precision,
        "date_note": dates and dates.note,
    }


def dates_of(row: Mapping[str, Any]) -> PartialDate | None:
    """Return the inexact date of a row."""
    if row["date_from"] is None:
        return None
    return PartialDate(row["date_from"], row["date_to"], row["date_precision"], row["date_note"] or "")


def set_acts(tx: Transaction, incident_row: Row, acts: Iterable[Mapping[str, Any]]) -> None:
    """Let these be the acts of an incident."""
    tx.execute(delete(act).where(act.c.incident_id == incident_row["id"]))
    same = ("type", "victim", "stated_reason", "description")
    place = {name: incident_row[name] for name in ("case_id", "owner_org")} | {"incident_id": incident_row["id"]}
    found = [
        {**place, "id": new_id(), "position": position, **{name: one[name] for name in same}, **dates_columns(one["dates"])}
        for position, one in enumerate(acts)
    ]
    rows.add(tx, act, *found)


def acts_of(tx: Transaction, incidents: Sequence[Row]) -> dict[UUID, list[Row]]:
    """Return the acts of these incidents, by incident, in their order: one statement however many there are."""
    ids = [row["id"] for row in incidents]
    found = tx.execute(select(act).where(act.c.incident_id.in_(ids)).order_by(act.c.position)).mappings()
    acts: dict[UUID, list[Row]] = {id_: [] for id_ in ids}
    for row in rows.opened(tx, act, found):
        acts[row["incident_id"]].append(row)
    return acts


def incident_row(tx: Transaction, case_id: UUID, incident_id: UUID) -> Row:
    """Return one incident of a case; NotFound `no-such-incident`."""
    return rows.one_of_case(tx, incident, case_id, incident_id)
