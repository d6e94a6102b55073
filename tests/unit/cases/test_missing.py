import pytest

from services.cases.domain import Identifiability, Mandate, Missing, Purpose, Stage, Verification, Verified, missing
from tests.unit.cases.factories import (
    ANY_GROUP,
    AUTHORITY,
    COORDINATOR,
    EARLIER,
    GROUP,
    LATER,
    LAWYER,
    NOON,
    ORGANISATION,
    OTHER_GROUP,
    PUBLIC,
    SECOND_LAWYER,
    a_case,
    a_consent,
    a_group,
    a_risk,
    an_instruction,
)


def test_nothing_stands_against_a_case_that_has_everything():
    assert missing(a_case(), Purpose.MEDIA, PUBLIC, NOON) == []


def consents(**changes):
    return {"consents": (a_consent(**changes),)}


GAPS = [
    ({"stage": Stage.INTAKE}, Missing("stage", "case-not-open", "accept_case")),
    ({"stage": Stage.ON_HOLD}, Missing("stage", "case-not-open", "resume_case")),
    ({"stage": Stage.CLOSING}, Missing("stage", "case-not-open", "reopen_case")),
    ({"stage": Stage.CLOSED}, Missing("stage", "case-not-open", "reopen_case")),
    ({"stage": Stage.ARCHIVED}, Missing("stage", "case-not-open", "open_case")),
    ({"stage": Stage.DECLINED}, Missing("stage", "case-not-open", "open_case")),
    ({"mandate": None}, Missing("mandate", "mandate-not-checked", "record_mandate")),
    ({"mandate": Mandate(within=False)}, Missing("mandate", "outside-mandate", "record_mandate")),
    ({"mandate": Mandate(within=True, expires_at=NOON)}, Missing("mandate", "mandate-expired", "record_mandate")),
    ({"verification": None}, Missing("verification", "not-verified", "record_verification")),
    ({"verification": Verified(Verification.POSSIBLE)}, Missing("verification", "not-likely-enough", "record_verification")),
    ({"verification": Verified(Verification.LIKELY, EARLIER)}, Missing("verification", "verification-expired", "record_verification")),
    ({"subjects": ()}, Missing("consent", "no-subject", "add_party")),
    ({"consents": ()}, Missing("consent", "consent-missing", "record_consent", LAWYER)),
    (consents(purpose=Purpose.ASSIST), Missing("consent", "consent-missing", "record_consent", LAWYER)),
    (consents(state="requested"), Missing("consent", "consent-requested", "record_consent", LAWYER)),
    (consents(state="refused"), Missing("consent", "consent-refused", "record_consent", LAWYER)),
    (consents(state="withdrawn"), Missing("consent", "consent-withdrawn", "record_consent", LAWYER)),
    (consents(state="expired"), Missing("consent", "consent-expired", "record_consent", LAWYER)),
    (consents(expires_at=NOON), Missing("consent", "consent-expired", "record_consent", LAWYER)),
    (consents(audience=ANY_GROUP), Missing("consent", "consent-for-fewer", "record_consent", LAWYER)),
    (consents(identifiability="anonymous"), Missing("consent", "consent-less-identifying", "record_consent", LAWYER)),
    ({"instructions": (an_instruction("do_not"),)}, Missing("consent", "instruction-do-not", "end_instruction", LAWYER)),
    ({"instructions": (an_instruction("ask_first"),)}, Missing("consent", "instruction-ask-first", "end_instruction", LAWYER)),
    ({"risk": None}, Missing("risk", "risk-not-assessed", "record_risk")),
    ({"risk": a_risk(valid_until=NOON)}, Missing("risk", "risk-expired", "record_risk")),
    ({"risk": a_risk(approver=None)}, Missing("risk", "risk-not-approved", "approve_risk")),
]


@pytest.mark.parametrize(("changes", "gap"), GAPS, ids=[f"{gap.code}-{gap.remedy}-{number}" for number, (_, gap) in enumerate(GAPS)])
def test_each_missing_check_names_its_remedy(changes, gap):
    assert missing(a_case(**changes), Purpose.MEDIA, PUBLIC, NOON, identifiability=Identifiability.INITIALS) == [gap]


