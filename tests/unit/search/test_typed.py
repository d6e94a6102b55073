"""What people type becomes a question, whatever it is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Invalid
from services.search.domain import typed
from services.search.domain.question import AllOf, AnyOf, Phrase, Prefix, Question, Word
from services.search.domain.spelling import Spelling
from services.search.domain.synonyms import Synonyms, widened

SCRIPTS = ["lawyer", "адвокат", "محامٍ", "律师", "弁護士", "δικηγόρος", "עורך דין", "वकील", "변호사", "ทนาย"]
OPERATORS = ["-", "+", "*", '"', ":", "country:", "after:", "-after:x", "(", ")", "“", "«", "--", "**", "AND", "OR", ",", "principle:,"]


def question(text: str) -> Question:
    return typed.read(text).question


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Question()),
        ("fair trial", Question(wanted=(Word("fair"), Word("trial")))),
        ('"fair trial" now', Question(wanted=(Phrase(("fair", "trial")), Word("now")))),
        ("«procès équitable»", Question(wanted=(Phrase(("procès", "équitable")),))),
        ('"never closed', Question(wanted=(Phrase(("never", "closed")),))),
        ("detain*", Question(wanted=(Prefix("detain"),))),
        ("d*", Question(wanted=(Word("d"),))),
        ("e-mai*", Question(wanted=(Word("e"), Prefix("mai")))),
        ('-draft -"press release" -arrest*', Question(unwanted=(Word("draft"), Phrase(("press", "release")), Prefix("arrest")))),
        ("well-known", Question(wanted=(Word("well-known"),))),
        ("country:fr,DE COUNTRY:es", Question(chosen={"country": frozenset({"FR", "DE", "ES"})})),
        ("-kind:case principle:16", Question(chosen={"principle": frozenset({"16"})}, refused={"kind": frozenset({"case"})})),
        ('body:"HR Committee"', Question(chosen={"body": frozenset({"hr committee"})})),
        ("after:2025-03 before:2026", Question(after=date(2025, 3, 1), before=date(2026, 12, 31))),
        ("https://example.org", Question(wanted=(Word("https://example.org"),))),
        ("two\x00words\x07here", Question(wanted=(Word("two"), Word("words"), Word("here")))),
        ("\u202bمحامون\u202c", Question(wanted=(Word("محامون"),))),
    ],
)
def test_typed_text_is_read(text, expected):
    assert typed.read(text) == typed.Typed(expected)


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        ('- * "" : -- ؟ €', ("-", "*", '""', ":", "--", "؟", "€")),
        ("country: after:soon before:2025-13", ("country:", "after:soon", "before:2025-13")),
        ("principle:,", ("principle:,",)),
    ],
)
def test_what_nothing_can_be_made_of_is_named(text, ignored):
    assert typed.read(text) == typed.Typed(Question(), ignored)


@pytest.mark.parametrize("text", ["x" * 1_001, " ".join(SCRIPTS) * 1_000])
def test_what_nobody_types_is_refused(text):
    with pytest.raises(Invalid) as refused:
        typed.read(text)
    assert refused.value.params == {"errors": [{"pointer": "/q", "code": "too-long", "max": 1_000}]}


def test_of_very_many_words_the_last_are_left_out_and_named():
    assert typed.read(" ".join(map(str, range(42)))) == typed.Typed(Question(wanted=tuple(Word(str(n)) for n in range(40))), ("40", "41"))


parts = st.one_of(st.sampled_from([*SCRIPTS, *OPERATORS]), st.text(max_size=12), st.characters())


@given(st.lists(parts, max_size=60), st.sampled_from(["", " ", '"']))
def test_any_text_is_read_or_refused(several, between):
    try:
        read = typed.read(between.join(several))
    except Invalid:
        return
    assert isinstance(read.question, Question)
    assert typed.forgiving(read.question).unwanted == read.question.unwanted


def test_a_forgiving_question_takes_words_of_other_spelling():
    asked = Question(wanted=(Word("lawyer"), AnyOf((AllOf((Word("ban"),)), Phrase(("no", "travel"))))))
    similar = (Word("lawyer", similar=True), AnyOf((AllOf((Word("ban", similar=True),)), Phrase(("no", "travel")))))
    assert typed.forgiving(asked) == Question(wanted=similar)


NAMES = Synonyms.of([["Travel ban", "interdiction de voyager"], ["ban", "banned"]])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("travel BAN now", (AnyOf((AllOf((Word("travel"), Word("BAN"))), Phrase(("interdiction", "de", "voyager")))), Word("now"))),
        ('"interdiction de voyager"', (AnyOf((Phrase(("interdiction", "de", "voyager")), Phrase(("Travel", "ban")))),)),
        ("ban", (AnyOf((Word("ban"), Phrase(("banned",)))),)),
        ("travel -ban", (Word("travel"),)),
    ],
)
def test_a_name_brings_what_else_the_thing_is_called(text, expected):
    assert widened(question(text), NAMES).wanted == expected


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("indepndence of lawyers", "independence of lawyers"),
        ("lawyers", None),
        ("zzzzzz", None),
        ("country:FR lwayers", "country:FR lawyers"),
    ],
)
def test_a_mistyped_word_is_exchanged_for_one_that_everybody_knows(text, meant):
    assert Spelling(["Independence of lawyers"]).meant(text, question(text)) == meant
