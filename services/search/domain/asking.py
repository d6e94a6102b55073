"""From what somebody asks to the question an engine is put."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.search.domain import typed as typing
from services.search.domain.names import SYNONYMS
from services.search.domain.question import Question
from services.search.domain.synonyms import widened

CHOICES = {
    "kind": "kind",
    "type": "type",
    "country": "country",
    "principle": "principle",
    "organisation": "organisation",
    "lang": "language",
    "year": "year",
}
"""Field of a request → facet of documents. A record has several languages; what is asked for by `lang` is any of them."""
TYPED = tuple(name for name in CHOICES if name != "organisation")
"""What can be typed as a filter: names of organisations are chosen, not typed."""


def question_of(asked: Mapping[str, Any]) -> Question:
    """Return the question in `asked`: what was typed, narrowed by what was chosen beside it; a kept one has no order. Invalid."""
    typed = parsed(asked["q"])
    chosen = {CHOICES.get(facet, facet): values for facet, values in typed.chosen.items()}
    for field, facet in CHOICES.items():
        if asked[field]:
            values = frozenset(asked[field])
            chosen[facet] = chosen[facet] & values if facet in chosen else values
    refused = {CHOICES.get(facet, facet): values for facet, values in typed.refused.items()}
    return replace(
        typed,
        chosen=chosen,
        refused=refused,
        after=max(filter(None, (typed.after, asked["after"])), default=None),
        before=min(filter(None, (typed.before, asked["before"])), default=None),
        sort=asked.get("sort", "relevance"),
    )


def parsed(text: str) -> Question:
    """Return what somebody typed, with what else it is called. Invalid if it is too long; what cannot be read is left out."""
    return widened(typing.read(text, facets=TYPED).question, SYNONYMS)


def without(question: Question, ids: Collection[UUID]) -> Question:
    """Return the question, never to be answered with these records."""
    return replace(question, refused={**question.refused, "id": frozenset(one.hex for one in ids)}) if ids else question