def test_everything_missing_is_named_at_once():
    nothing = a_case(stage=Stage.INTAKE, mandate=None, verification=None, consents=(), risk=None)
    assert [gap.check for gap in missing(nothing, Purpose.MEDIA, PUBLIC, NOON)] == ["stage", "mandate", "verification", "consent", "risk"]


def test_every_subject_is_asked():
    gaps = missing(a_case(subjects=(LAWYER, SECOND_LAWYER)), Purpose.MEDIA, PUBLIC, NOON)
    assert gaps == [Missing("consent", "consent-missing", "record_consent", SECOND_LAWYER)]


def test_advocacy_without_a_person_needs_no_consent():
    assert missing(a_case(type="advocacy", subjects=(), consents=()), Purpose.MEDIA, PUBLIC, NOON) == []


def test_advocacy_with_a_person_needs_consent():
    assert [gap.code for gap in missing(a_case(type="advocacy", consents=()), Purpose.MEDIA, PUBLIC, NOON)] == ["consent-missing"]


def bare(**changes):
    return a_case(**{"stage": Stage.INTAKE, "mandate": None, "verification": None, "consents": (), "risk": None, **changes})


def test_assistance_in_imminent_danger_begins_without_any_check():
    assert missing(bare(priority="urgent"), Purpose.ASSIST, ORGANISATION, NOON) == []


def test_assistance_without_imminent_danger_needs_checks():
    assert [gap.check for gap in missing(bare(), Purpose.ASSIST, ORGANISATION, NOON)] == ["stage", "mandate", "consent"]


@pytest.mark.parametrize("audience", [AUTHORITY, ANY_GROUP, PUBLIC], ids=lambda audience: audience.kind)
def test_imminent_danger_never_opens_the_way_outside(audience):
    gaps = missing(bare(priority="urgent"), Purpose.ASSIST, audience, NOON)
    assert [gap.check for gap in gaps] == ["stage", "mandate", "verification", "consent", "risk"]


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose != Purpose.STATISTICS])
def test_whatever_leaves_the_organisation_needs_every_check(purpose):
    assert [gap.check for gap in missing(bare(), purpose, PUBLIC, NOON)] == ["stage", "mandate", "verification", "consent", "risk"]


def test_being_counted_needs_consent_alone():
    assert [gap.check for gap in missing(bare(), Purpose.STATISTICS, PUBLIC, NOON)] == ["consent"]


def test_a_draft_risk_assessment_suspends_the_approved_one():
    case = a_case(risk=a_risk(approver=None, assessor=COORDINATOR))
    assert [gap.code for gap in missing(case, Purpose.MEDIA, PUBLIC, NOON)] == ["risk-not-approved"]


def test_a_consent_is_good_until_the_moment_it_ends():
    case = a_case(consents=(a_consent(expires_at=LATER),))
    assert missing(case, Purpose.MEDIA, PUBLIC, NOON) == []


WITHHELD = [
    (a_group(GROUP), ["instruction-withhold-from"]),
    (a_group(OTHER_GROUP), []),
    (ANY_GROUP, ["instruction-withhold-from"]),
    (PUBLIC, ["instruction-withhold-from"]),
    (AUTHORITY, []),
]


@pytest.mark.parametrize(("audience", "codes"), WITHHELD, ids=lambda value: getattr(value, "kind", None))
def test_who_is_to_be_withheld_from_is_in_no_audience(audience, codes):
    case = a_case(instructions=(an_instruction("withhold_from", groups=frozenset({GROUP})),))
    assert [gap.code for gap in missing(case, Purpose.MEDIA, audience, NOON)] == codes


def test_an_instruction_for_another_purpose_stands_in_no_way():
    case = a_case(instructions=(an_instruction("do_not", purposes=frozenset({Purpose.UN_SUBMISSION})),))
    assert missing(case, Purpose.MEDIA, PUBLIC, NOON) == []


def test_what_we_are_asked_to_do_is_only_noted():
    assert missing(a_case(instructions=(an_instruction("do"),)), Purpose.MEDIA, PUBLIC, NOON) == []
