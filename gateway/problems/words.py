"""What every code means, in words: the title says what happened, the detail what to do next.

Services raise codes with parameters; these sentences are the only place where they become words. `{name}` stands for a
parameter of the error. A code without an entry gets the words of its status.
"""

from collections.abc import Mapping
from typing import NamedTuple

from gateway.languages import N_


class Words(NamedTuple):
    """A title and the sentence that says what to do next."""

    title: str
    detail: str


OF_STATUS: Mapping[int, Words] = {
    400: Words(N_("The request cannot be read"), N_("Check how the request is written and send it again.")),
    401: Words(N_("Sign in first"), N_("Sign in, or send an API key as Authorization: Bearer hvn_….")),
    403: Words(N_("This is not for you to do"), N_("Ask an administrator of your organisation if you need it.")),
    404: Words(N_("There is nothing here"), N_("Check the address. What you may not see looks the same as what does not exist.")),
    405: Words(N_("This address does not do that"), N_("The Allow header names what it does.")),
    406: Words(N_("This form is not offered"), N_("Ask for application/json.")),
    408: Words(N_("The request took too long"), N_("Send it again.")),
    409: Words(N_("This is not possible now"), N_("Read the record again: its state does not allow this.")),
    410: Words(N_("This was withdrawn"), N_("It is gone for good. Please remove any copy of it.")),
    412: Words(N_("Somebody changed it meanwhile"), N_("Read it again, look at what changed, and send your change with the new ETag.")),
    413: Words(N_("That is too much at once"), N_("Send less: the limit is {limit} bytes.")),
    415: Words(N_("This kind of content is not read here"), N_("Send application/json in UTF-8.")),
    422: Words(N_("Something in the request is not right"), N_("Change what is named and send the request again.")),
    428: Words(N_("Say which version you read"), N_("Send If-Match with the ETag of the record as you read it.")),
    429: Words(N_("Too many requests"), N_("Wait {retry_after_s} seconds and go on more slowly.")),
    500: Words(N_("Something went wrong on our side"), N_("It was written down. Send the trace_id to those who run this site.")),
    503: Words(N_("A part of the platform does not answer"), N_("Nothing is lost. Try again in {retry_after_s} seconds.")),
}

AGAIN = N_("It may have been done. Send it again with the same Idempotency-Key: it will not be done twice.")
"""A service goes on with what it began, whoever gave up waiting."""

