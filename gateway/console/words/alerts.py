"""The words of alerts: who has to do what, sign-offs, markings, recalls, and what to do about a problem."""

from collections.abc import Mapping

from gateway.languages import N_

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

ONCE_PUBLISHED = N_("Once it is published: {meaning}")

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
    "case-fixed": N_("The case holds the consent for what the alert says. Write another alert for another case."),
    "checks-missing": N_("Resolve each of these in the case, then publish. The alert stays approved meanwhile."),
    "clearance-expired": N_("What the lawyer agreed to has run out. Ask again whether it still holds, and record the answer in the case."),
    "clearance-missing": N_("The case does not allow it yet. Look at what is missing there."),
    "clearance-revoked": N_("The lawyer withdrew consent while this was being published. Nothing was published."),
    "clearance-too-narrow": N_("The lawyer agreed to fewer readers, or to being less recognisable. Send it back to be changed."),
    "group-left": N_("Nothing was published. Send it back, and let its authors choose other readers."),
    "stale-version": N_("Nothing was saved. Look at what stands there now; saving again replaces the other change."),
    "wrong-state": N_("Somebody took the next step meanwhile. This page shows where it stands now."),
}
"""What somebody does next who reads a page: other words than a program needs, by the code of a problem."""

WITHDRAW = N_("withdraw")
"""The word that is typed to withdraw consent."""
