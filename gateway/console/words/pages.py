"""Where one can go in the console, and what a page says of itself: what was just done, what is missing, how it is marked."""

from collections.abc import Mapping
from typing import NamedTuple

from gateway.languages import N_


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
    Place("console.search.search", N_("Search"), "search", ("search", "read")),
    Place("console.library.library", N_("Library"), "book", ("draft", "read")),
    Place("console.mechanisms.calendar", N_("Mechanisms"), "calendar", ("opportunity", "read")),
    Place("console.groups.list_groups", N_("Sharing groups"), "share", ("sharing_group", "read")),
    Place("console.streams.streams", N_("Streams"), "stream", ("stream", "read")),
    Place("console.organisation.profile", N_("Organisation"), "people", ("organisation", "read")),
    Place("console.account.account", N_("Your account"), "person"),
)

LIBRARY_TABS = (
    Place("console.library.list_works", N_("Works"), "book"),
    Place("console.library.list_citations", N_("Citations to decide"), "book", ("draft", "read")),
    Place("console.library.list_trainings", N_("Trainings and practices"), "book"),
    Place("console.library.principles", N_("Principles"), "book"),
    Place("console.library.import_works", N_("Import"), "book", ("work", "create")),
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
    "search-saved": N_("Kept. What is new in it is found from now on."),
    "search-amended": N_("Saved."),
    "search-ended": N_("Deleted, with what it found."),
    "findings-seen": N_("Noted. What comes from now on is new."),
    "citation-accepted": N_("Accepted. Everybody reads it as soon as its work is published."),
    "citation-rejected": N_("Rejected. Nobody else sees it."),
    "expression-added": N_("Saved. Now put in the text, or a file."),
    "file-stored": N_("The file arrived whole and is kept encrypted."),
    "file-read": N_("The text was read from the file and looked through for citations."),
    "passage-added": N_("The passage is added."),
    "text-put": N_("The text is saved and was looked through for citations."),
    "training-created": N_("The draft is saved. Only your organisation sees it."),
    "training-published": N_("Published: everybody can read it now."),
    "training-reviewed": N_("Noted: it was looked at and holds."),
    "training-submitted": N_("It waits for whoever publishes it."),
    "training-superseded": N_("It now says that a newer one stands for it."),
    "training-withdrawn": N_("Withdrawn for good. Its address says that it is gone."),
    "work-created": N_("The draft is saved. Only your organisation sees it."),
    "work-published": N_("Published: everybody can read it now."),
    "work-sent-back": N_("It is a draft again."),
    "work-submitted": N_("It waits for whoever publishes it."),
    "work-withdrawn": N_("Withdrawn for good. Its address says that it is gone."),
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
    "opportunity-added": N_("The opportunity is saved. Your organisation sees it, nobody else, until it is published."),
    "opportunity-published": N_("Published. Everybody reads it from now on, in the public calendar too."),
    "opportunity-withdrawn": N_("Withdrawn. Nobody else can read it any more."),
    "notice-recorded": N_("What the source says is recorded. What it said before stays in the history."),
    "notice-decided": N_("Decided. Plans moved along; the other sources stay to be read."),
    "plan-made": N_("The plan is made. Its tasks are counted back from the day it is due."),
    "plan-task": N_("Saved."),
    "plan-add": N_("The task is added."),
    "plan-link": N_("Linked. Whoever sees both sees the link."),
    "plan-unlink": N_("The link is taken away."),
    "task-removed": N_("The task is taken out."),
    "body-added": N_("The addressee is saved, as verified today."),
    "body-verify": N_("Verified today."),
    "body-publish": N_("Published. Everybody reads it from now on."),
    "body-withdraw": N_("Withdrawn. Nobody else can read it any more."),
    "mechanism-added": N_("The mechanism is saved. Add its sessions next."),
    "session-added": N_("The session is added."),
    "session-saved": N_("Saved. What is due so many days before it moved along."),
    "feed-revoked": N_("The address opens nothing any more."),
}
"""What a page says was just done, by the code in its address."""

PART_MISSING: Mapping[str, str] = {
    "cases": N_("Cases do not answer now: what waits there is not shown. Nothing is lost; try again in a moment."),
    "alerts": N_("Alerts do not answer now: what waits there is not shown. Nothing is lost; try again in a moment."),
    "library": N_("The library does not answer now: what waits in its plans is not shown. Nothing is lost; try again in a moment."),
    "plan-links": N_("Cases or alerts do not answer now: what the plan is linked to is not shown. Nothing is lost; try again in a moment."),
    "case-plans": N_(
        "The library does not answer now: the plans that this case is in are not shown. Nothing is lost; try again in a moment."
    ),
    "case-alerts": N_("Alerts do not answer now: those of this case are not shown. Nothing is lost; try again in a moment."),
    "directory": N_("The directory does not answer now: names of members and sharing groups are not shown. Try again in a moment."),
}
"""What a page says of a service that did not answer, by its name."""

BANNER: Mapping[str, str] = {
    "red": N_("For those named here only. Do not pass on."),
    "amber": N_("For your organisation, on a need-to-know basis."),
}
"""What a marked record says above everything else."""

DAY: Mapping[str, str] = {
    "intake": N_("Case needs its next step"),
    "consent_expiring": N_("Consent runs out"),
    "risk_expiring": N_("Risk assessment runs out"),
    "risk_to_approve": N_("Risk assessment waits for your approval"),
    "review_due": N_("Review is due"),
    "closing_to_approve": N_("Closing waits for your approval"),
    "work_to_publish": N_("Work waits to be published"),
    "training_to_publish": N_("Training waits to be published"),
    "training_to_review": N_("Training has to be looked at again"),
    "to_sign_off": N_("Alert waits for your sign-off"),
    "to_publish": N_("Approved: ready to be published"),
    "sent_back": N_("Sent back to you with a reason"),
    "to_confirm": N_("Recall not confirmed by everybody yet"),
    "task_due": N_("Task of a plan is due"),
    "to_decide": N_("Sources disagree on a date"),
    "body_to_verify": N_("Addressee to be verified again"),
}
"""What waits for somebody, by code."""