OF_CODE: Mapping[str, Words] = {
    "already-decided": Words(N_("This was decided already"), N_("Read the citation again.")),
    "already-done": Words(N_("This was done already"), N_("Nothing was done twice. Read the record again.")),
    "already-signed-off": Words(N_("You signed this off already"), N_("Another person has to sign off what is still open.")),
    "alert-expired": Words(N_("Its time has passed"), N_("Change valid_until before you publish.")),
    "alert-not-published": Words(N_("It was never published"), N_("Publish it first.")),
    "another-organisation": Words(N_("This belongs to another organisation"), N_("Only its own people change it.")),
    "approver-asked": Words(N_("Somebody else has to approve this"), N_("Whoever asked for the closing cannot approve it.")),
    "approver-assessed": Words(N_("Somebody else has to approve this"), N_("Whoever assessed the risk cannot approve the assessment.")),
    "author-cannot-publish": Words(N_("Somebody else has to publish this"), N_("A coordinator who did not write the text publishes it.")),
    "author-cannot-review": Words(N_("Somebody else has to review this"), N_("Ask a coordinator or reviewer who did not write the text.")),
    "blob-too-large": Words(N_("This file is too large"), N_("Send a smaller one: at most {max} bytes.")),
    "body-not-object": Words(N_("The body is not a JSON object"), N_('Send one JSON object: {{"field": value}}.')),
    "case-fixed": Words(N_("An alert stays with its case"), N_("Leave case_id as it is. For another case, draft another alert.")),
    "checks-missing": Words(
        N_("Something is missing before this may be done"), N_("“missing” names each check and the action that resolves it.")
    ),
    "clearance-expired": Words(N_("The clearance has expired"), N_("Ask the lawyer whether the consent still holds and record it.")),
    "clearance-missing": Words(N_("The case does not clear this yet"), N_("Look at the checks of the case: they say what is missing.")),
    "clearance-revoked": Words(N_("The consent was withdrawn"), N_("This may not be published any more.")),
    "clearance-too-narrow": Words(N_("The consent does not go that far"), N_("Choose a narrower audience or leave the name out.")),
    "code-refused": Words(N_("The code is wrong"), N_("Enter the six digits that your authenticator app shows now.")),
    "consent-not-given": Words(N_("There is no such consent to withdraw"), N_("Read the consents of the case again.")),
    "context-refused": Words(N_("Your sign-in is no longer valid"), N_("Sign in again.")),
    "cross-site": Words(N_("This came from another site"), N_("Open the page on this site and send the form from there.")),
    "csrf-token-wrong": Words(N_("This form is no longer valid"), N_("Load the page again and repeat what you did.")),
    "deadline-exceeded": Words(N_("This took too long"), AGAIN),
    "idempotency-key-reused": Words(
        N_("This idempotency key was used for something else"), N_("Use a new Idempotency-Key for a new request.")
    ),
    "expression-exists": Words(N_("There is such a text already"), N_("Open the text in that language instead of adding another one.")),
    "file-differs": Words(N_("The file did not arrive as it was sent"), N_("Send it again.")),
    "file-not-stored": Words(N_("This file never arrived whole"), N_("Send it again.")),
    "file-unreadable": Words(N_("The text of this file cannot be read"), N_("Copy the text from the file and paste it instead.")),
    "group-left": Words(
        N_("Your organisation is not in this sharing group any more"), N_("Send the alert back and choose another audience for it.")
    ),
    "group-member-exists": Words(N_("This organisation is in the group already"), N_("Read the group again.")),
    "group-owner": Words(N_("Who made the group stays in it"), N_("Remove the others instead.")),
    "idempotency-key-invalid": Words(
        N_("The idempotency key cannot be used"), N_("Send 1 to 200 letters, digits, - or _ as Idempotency-Key.")
    ),
    "if-match-unreadable": Words(N_("If-Match names no version"), N_("Send the ETag of the record as you read it.")),
    "instruction-ended": Words(N_("This instruction has ended already"), N_("Read the instructions of the case again.")),
    "invalid-fields": Words(N_("Some fields are not right"), N_("“errors” names each of them. Change them and send the request again.")),
    "key-refused": Words(
        N_("This API key is not valid"), N_("It may have expired or been revoked. Ask an administrator of your organisation for a new one.")
    ),
    "last-admin": Words(N_("Your organisation needs an administrator"), N_("Give the role to somebody else first.")),
    "link-worthless": Words(N_("This link is no longer valid"), N_("It was used, withdrawn or has expired. Ask for a new one.")),
    "mechanism-exists": Words(N_("There is a mechanism of this acronym"), N_("Choose another acronym, or change the one that is there.")),
    "mechanism-session-exists": Words(
        N_("The mechanism has a session of this name"), N_("Choose another name, or change the one that is there.")
    ),
    "member-exists": Words(N_("This person is a member already"), N_("Change the roles of the member instead.")),
    "membership-ended": Words(N_("This membership has ended"), N_("Invite the person again.")),
    "not-a-group-member": Words(N_("This organisation is not in the group"), N_("Read the group again.")),
    "not-json": Words(N_("The body is not JSON"), N_("Send one JSON object in UTF-8.")),
    "not-utf-8": Words(N_("The request is not UTF-8"), N_("Send all text in UTF-8.")),
    "not-published": Words(N_("It is not published"), N_("Read the record again: there is nothing to withdraw.")),
    "notice-replaced": Words(N_("The source says something else now"), N_("Choose what one of the sources says today.")),
    "organisation-exists": Words(N_("There is an organisation of this name"), N_("Choose another name.")),
    "outcome-unknown": Words(
        N_("We do not know whether this was done"),
        AGAIN,
    ),
    "passages-cited": Words(
        N_("A citation in this text was accepted"), N_("Reject the accepted citations first, or add the new text in passages of its own.")
    ),
    "person-exists": Words(N_("There is an account with this address"), N_("Open the link again and sign in with its password.")),
    "persons-only": Words(N_("Only a person can do this"), N_("Sign in with e-mail and password instead of an API key.")),
    "plan-exists": Words(
        N_("Your organisation plans this already"), N_("Go on with the plan that is there: somebody who sees it can give you a task in it.")
    ),
    "recovery-refused": Words(
        N_("You cannot make a link for a new password for this person"), N_("Only those who run the site can help them back in.")
    ),
    "risk-already-approved": Words(N_("This assessment is approved already"), N_("Read the checks of the case again.")),
    "risk-expired": Words(N_("This assessment has expired"), N_("Record a new one.")),
    "risk-superseded": Words(N_("There is a newer assessment"), N_("Approve the newest one.")),
    "role-lacks-verb": Words(N_("Your role does not allow this"), N_("Ask an administrator of your organisation if you need it.")),
    "scope-missing": Words(N_("This API key does not allow this"), N_("It lacks the scope {scope}. Ask for a key that holds it.")),
    "second-factor-confirmed": Words(N_("There is a second factor already"), N_("Turn it off before you set up another one.")),
    "second-factor-missing": Words(N_("There is no second factor to confirm"), N_("Begin to set it up again.")),
    "second-factor-needed": Words(N_("Your second factor is needed"), N_("Enter the six digits that your authenticator app shows now.")),
    "second-factor-required": Words(N_("Your organisation requires a second factor"), N_("Set up another one instead of turning it off.")),
    "sign-in-locked": Words(
        N_("Too many attempts"),
        N_("For {retry_after_s} seconds nobody can sign in with this address. If it was not you who tried, tell an administrator."),
    ),
    "sign-in-refused": Words(N_("E-mail or password is wrong"), N_("Try again. After several failures the account is locked for a while.")),
    "stream-full": Words(N_("Too many streams are open"), N_("Try again in {retry_after_s} seconds, or read by long poll.")),
    "too-many-tasks": Words(N_("The plan has too many tasks"), N_("Remove one that is not needed: a plan holds {most}.")),
    "wrong-stage": Words(N_("The stage of the case does not allow this"), N_("“steps” of the case names what is possible now.")),
    "wrong-state": Words(N_("Its state does not allow this"), N_("“steps” of the record names what is possible now.")),
    "work-exists": Words(N_("You have a work with this identifier"), N_("Open that work instead of writing a second one.")),
    "too-many-saved-searches": Words(N_("You keep too many searches"), N_("Delete one that you do not need: {most} can be kept.")),
    "search-unavailable": Words(N_("Search is not available right now"), N_("Nothing else is affected. Try again in a moment.")),
    "index-behind": Words(N_("Search is catching up"), N_("It was away and does not have everything yet. Try again in a moment.")),
    "too-many-rows": Words(N_("That is too long a list"), N_("Send at most {max} rows at once.")),
    "wrong-training-state": Words(
        N_("The state of the training does not allow this"), N_("“steps” of the training names what is possible now.")
    ),
    "wrong-work-state": Words(N_("The state of the work does not allow this"), N_("“steps” of the work names what is possible now.")),
    "author-cannot-sign-off": Words(N_("Somebody else has to sign this off"), N_("Ask a colleague who did not write the plan.")),
    "event-over": Words(N_("This event is over"), N_("Read it again: what is over does not change any more.")),
    "host-exists": Words(N_("This organisation was asked already"), N_("Read the hosts of the event again.")),
    "host-lacks-right": Words(
        N_("Your organisation may not do this with the event"), N_("Ask the lead host: it says what each host may do.")
    ),
    "hosts-have-not-answered": Words(N_("A host has not answered yet"), N_("Wait for its answer, or go on without it.")),
    "hosts-have-not-signed": Words(N_("A host has not signed off yet"), N_("“organisations” names who is still missing.")),
    "lead-only": Words(N_("Only a lead host publishes and cancels"), N_("Leave these rights out, or make it a lead host.")),
    "need-not-sign": Words(N_("Your organisation need not sign this off"), N_("Only leads and co-hosts do.")),
    "needs-sign-off": Words(
        N_("The hosts have to sign this off"),
        N_("Revise the event: it is signed off and published again. Time and place may change at once."),
    ),
    "not-a-host": Words(N_("This organisation is no host of the event"), N_("Read the hosts of the event again.")),
    "not-invited": Words(N_("Nobody waits for this answer"), N_("Read the event again.")),
    "owner-stays": Words(N_("Whose event it is stays a host"), N_("Cancel the event instead.")),
    "registration-closed": Words(N_("Registration has closed"), N_("Ask the organisers.")),
    "registration-not-open": Words(N_("Registration has not opened yet"), N_("Come back when it does: “opens_at”.")),
    "without-registration": Words(N_("One does not register for this event"), N_("Just come, or ask the organisers.")),
    "wrong-event-state": Words(N_("The state of the event does not allow this"), N_("“steps” of the event names what is possible now.")),
    "already-registered": Words(N_("You are registered for this already"), N_("Look at your registrations.")),
    "event-full": Words(N_("There is no place left"), N_("Ask the organisers whether there will be more.")),
    "invitation-needed": Words(N_("One comes to this event by invitation"), N_("Enter the code of your invitation.")),
    "invitation-used": Words(N_("This invitation was used or ended already"), N_("Read the invitations again.")),
    "mode-required": Words(N_("Say how you will attend"), N_("“modes” names what is possible.")),
    "needs-vouching": Words(
        N_("Nobody has vouched for this person yet"),
        N_("They give the number of their registration to one of the hosts, who vouches for them."),
    ),
    "no-places-for-this": Words(N_("There are no places of this kind"), N_("Attend in another way, or ask the organisers.")),
    "offer-expired": Words(N_("The offer has passed"), N_("The place went to who waits next. You may register again.")),
    "party-too-large": Words(N_("That is too many places for one registration"), N_("At most {most}.")),
    "places-are-taken": Words(
        N_("More places are taken than that"), N_("{taken} are taken: offer at least as many, or take registrations back first.")
    ),
    "pool-exists": Words(N_("There are such places already"), N_("Change how many there are.")),
    "wrong-registration-state": Words(
        N_("The state of the registration does not allow this"), N_("Read it again: somebody may have changed it.")
    ),
}

