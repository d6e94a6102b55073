"""The words of the console that belong to codes. Words that belong to a page stand in its template."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gateway.languages import N_, gettext
from gateway.problems import Problem


class Place(NamedTuple):
    """Somewhere the navigation leads: its endpoint, its title, its icon and (kind, verb) that it needs."""

    endpoint: str
    title: str
    icon: str
    needs: tuple[str, str] | None = None


NAVIGATION = (
    Place("console.my-day.my_day", N_("My day"), "day"),
    Place("console.cases.list_cases", N_("Cases"), "case", ("case", "read")),
    Place("console.alerts.list_alerts", N_("Alerts"), "alert", ("alert", "read")),
    Place("console.groups.list_groups", N_("Sharing groups"), "share", ("sharing_group", "read")),
    Place("console.streams.streams", N_("Streams"), "stream", ("stream", "read")),
    Place("console.organisation.profile", N_("Organisation"), "people", ("organisation", "read")),
    Place("console.account.account", N_("Your account"), "person"),
)

ORGANISATION_TABS = (
    Place("console.organisation.profile", N_("Profile"), "people"),
    Place("console.organisation.list_members", N_("Members"), "people", ("membership", "read")),
    Place("console.organisation.list_invitations", N_("Invitations"), "people", ("invitation", "manage")),
    Place("console.organisation.list_programs", N_("Programs"), "key", ("api_client", "read")),
)

CASE_TABS = (
    ("overview", "console.cases.case", N_("Overview")),
    ("people", "console.cases.people", N_("People")),
    ("facts", "console.cases.facts", N_("Facts")),
    ("consent", "console.cases.consent", N_("Consent and risk")),
    ("notes", "console.cases.notes", N_("Notes")),
    ("alerts", "console.cases.alerts", N_("Alerts")),
    ("timeline", "console.cases.timeline", N_("Timeline")),
)

DONE: Mapping[str, str] = {
    "signed-out": N_("You are signed out."),
    "locked": N_("The console is locked. Sign in to go on where you were."),
    "saved": N_("Saved."),
    "case-opened": N_("The case is saved. Below is what it still needs before anything may be published."),
    "case-accepted": N_("The case is open. Below is what it still needs before anything may be published."),
    "case-declined": N_("The case is declined."),
    "case-held": N_("The case is on hold. Nothing can be published from it until you take it up again."),
    "case-resumed": N_("The case is open again."),
    "closing-asked": N_("The closing is asked for. Somebody else has to approve it."),
    "case-closed": N_("The case is closed."),
    "case-reopened": N_("The case is open again."),
    "case-archived": N_("The case is archived."),
    "team-set": N_("The team is saved. Who left it cannot open the case any more."),
    "person-added": N_("The person is added."),
    "incident-added": N_("What happened is added."),
    "consent-recorded": N_("The answer is recorded. The answers before it stay in the history."),
    "consent-withdrawn": N_("Consent is withdrawn. Everything that rested on it is being recalled."),
    "instruction-added": N_("The instruction is recorded and holds from now on."),
    "instruction-ended": N_("The instruction has ended."),
    "mandate-recorded": N_("The mandate check is recorded."),
    "verification-recorded": N_("The verification is recorded."),
    "risk-recorded": N_("The assessment is recorded. It counts once somebody else approved it."),
    "risk-approved": N_("The assessment is approved."),
    "note-added": N_("The note is added."),
    "joined": N_("Your account is ready. Sign in with your e-mail and the password you have just given."),
    "recovered": N_("Your new password is saved. Sign in with it; then set up your second factor again if you had one."),
    "signed-out-everywhere": N_("You are signed out everywhere."),
    "session-ended": N_("That session is over."),
    "password-changed": N_("Your new password is saved. Every other session of yours is over."),
    "second-factor-on": N_("Your second factor is on. You are asked for a code whenever you sign in."),
    "second-factor-off": N_("Your second factor is off."),
    "roles-changed": N_("The new roles hold from now on, in open sessions too."),
    "member-gone": N_("They are no longer a member. Their sessions here are over."),
    "invitation-withdrawn": N_("The invitation is withdrawn: its link opens nothing any more."),
    "program-revoked": N_("The key is revoked: it opens nothing any more."),
    "group-made": N_("The group is made."),
    "group-joined": N_("The organisation is in the group. It sees what is shared with the group from now on."),
    "group-left": N_("The organisation is no longer in the group."),
    "alert-drafted": N_("The draft is saved. You, its other authors and your coordinators can see it, nobody else."),
    "alert-submitted": N_("The alert is in review. It waits there for whoever signs off."),
    "alert-signed-off": N_("Signed off."),
    "alert-sent-back": N_("The alert went back to its authors with your reason. Every sign-off is void."),
    "alert-published": N_("Published. Whoever may see it sees it from now on."),
    "alert-updating": N_("This is the draft of the next edition. The published one stays until the next one replaces it."),
    "alert-withdrawn": N_("Withdrawn. It is gone on this site; the ledger below says who was told elsewhere."),
}
"""What a page says was just done, by the code in its address."""

THE_PLATFORM = N_("the platform")
SOMEBODY = N_("somebody of another time or organisation")
AN_ORGANISATION = N_("an organisation")
A_GROUP = N_("a sharing group")
A_PROGRAM = N_("a program")
NO_DATE = N_("date unknown")

DATES: Mapping[str, str] = {
    "exact": N_("{first}"),
    "day_unknown": N_("{month}, day unknown"),
    "month_day_unknown": N_("{year}, month and day unknown"),
    "estimated": N_("about {first}"),
    "range": N_("between {first} and {last}"),
}
"""How inexact dates are said, by precision."""

SPAN = N_("{first} to {last}")

AUDIENCE: Mapping[str, str] = {
    "public": N_("Everybody: it is public"),
    "federation": N_("Every organisation of the network"),
    "site": N_("Every organisation of this site"),
    "organisation": N_("Every member of {name} whose role allows it"),
    "coordinators": N_("Coordinators of {name}"),
    "member": N_("{name}"),
    "group": N_("{organisation}, as a member of {name}"),
}
"""Who can see a record, by the code of the audience function."""

DAY: Mapping[str, str] = {
    "consent_expiring": N_("Consent runs out"),
    "risk_expiring": N_("Risk assessment runs out"),
    "risk_to_approve": N_("Risk assessment waits for your approval"),
    "review_due": N_("Review is due"),
    "closing_to_approve": N_("Closing waits for your approval"),
    "to_sign_off": N_("Alert waits for your sign-off"),
    "to_publish": N_("Approved: ready to be published"),
    "sent_back": N_("Sent back to you with a reason"),
    "to_confirm": N_("Recall not confirmed by everybody yet"),
}
"""What waits for somebody, by code."""


PART_MISSING: Mapping[str, str] = {
    "cases": N_("Cases do not answer now: what waits there is not shown. Nothing is lost; try again in a moment."),
    "alerts": N_("Alerts do not answer now: what waits there is not shown. Nothing is lost; try again in a moment."),
    "case-alerts": N_("Alerts do not answer now: those of this case are not shown. Nothing is lost; try again in a moment."),
    "directory": N_("The directory does not answer now: names of members and sharing groups are not shown. Try again in a moment."),
}
"""What a page says of a service that did not answer, by its name."""

BANNER: Mapping[str, str] = {
    "red": N_("For those named here only. Do not pass on."),
    "amber": N_("For your organisation, on a need-to-know basis."),
}
"""What a marked record says above everything else."""

MISSING: Mapping[str, str] = {
    "case-not-open": N_("The case is not open: accept it first."),
    "mandate-not-checked": N_("Nobody has said yet whether the case is within your mandate."),
    "outside-mandate": N_("The case was found to be outside your mandate."),
    "mandate-expired": N_("The mandate check has run out."),
    "not-verified": N_("The facts are not verified."),
    "not-likely-enough": N_("The facts are not sure enough: they must be likely at least."),
    "verification-expired": N_("The verification has run out."),
    "no-subject": N_("The case has no lawyer yet whom it is about."),
    "consent-missing": N_("The lawyer has not been asked about this purpose."),
    "consent-requested": N_("The lawyer was asked and has not answered yet."),
    "consent-refused": N_("The lawyer refused this."),
    "consent-withdrawn": N_("The lawyer withdrew consent for this."),
    "consent-expired": N_("The consent has run out."),
    "consent-for-fewer": N_("The lawyer agreed to fewer readers than these."),
    "consent-less-identifying": N_("The lawyer agreed to being less recognisable than this."),
    "instruction-do-not": N_("The lawyer told us not to do this."),
    "instruction-ask-first": N_("The lawyer wants to be asked before this is done."),
    "instruction-withhold-from": N_("The lawyer wants this kept from some of these organisations."),
    "risk-not-assessed": N_("The risk of acting is not assessed."),
    "risk-expired": N_("The risk assessment has run out."),
    "risk-not-approved": N_("The risk assessment waits for approval by somebody else."),
}
"""What stands between a case and a purpose, by the code of the guard."""

STEP: Mapping[str, str] = {
    "accept_case": N_("Accept the case"),
    "decline_case": N_("Decline"),
    "hold_case": N_("Put on hold"),
    "resume_case": N_("Take it up again"),
    "close_case": N_("Close"),
    "approve_closing": N_("Approve the closing"),
    "reopen_case": N_("Open again"),
    "archive_case": N_("Archive"),
}
"""What leads a case on, by action."""

STEP_MEANS: Mapping[str, str] = {
    "accept_case": N_("You take the case on. Its checks begin: mandate, facts, consent, risk."),
    "decline_case": N_("The case ends here. It cannot be opened again: a new one would have to be taken in."),
    "hold_case": N_("Work pauses. Nothing new can be published from the case until somebody takes it up again."),
    "resume_case": N_("Work on the case goes on. Its checks are where they were."),
    "close_case": N_("You ask for the closing. Somebody else has to approve it; until then the case can be opened again."),
    "approve_closing": N_("The case is closed with the outcome below. It can be opened again until it is archived."),
    "reopen_case": N_("The case is open again, with everything that was in it."),
    "archive_case": N_("The case is put away. It can be read, but not opened again: a new one would have to be taken in."),
}
"""What happens by it."""

REMEDY: Mapping[str, str] = {
    "accept_case": N_("Accept the case"),
    "resume_case": N_("Take the case up again"),
    "reopen_case": N_("Open the case again"),
    "open_case": N_("Take in a new case"),
    "record_mandate": N_("Check the mandate"),
    "record_verification": N_("Verify the facts"),
    "add_party": N_("Add the lawyer"),
    "record_consent": N_("Record the lawyer’s answer"),
    "end_instruction": N_("See the instruction"),
    "record_risk": N_("Assess the risk"),
    "approve_risk": N_("Approve the risk assessment"),
}
"""What resolves something that is missing, by action."""

REACH: Mapping[str, str] = {
    "organisation": N_("Nobody outside our organisation"),
    "authority": N_("Authorities we write to"),
    "group": N_("Partners in our sharing groups"),
    "public": N_("Everybody"),
}
"""How far something goes."""

IDENTIFIABILITY: Mapping[str, str] = {
    "anonymous": N_("Not recognisable"),
    "initials": N_("By initials"),
    "named": N_("By name"),
}
"""How recognisable the lawyer is, from least to most."""

CONSENT: Mapping[str, str] = {
    "requested": N_("Asked, no answer yet"),
    "given": N_("Given"),
    "refused": N_("Refused"),
    "withdrawn": N_("Withdrawn"),
    "expired": N_("Has run out"),
    "not_asked": N_("Not asked"),
}
"""What became of a question for consent."""

INSTRUCTION: Mapping[str, str] = {
    "do": N_("Wants us to do this"),
    "do_not": N_("We must not do this"),
    "ask_first": N_("We must ask first"),
    "withhold_from": N_("Keep this from some partners"),
}
"""What the lawyer told us, by kind."""

CONTACT: Mapping[str, str] = {
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "messenger": N_("Messenger"),
    "address": N_("Address"),
    "other": N_("Another way"),
}
SAFE: Mapping[str, str] = {"true": N_("Safe to use"), "false": N_("Not safe"), "": N_("Not known whether it is safe")}

LIKELIHOOD: Mapping[str, str] = {
    "1": N_("1: very unlikely"),
    "2": N_("2: unlikely"),
    "3": N_("3: possible"),
    "4": N_("4: likely"),
    "5": N_("5: almost certain"),
}
IMPACT: Mapping[str, str] = {
    "1": N_("1: slight"),
    "2": N_("2: limited"),
    "3": N_("3: serious"),
    "4": N_("4: severe"),
    "5": N_("5: loss of life or liberty"),
}

TIMELINE: Mapping[str, str] = {
    "open_case": N_("Case taken in"),
    "amend_case": N_("Case changed"),
    "set_team": N_("Team changed; {lead} leads"),
    "accept_case": N_("Case accepted"),
    "decline_case": N_("Case declined: {decline_reason}"),
    "hold_case": N_("Case put on hold"),
    "resume_case": N_("Case taken up again"),
    "close_case": N_("Closing asked for: {outcome}"),
    "approve_closing": N_("Closing approved: {outcome}"),
    "reopen_case": N_("Case opened again"),
    "archive_case": N_("Case archived"),
    "review_case": N_("Case due for review"),
    "add_party": N_("Person added: {role}"),
    "amend_party": N_("What is held on a person changed"),
    "add_incident": N_("Incident added: {acts}"),
    "amend_incident": N_("Incident changed"),
    "add_note": N_("Note added"),
    "record_mandate": N_("Mandate checked: {within}"),
    "record_verification": N_("Facts verified: {status}"),
    "record_risk": N_("Risk assessed"),
    "approve_risk": N_("Risk assessment approved"),
    "expire_risk": N_("Risk assessment ran out"),
    "record_consent": N_("Consent: {state}, for {purposes}"),
    "withdraw_consent": N_("Consent withdrawn, for {purposes}"),
    "expire_consents": N_("Consent ran out, for {purposes}"),
    "add_instruction": N_("Instruction recorded: {kind}"),
    "end_instruction": N_("Instruction ended"),
    "clear": N_("Cleared for an alert: {purpose}, {reach}"),
}
"""What was done to a case, by the code of its timeline."""

WITHIN: Mapping[str, str] = {"true": N_("within it"), "false": N_("outside it")}
NO_ACTS = N_("no act named")
WITHDRAW = N_("withdraw")
"""The word that is typed to withdraw consent."""

ROLES: Mapping[str, str] = {
    "admin": N_("Invites people, gives roles, makes keys for programs, changes the organisation's profile. Sees no cases and no alerts."),
    "coordinator": N_("Sees every case, assigns and decides, signs off, publishes and withdraws alerts, manages sharing groups."),
    "case_officer": N_("Takes in cases, works on those of their own teams, drafts alerts. Publishes nothing."),
    "reviewer": N_("Reads what is submitted to them, signs off alerts, approves risk assessments. Changes no cases."),
    "auditor": N_("Reads the record of who did what. Sees no cases and no alerts."),
    "events_manager": N_("For those who organise events: reads published alerts. Sees no cases."),
    "librarian": N_("For those who keep the library: reads published alerts. Sees no cases."),
    "partner_reader": N_("Reads what other organisations share with yours and its streams. Sees neither your own cases nor your members."),
}
"""What a role may see and do, in one sentence; held to the permission table by tests/contract/test_role_words.py."""

SCOPES: Mapping[str, str] = {
    "cases:read": N_("Read the cases that its roles may see"),
    "cases:write": N_("Take in and change cases"),
    "alerts:read": N_("Read alerts"),
    "alerts:write": N_("Draft, sign off, publish and withdraw alerts, as far as its roles go"),
    "streams:read": N_("Read streams: what was published and withdrawn"),
    "subscriptions:manage": N_("Narrow a stream, end a subscription"),
    "members:manage": N_("Read who the members are, manage sharing groups"),
    "audit:read": N_("Read the record of who did what"),
}
"""What a scope lets a program do, as far as its roles allow it: every scope that opens something."""

MEMBER_STATES: Mapping[str, str] = {"active": N_("Member"), "ended": N_("Has left")}
STREAMS: Mapping[str, str] = {
    "alerts": N_("Alerts: every version that was published to you, and every withdrawal"),
    "all": N_("Everything: all streams in one, in order"),
}
"""What a stream holds, by its name."""

CONFIRM = {"member": N_("let go"), "program": N_("revoke"), "group": N_("remove")}
"""The word to type before a step that cannot be undone."""

ALERT_WAITS: Mapping[str, str] = {
    "draft": N_("An author of this text has to submit it for review."),
    "in_review": N_("A coordinator or a reviewer who did not write this text has to sign it off."),
    "approved": N_("A coordinator who did not write this text has to publish it."),
    "published": N_("It is published. A case officer or a coordinator can begin an update."),
    "withdrawn": N_("It was withdrawn for good. Nothing can be done with it any more."),
}
"""Who has to take the next step of an alert, by its state."""

ASPECT: Mapping[str, str] = {
    "facts": N_("The facts are right, and it says no more than we can show."),
    "consent": N_("It says no more, and to no more readers, than the lawyer agreed to."),
    "risk": N_("Publishing it helps the lawyer more than it may harm."),
}
"""What signing an aspect off says."""

SIGN_OFF: Mapping[str, str] = {
    "facts": N_("Sign off the facts"),
    "consent": N_("Sign off consent"),
    "risk": N_("Sign off the risk"),
}

MARKING: Mapping[str, str] = {
    "clear": N_("May be passed on to everybody."),
    "green": N_("May be passed on among those who protect lawyers, not in public."),
    "amber": N_("Stays within the organisations that receive it, with those who need to know."),
    "red": N_("Only for the people who receive it. Must not be passed on."),
}
"""How far a marked text may be passed on."""

WITHDRAWAL: Mapping[str, str] = {
    "by_hand": N_("A coordinator withdrew it."),
    "clearance_revoked": N_("The lawyer’s consent does not cover it any more. It was withdrawn at once, by itself."),
    "expired": N_("It reached the end of its time."),
}
"""Why an alert was withdrawn; told to its owner only."""

CHANNEL: Mapping[str, str] = {
    "site": N_("This site"),
    "stream": N_("Stream of a program"),
    "public_page": N_("Public page"),
    "feed": N_("Atom feed"),
    "copies": N_("Copies"),
}
"""How a recipient had a text."""

BEYOND_RECALL: Mapping[str, str] = {
    "site": N_("What was read on this site."),
    "stream": N_("What programs of partners fetched: they are asked to delete it and say when they did."),
    "public_page": N_("The public page."),
    "feed": N_("What feed readers fetched: they are asked to delete it, and nobody can tell whether they did."),
    "copies": N_("Copies, printouts and mails that somebody made of it."),
}
"""What could not be called back from a channel."""

RECALL: Mapping[str, str] = {
    "hidden": N_("It was read on this site and cannot be opened there any more, since the moment of the withdrawal."),
    "asked": N_("The request to delete it waits for the recipient or has reached it; the recipient has not answered."),
    "confirmed": N_("The recipient has received the request to delete it."),
    "refused": N_("The recipient does not delete it. Talk to them."),
    "unreachable": N_("The recipient cannot be reached. It is asked again by itself."),
    "cannot_be_confirmed": N_("Whoever made a copy still has it. Nobody can tell."),
}
"""How far a recall came."""

CHECK_REMEDY: Mapping[str, str] = {
    "stage": N_("Open the case"),
    "mandate": N_("Check the mandate"),
    "verification": N_("Record the verification"),
    "consent": N_("See the consent"),
    "risk": N_("See the risk assessment"),
}
"""What the link beside something that is missing says, by check."""

DIFFERS: Mapping[str, str] = {
    "kind": N_("Kind"),
    "audience": N_("Who it is for"),
    "case_id": N_("Case"),
    "country": N_("Country"),
    "identifiability": N_("How recognisable the lawyer is"),
    "marking": N_("Marking"),
    "principles": N_("Basic Principles"),
    "valid_until": N_("Ends on"),
    "headline": N_("Headline"),
    "facts": N_("What happened"),
    "demands": N_("What we ask for"),
}
"""What the parts of an alert are called."""

ADVICE: Mapping[str, str] = {
    "alert-expired": N_("Send it back, and let its authors choose a later last day."),
    "author-cannot-publish": N_("You wrote part of this text. A coordinator who did not write it publishes it."),
    "author-cannot-review": N_("Who wrote part of the text cannot review it. Choose somebody else."),
    "checks-missing": N_("Resolve each of these in the case, then publish. The alert stays approved meanwhile."),
    "clearance-expired": N_("What the lawyer agreed to has run out. Ask again whether it still holds, and record the answer in the case."),
    "clearance-missing": N_("The case does not allow it yet. Look at what is missing there."),
    "clearance-revoked": N_("The lawyer withdrew consent while this was being published. Nothing was published."),
    "clearance-too-narrow": N_("The lawyer agreed to fewer readers, or to being less recognisable. Send it back to be changed."),
    "stale-version": N_("Nothing was saved. Look at what stands there now; saving again replaces the other change."),
    "wrong-state": N_("Somebody took the next step meanwhile. This page shows where it stands now."),
}
"""What somebody does next who reads a page: other words than a program needs, by the code of a problem."""

WITHDRAW = N_("withdraw")
"""The word that is typed to withdraw an alert."""

TABLES: Mapping[str, Mapping[str, str]] = {
    "alert_waits": ALERT_WAITS,
    "aspect": ASPECT,
    "banner": BANNER,
    "beyond_recall": BEYOND_RECALL,
    "channel": CHANNEL,
    "check_remedy": CHECK_REMEDY,
    "confirm": CONFIRM,
    "consent": CONSENT,
    "contact": CONTACT,
    "day": DAY,
    "differs": DIFFERS,
    "identifiability": IDENTIFIABILITY,
    "impact": IMPACT,
    "instruction": INSTRUCTION,
    "likelihood": LIKELIHOOD,
    "marking": MARKING,
    "member_state": MEMBER_STATES,
    "missing": MISSING,
    "part_missing": PART_MISSING,
    "reach": REACH,
    "recall": RECALL,
    "remedy": REMEDY,
    "role": ROLES,
    "safe": SAFE,
    "scope": SCOPES,
    "sign_off": SIGN_OFF,
    "step": STEP,
    "step_means": STEP_MEANS,
    "stream": STREAMS,
    "timeline": TIMELINE,
    "withdrawal": WITHDRAWAL,
    "within": WITHIN,
}


def case_tabs() -> list[tuple[str, str, str]]:
    """Return (name, endpoint, title) of the tabs of a case."""
    return [(name, endpoint, gettext(title)) for name, endpoint, title in CASE_TABS]


def of_codes(table: str, codes: Iterable[str]) -> dict[str, str]:
    """Return code → words, for choices."""
    return {code: say(table, code) for code in codes}


def say(table: str, code: str) -> str:
    """Return the words of a code in one of the tables; the code itself if there are none."""
    return gettext(TABLES[table].get(code, code))


def choices(table: str) -> list[tuple[str, str]]:
    """Return (code, words) of every code of a table in its order, for a field that offers them."""
    return [(code, gettext(title)) for code, title in TABLES[table].items()]


def advice(problem: Problem) -> str:
    """Return what a reader does next about a problem; what a program would be told if the console has no words of its own."""
    return gettext(ADVICE[problem.code]) if problem.code in ADVICE else problem.detail
