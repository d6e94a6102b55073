"""Rules of cases: no I/O, everything in the arguments."""

from services.cases.domain.case import Case, Mandate, Risk, Verified
from services.cases.domain.checks import Missing, missing
from services.cases.domain.clearances import Clearance, ClearanceState, Limits
from services.cases.domain.consent import Consent, Instruction
from services.cases.domain.stages import Closing, Course
from services.cases.domain.words import (
    Audience,
    ConsentState,
    Identifiability,
    Purpose,
    Reach,
    Stage,
    Verification,
)

__all__ = [
    "Audience",
    "Case",
    "Clearance",
    "ClearanceState",
    "Closing",
    "Consent",
    "ConsentState",
    "Course",
    "Identifiability",
    "Instruction",
    "Limits",
    "Mandate",
    "Missing",
    "Purpose",
    "Reach",
    "Risk",
    "Stage",
    "Verification",
    "Verified",
    "missing",
]
