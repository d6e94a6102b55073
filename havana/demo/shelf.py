"""What stands in the library of the sample deployment: works that cite principles, one that waits, trainings. All sample data."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from chassis.values import utcnow

Ask = Callable[..., Any]
COUNTRY_A, COUNTRY_B = "AW", "TV"
"""Works need ISO countries; these stand for Country A and B of the texts."""

JUDGMENT = """1. The applicant is a lawyer in Country A. She was searched at her office on the day before a hearing.

2. The court recalls that the Basic Principles on the Role of Lawyers, principle 16 (a), ask governments to let
lawyers work without intimidation, and that principle 22 protects what clients tell them.

3. The search was aimed at her work. The court finds a violation.

4. It follows from principle 18 of the Basic Principles on the Role of Lawyers that she is not to be identified with her client."""

LAW = """Article 1. This sample act governs the profession of lawyers in Country B.

Article 7. The ministry admits lawyers and may strike them off. (Compare principle 24 of the Basic Principles on the Role of Lawyers.)

Article 9. A lawyer may be searched by order of a prosecutor alone. (Compare the
Basic Principles on the Role of Lawyers, principles 16 and 22.)"""

REPORT = """1. Les Principes de base relatifs au rôle du barreau, principes 16 et 17, demandent aux pouvoirs publics
de protéger les avocats.

2. Le présent rapport est un exemple : aucun pays n’est visé."""

WORKS: tuple[tuple[Mapping[str, Any], str, str, Mapping[str, Any]], ...] = (
    (
        {
            "kind": "judgment",
            "texts": {
                "en": {
                    "title": "Sample Applicant v. Country A",
                    "summary": "Sample summary: the search of a lawyer's office violated her rights.",
                },
                "fr": {"title": "Requérante d’exemple c. Pays A", "summary": "Résumé d’exemple : la perquisition a violé ses droits."},
            },
            "issuer": "Sample regional court",
            "identifiers": [{"kind": "ecli", "value": "ECLI:SAMPLE:2024:0507"}],
            "date": "2024-05-07",
            "countries": [COUNTRY_A],
            "parties": [{"name": "Sample Applicant 1"}],
            "outcome": "violation",
            "importance": "key",
        },
        "en",
        JUDGMENT,
        {"use": "applied"},
    ),
    (
        {
            "kind": "law",
            "texts": {"en": {"title": "Sample Act on the Profession of Lawyers", "summary": "Sample summary of an act of Country B."}},
            "issuer": "Sample parliament",
            "date": "2019",
            "countries": [COUNTRY_B],
            "status_lines": [{"status": "introduced", "date": "2018-11"}, {"status": "in_force", "date": "2019-07-01"}],
        },
        "en",
        LAW,
        {"conformity": "conflicts"},
    ),
    (
        {
            "kind": "report",
            "texts": {"fr": {"title": "Rapport d’exemple sur la protection des avocats", "summary": "Résumé d’exemple."}},
            "issuer": "Sample Lead Organisation",
            "authors": ["Sample Author 1"],
            "date": "2025-03",
            "ours": True,
        },
        "fr",
        REPORT,
        {"use": "recalled"},
    ),
)
WAITING = {"kind": "resolution", "texts": {"en": {"title": "Sample resolution on the independence of lawyers"}}, "date": "2025"}
WAITING_TEXT = "1. The sample assembly recalls principles 16 to 18 of the Basic Principles on the Role of Lawyers."
TRAININGS: tuple[Mapping[str, Any], ...] = (
    {
        "kind": "course",
        "texts": {
            "en": {
                "title": "Sample course: the first hour after an arrest",
                "description": "Sample description: what a lawyer does, whom to call, what to write down.",
                "objectives": "Know principles 7 and 8, and use them at a police station.",
            }
        },
        "audiences": ["young_lawyers"],
        "level": "introductory",
        "duration_minutes": 90,
        "principles": ["7", "8"],
        "licence": "CC BY 4.0",
    },
    {
        "kind": "practice",
        "texts": {
            "en": {"title": "Sample practice: a bar that observes every hearing", "description": "Sample description of what helped."}
        },
        "audiences": ["bar_leaders"],
        "principles": ["16", "24"],
        "licence": "CC BY 4.0",
    },
)


def fill(librarian: Ask) -> None:
    """Let a sample librarian put in works and trainings, accept what is right, and publish."""
    for about, lang, text, reading in WORKS:
        work = _with_text(librarian, about, lang, text)
        for citation in librarian("library", "list_citations", work_id=work["id"])["items"]:
            librarian("library", "decide_citation", citation_id=citation["id"], version=citation["version"], state="accepted", **reading)
        librarian("library", "publish_work", work_id=work["id"], version=work["version"])
    _with_text(librarian, WAITING, "en", WAITING_TEXT)
    review_by = (utcnow() + timedelta(days=180)).date().isoformat()
    for about in TRAININGS:
        training = librarian("library", "create_training", **about, review_by=review_by)
        librarian("library", "publish_training", training_id=training["id"], version=training["version"])


def _with_text(librarian: Ask, about: Mapping[str, Any], lang: str, text: str) -> Any:
    made = librarian("library", "create_work", **about)
    work = librarian("library", "add_expression", work_id=made["id"], lang=lang, kind="official")
    return librarian("library", "put_text", expression_id=work["held_expressions"][0]["id"], text=text)
