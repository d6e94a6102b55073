"""Documents in any number, the same ones each time, and questions for what is in some of them.

Each language has words of its own, which fall off in frequency as those of a real one do: the n-th is a n-th as frequent as the first.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

from chassis import audience
from chassis.contexts import Viewer
from chassis.values import Tlp
from services.search.domain.question import Question, Word
from services.search.engines import Document, Sights

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
ORGS = [UUID(int=number, version=4) for number in range(1, 101)]
GROUPS = ORGS[:20]
LANGS = ("en", "fr", "es", "ru", "ar", None)
COUNTRIES = ["AR", "BR", "CO", "DE", "EG", "ES", "FR", "IN", "KE", "MX"]
WORDS_OF_A_TEXT, WORDS_OF_A_TITLE, WORDS_LOOKED_FOR = 40, 6, 3
VOCABULARY = 50_000

READER = Viewer(
    kind="person", org=ORGS[0], site="a.example", membership=ORGS[0], roles=frozenset({"coordinator"}), scopes=frozenset({"*"}),
    groups=frozenset(GROUPS[:5]), ceiling=Tlp.RED,
)  # fmt: skip
SIGHTS = Sights.of(READER, ("alert", "case"), now=NOW)
"""Ten tokens, with which about a third of the documents can be seen."""


def documents(number: int) -> Iterator[Document]:
    """Give documents, in all languages."""
    chance = random.Random(number)
    words = {lang: _words(chance, spelt=random.Random(place)) for place, lang in enumerate(LANGS)}
    for place in range(number):
        lang = chance.choice(LANGS)
        text = chance.choices(words[lang], k=WORDS_OF_A_TEXT)
        yield Document(
            id=UUID(int=chance.getrandbits(128), version=4),
            version=1,
            kind=chance.choice(("alert", "case")),
            owner_org=chance.choice(ORGS),
            audience=_audience(chance),
            marking=Tlp.GREEN,
            title=" ".join(text[:WORDS_OF_A_TITLE]),
            text=" ".join(text),
            lang=lang,
            country=chance.choice(COUNTRIES),
            date=NOW - timedelta(minutes=place),
            facets={"principle": [str(chance.randint(1, 29))]},
        )


def questions(number: int, *, of: int) -> list[Question]:
    """Return questions for three words each of a document among `documents(of)` that can be seen: what somebody types who looks for it."""
    chance = random.Random(of)
    tokens = audience.tokens(READER)
    seen = (one for one in documents(of) if not tokens.isdisjoint(one.audience))
    texts = [one.text.split() for one in islice(seen, 500)]
    return [Question(wanted=tuple(map(Word, chance.sample(chance.choice(texts), WORDS_LOOKED_FOR)))) for _ in range(number)]


def _words(chance: random.Random, *, spelt: random.Random) -> list[str]:
    """Return words to choose from at random, each as often as it is frequent."""
    letters = "abcdefghijklmnoprstuvwz"
    named = ["".join(spelt.choices(letters, k=spelt.randint(3, 10))) for _ in range(VOCABULARY)]
    return chance.choices(named, weights=[1 / (place + 1) for place in range(VOCABULARY)], k=200_000)


def _audience(chance: random.Random) -> frozenset[str]:
    org = chance.choice(ORGS)
    return frozenset(
        chance.choice(
            [
                [audience.PUBLIC],
                [audience.org(org)],
                [audience.group(chance.choice(GROUPS), one) for one in ORGS[:10]],
                [audience.lead(org), audience.member(org)],
            ]
        )
    )
