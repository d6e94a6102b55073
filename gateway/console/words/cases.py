"""The words of cases: what is missing and what resolves it, steps, consent, risk, the timeline."""

from collections.abc import Mapping

from gateway.languages import N_

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
    "given": N_("Agreed"),
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
