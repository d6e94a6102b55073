"""The words of an organisation: roles, scopes, streams, and what is typed before a step that cannot be undone."""

from collections.abc import Mapping

from gateway.languages import N_

ROLES: Mapping[str, str] = {
    "admin": N_("Invites people, gives roles, makes keys for programs, changes the organisation's profile. Sees no cases and no alerts."),
    "coordinator": N_("Sees every case, assigns and decides, signs off, publishes and withdraws alerts, manages sharing groups."),
    "case_officer": N_("Takes in cases, works on those of their own teams, drafts alerts. Publishes nothing."),
    "reviewer": N_("Reads what is submitted to them, signs off alerts, approves risk assessments. Changes no cases."),
    "auditor": N_("Reads the record of who did what. Sees no cases and no alerts."),
    "events_manager": N_(
        "For those who organise events: plans events, signs off on them, publishes them, keeps who takes part; reads published alerts. "
        "Sees no cases."
    ),
    "librarian": N_("Keeps the library: writes, publishes and withdraws works and trainings; reads published alerts. Sees no cases."),
    "partner_reader": N_("Reads what other organisations share with yours and its streams. Sees neither your own cases nor your members."),
}
"""What a role may see and do, in one sentence; held to the permission table by tests/contract/test_role_words.py."""

SCOPES: Mapping[str, str] = {
    "cases:read": N_("Read the cases that its roles may see"),
    "cases:write": N_("Take in and change cases"),
    "alerts:read": N_("Read alerts"),
    "alerts:write": N_("Draft, sign off, publish and withdraw alerts, as far as its roles go"),
    "library:read": N_("Read the library, what is not published yet too"),
    "library:write": N_("Write, publish and withdraw in the library, as far as its roles go"),
    "events:read": N_("Read events, and as far as its roles go who takes part"),
    "events:write": N_("Plan and publish events, register and admit people, as far as its roles go"),
    "search:read": N_("Search everything that it may read"),
    "streams:read": N_("Read streams: what was published and withdrawn"),
    "subscriptions:manage": N_("Narrow a stream, end a subscription"),
    "members:manage": N_("Read who the members are, manage sharing groups"),
    "audit:read": N_("Read the record of who did what"),
}
"""What a scope lets a program do, as far as its roles allow it: every scope that opens something."""

MEMBER_STATES: Mapping[str, str] = {"active": N_("Member"), "ended": N_("Has left")}

STREAMS: Mapping[str, str] = {
    "alerts": N_("Alerts: every version that was published to you, and every withdrawal"),
    "events": N_("Events: every version that was shown to you, and every withdrawal"),
    "all": N_("Everything: all streams in one, in order"),
}
"""What a stream holds, by its name."""

CONFIRM = {"member": N_("let go"), "program": N_("revoke"), "group": N_("remove"), "opportunity": N_("withdraw"), "body": N_("withdraw")}
"""The word to type before a step that cannot be undone."""
