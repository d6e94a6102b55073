"""Documents for a search engine, what somebody sees of them, and engines that hold them."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from chassis import audience
from chassis.audience import Sight
from chassis.contexts import PUBLIC
from chassis.values import Tlp
from services.search.domain.question import Phrase, Prefix, Question, Word
from services.search.engines import Document, Sights
from tests.support.worlds import GROUPS, MEMBERS, ORGS, SITES

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
EVERYTHING = Question()
KINDS = ("alert", "case")
ANYBODY = Sights.of(PUBLIC, KINDS, now=NOW)


def a_document(text: str = "", **more) -> Document:
    """Return a public alert in English, unless `more` says otherwise."""
    usual = {
        "id": uuid4(), "version": 1, "kind": "alert", "owner_org": UUID(int=1, version=4), "audience": frozenset({audience.PUBLIC}),
        "marking": Tlp.CLEAR, "title": "", "lang": "en", "date": NOW,
    }  # fmt: skip
    return Document(text=text, **usual | more)


def written(engine, *documents: Document) -> list[Document]:
    """Write documents so that they can be found."""
    assert engine.write(documents) == {}
    engine.settle()
    return list(documents)


def a_question(*typed: str, unwanted=(), **more) -> Question:
    """Return the question for words; one with spaces is a phrase, one with a star at its end a prefix."""
    return Question(wanted=tuple(map(_item, typed)), unwanted=tuple(map(_item, unwanted)), **more)


def _item(text: str):
    if " " in text:
        return Phrase(tuple(text.split()))
    return Prefix(text[:-1]) if text.endswith("*") else Word(text)


def ids(engine, question: Question = EVERYTHING, sights: Sights = ANYBODY) -> set[UUID]:
    """Return everything that is found, page by page."""
    found, cursor = [], None
    while True:
        page = engine.search(question, sights, limit=50, cursor=cursor)
        found += [hit.id for hit in page.hits]
        cursor = page.next
        if cursor is None:
            break
    assert len(found) == len(set(found)), "something was found twice"
    return set(found)


def everything() -> Sights:
    """Return the sights of somebody who may see whatever a random world has."""
    tokens = frozenset(
        ["public", "federation", *(f"site:{name}" for name in SITES), *(f"member:{one}" for one in MEMBERS)]
        + [f"{what}:{org}" for org in ORGS for what in ("org", "lead")]
        + [f"group:{group}/org:{org}" for group in GROUPS for org in ORGS]
    )
    return Sights({kind: Sight(tokens, Tlp.RED) for kind in KINDS}, NOW)
