"""Who may see what, once more: written from the rules alone, without looking at how the chassis does it.

It knows people, organisations and records as the rules speak of them and asks one record at a time. It is slow and meant
to be read.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

MARKINGS = ["clear", "green", "amber", "red"]

READERS = {
    "case": {"coordinator", "case_officer", "reviewer", "partner_reader"},
    "alert": {"coordinator", "case_officer", "reviewer", "events_manager", "librarian", "partner_reader"},
}
WRITERS = {
    ("case", "amend"): {"coordinator", "case_officer"},
    ("case", "note"): {"coordinator", "case_officer", "reviewer"},
    ("alert", "amend"): {"coordinator", "case_officer"},
    ("alert", "sign_off"): {"coordinator", "reviewer"},
    ("alert", "publish"): {"coordinator"},
}


@dataclass
class Someone:
    """A person or program of an organisation, a service, or anybody (`what`). A program is its own member."""

    what: str
    org: UUID | None = None
    site: str = ""
    membership: UUID | None = None
    roles: set[str] = field(default_factory=set)
    scopes: set[str] = field(default_factory=set)
    groups: set[UUID] = field(default_factory=set)
    ceiling: str = "clear"


@dataclass
class Record:
    """Something that was addressed to people."""

    id: UUID
    kind: str
    owner: UUID
    marking: str
    until: datetime | None
    at: int
    to_public: bool
    to_federation: bool
    to_sites: set[str]
    to_organisations: set[UUID]
    to_coordinators_of: set[UUID]
    to_members: set[UUID]
    to_groups: set[tuple[UUID, UUID]]


def role_allows(who: Someone, kind: str, verb: str) -> bool:
    """False: the answer is 403, whatever the record."""
    if who.what == "service":
        return True
    if who.what == "public":
        return (kind, verb) == ("alert", "read")
    allowed = READERS[kind] if verb == "read" else WRITERS[kind, verb]
    if not who.roles & allowed:
        return False
    if who.what == "client":
        needed = {"case": "cases", "alert": "alerts"}[kind] + (":read" if verb == "read" else ":write")
        return needed in who.scopes
    return True


def sees(who: Someone, record: Record, verb: str, now: datetime) -> bool:
    if not role_allows(who, record.kind, verb):
        return False
    if not is_addressed(who, record):
        return False
    if record.until is not None and record.until <= now:
        return False
    if MARKINGS.index(record.marking) > MARKINGS.index(who.ceiling):
        return False
    if verb == "read":
        # A partner reader reads what others shared with the organisation, never its own cases.
        only_partner = who.roles & READERS[record.kind] == {"partner_reader"}
        return not (record.kind == "case" and only_partner and who.what != "public" and record.owner == who.org)
    return record.owner == who.org  # the owner is the single writer


def is_addressed(who: Someone, record: Record) -> bool:
    if who.what == "service":
        return False  # a service acts through methods made for services; nothing is addressed to it
    if record.to_public:
        return True
    if who.what == "public" or who.org is None or who.roles in (set(), {"operator"}):
        return False  # the operator's account, and an account without any role, sees what the public sees
    return (
        record.to_federation
        or who.site in record.to_sites
        or who.org in record.to_organisations
        or ("coordinator" in who.roles and who.org in record.to_coordinators_of)
        or who.membership in record.to_members
        or any((group, who.org) in record.to_groups for group in who.groups)
    )
