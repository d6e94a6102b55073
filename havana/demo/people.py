"""Who acts in the sample deployment. All of it is obviously sample data."""

from dataclasses import dataclass

from chassis.permissions import GRANTABLE_SCOPES

PASSWORD = "sample password of the demo"  # noqa: S105 - said to everybody
"""The same for every account: the demo protects nothing."""


Member = tuple[str, str, tuple[str, ...]]
"""(address, name, roles)"""


@dataclass(frozen=True)
class Organisation:
    """A sample organisation; clients are (name, roles, scopes)."""

    key: str
    name: str
    kind: str
    country: str
    members: tuple[Member, ...]
    clients: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


ORDINARY = tuple(scope for scope in GRANTABLE_SCOPES if scope != "audit:read")
CASEWORK = ("cases:read", "cases:write", "alerts:read", "alerts:write", "events:read", "library:read", "search:read")
READING = ("alerts:read", "events:read", "library:read", "search:read", "streams:read", "subscriptions:manage")

ORGANISATIONS = (
    Organisation(
        key="lead",
        name="Sample Lead Organisation",
        kind="ngo",
        country="NL",
        members=(
            ("officer@lead.example", "Sample Officer 1", ("case_officer",)),
            ("coordinator@lead.example", "Sample Coordinator 1", ("coordinator",)),
            ("reviewer@lead.example", "Sample Reviewer 1", ("reviewer",)),
            ("librarian@lead.example", "Sample Librarian 1", ("librarian",)),
            ("admin@lead.example", "Sample Admin 1", ("admin", "auditor")),
        ),
        clients=(
            ("Sample program 1", ("coordinator",), ORDINARY),
            ("Sample intake program 1", ("case_officer",), CASEWORK),
            ("Sample reader 1", ("partner_reader",), READING),
        ),
    ),
    Organisation(
        key="partner",
        name="Sample Partner Organisation",
        kind="ngo",
        country="DE",
        members=(
            ("reader@partner.example", "Sample Reader 2", ("partner_reader",)),
            ("coordinator@partner.example", "Sample Coordinator 2", ("coordinator", "admin")),
        ),
        clients=(("Sample program 2", ("coordinator",), ORDINARY), ("Sample reader 2", ("partner_reader",), READING)),
    ),
    Organisation(
        key="bar",
        name="Sample Bar Association",
        kind="bar",
        country="FR",
        members=(
            ("reader@bar.example", "Sample Reader 3", ("partner_reader",)),
            ("admin@bar.example", "Sample Admin 3", ("admin", "coordinator")),
        ),
        clients=(("Sample program 3", ("coordinator",), ORDINARY), ("Sample reader 3", ("partner_reader",), READING)),
    ),
)