FALLBACK = OF_STATUS[422]

OF_FIELD: Mapping[str, str] = {
    "control-character": N_("Control characters are not allowed here."),
    "in-the-past": N_("This lies in the past."),
    "invalid": N_("This has the wrong form."),
    "required": N_("This is needed."),
    "unknown-field": N_("There is no such field."),
    "too-long": N_("At most {max} characters."),
    "wrong-length": N_("This has the wrong length."),
    "out-of-range": N_("This is too small or too large."),
    "not-one-of": N_("Choose one of: {choices}."),
    "wrong-format": N_("This has the wrong form."),
    "not-a-url": N_("This is not a web address."),
    "not-an-email": N_("This is not an e-mail address."),
    "not-a-country": N_("Use the two letters of ISO 3166, for instance FR."),
    "not-a-language": N_("Use a language tag, for instance en or pt-BR."),
    "no-such-language": N_("No language is known by this. Write its name, or its tag: French, fr, pt-BR."),
    "not-a-reference": N_("Write it as C-2026-0042."),
    "not-a-time": N_("Write it as 2026-03-05T12:00:00Z."),
    "time-without-offset": N_("Say the offset from UTC, for instance 2026-03-05T12:00:00Z."),
    "wrong-partial-date": N_("Write it as 2026, 2026-03, 2026-03-05 or 2026-03-05/2026-03-09."),
    "wrong-precision": N_("Choose one of: exact, day_unknown, month_day_unknown, estimated, range."),
    "wrong-cursor": N_("This cursor does not belong to this list. Begin without one."),
    "invalid-uuid": N_("This is not an id."),
    "anonymous-without-case": N_("What does not name the lawyer still needs its case."),
    "case-required": N_("Name the case."),
    "marking-contradicts-audience": N_("This marking does not allow that audience."),
    "never-public": N_("This kind is never public."),
    "no-such-group": N_("There is no such sharing group."),
    "not-a-reviewer": N_("This is not a member of your organisation who may review."),
    "not-a-representative": N_("This person does not represent the lawyer for this."),
    "not-confirmed": N_("This is not the word “{word}”."),
    "not-in-case": N_("This person does not belong to the case."),
    "code-refused": N_("This code is wrong, or was used already. Wait for the next one."),
    "wrong-password": N_("This is not the password of this account."),
    "too-few-languages": N_("Write it in two languages at least."),
    "above-ceiling": N_("You would lose sight of it yourself: at most {ceiling}."),
    "not-for-programs": N_("A program cannot have this role."),
    "not-with-public": N_("What is public has no group."),
    "no-such-target": N_("There is nothing to be cited under this."),
    "no-such-column": N_("There is no such column. The first line names the columns."),
    "no-title-column": N_("The first line has to name the column title."),
    "not-a-list": N_("This is no list of works."),
    "entry-unreadable": N_("This entry cannot be read."),
    "not-in-passage": N_("This place is not in the passage."),
    "only-of-laws": N_("This is said of bills, laws and regulations only."),
    "only-own-works": N_("This narrows your own works only."),
    "only-with-own": N_("This narrows your own alerts only."),
    "too-short": N_("At least {min} characters."),
    "too-simple": N_("Use more different characters."),
    "not-a-coordinator": N_("This is not a member of your organisation who may see rosters."),
    "not-a-local-time": N_("Write it as 2026-03-05T12:00, without an offset."),
    "not-a-zone": N_("Use a zone of the IANA database, for instance Africa/Casablanca."),
    "no-such-local-time": N_("The clock is put forward then and skips this time. It shows {instead} instead."),
    "local-time-twice": N_("The clock is put back then and shows this time twice. Say which is meant."),
    "not-after-start": N_("It ends after it begins, and within {days} days."),
    "not-after-opening": N_("It closes after it opens."),
    "needs-approval": N_("This goes with approval only."),
    "not-with-mode": N_("This does not go with how one attends."),
    "place-tells-too-much": N_("Participants are at risk: leave place and country out, or show the event to fewer people."),
    "cannot-change": N_("This cannot be changed any more."),
    "ends-before-it-begins": N_("It ends before it begins."),
    "no-such-mechanism": N_("There is no such mechanism."),
    "no-such-mechanism-session": N_("The mechanism has no such session."),
    "not-a-planner": N_("This is not a member of your organisation who may read its plans."),
    "not-with-this-precision": N_("This does not belong to that precision. Leave it empty."),
    "twice": N_("Another row says the same."),
    "withdrawn": N_("This was withdrawn for good."),
    "asked-twice": N_("This is asked already."),
    "kept-longer-than-name": N_("It is kept no longer than the name: {max} days."),
    "options-with-choice": N_("A choice has options, and nothing else has."),
}
