"""What search engines find and show: the same on both."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.search.domain import typed
from services.search.domain.question import AllOf, AnyOf, Phrase, Question, Word
from services.search.domain.synonyms import Synonyms, widened
from services.search.engines import FacetValue
from tests.support.searching import ANYBODY, EVERYTHING, NOW, a_document, a_question, ids, written

FORMS = [
    ("en", "The lawyers were arrested", "lawyer", "arrest"),
    ("fr", "Les avocates ont été détenues", "avocate", "détenu"),
    ("es", "Los abogados fueron detenidos", "abogado", "detenidas"),
    ("ar", "اعتقل المحامون", "محامون", "المحامون"),
    ("ru", "Адвокатов задержали", "адвокат", "адвоката"),
]


@pytest.mark.parametrize(("lang", "text", *"ab"), FORMS)
def test_words_are_found_in_their_other_forms(engine, lang, text, a, b):
    [one, _] = written(engine, a_document(text, lang=lang), a_document("something else", lang=lang))
    assert [ids(engine, a_question(word)) for word in (a, b)] == [{one.id}] * 2


def test_letters_are_compared_without_case_and_accents_in_every_script(engine):
    mixed = "Élève ЁЛКА محاميَّة Ἀθῆναι 律师会 ŁÓDŹ l’avocat"
    [one, _] = written(engine, a_document(mixed, lang=None), a_document("nothing", lang="de"))
    looked_for = ["eleve", "ÉLÈVE", "елка", "محامية", "αθηναι", "律师", "师会", "lodz", "avocat", "l'avocat", "avoc*", "محام*"]
    assert {word: ids(engine, a_question(word)) for word in looked_for} == {word: {one.id} for word in looked_for}


def test_phrases_prefixes_and_refusals_narrow(engine):
    fair, trial, draft = written(
        engine, a_document("a fair trial for lawyers"), a_document("the trial was fair"), a_document("a fair trial, draft")
    )
    assert {text: ids(engine, typed.read(text).question) for text in ('"fair trial"', '"trial fair"', "fair", "tri* -draft", 'trial -"fair trial"')} == {
        '"fair trial"': {fair.id, draft.id},
        '"trial fair"': set(),
        "fair": {fair.id, trial.id, draft.id},
        "tri* -draft": {fair.id, trial.id},
        'trial -"fair trial"': {trial.id},
    }  # fmt: skip


def test_every_word_must_be_there_be_it_in_the_title_or_the_text(engine):
    [both, _] = written(engine, a_document("were detained", title="Lawyers"), a_document("lawyers"))
    assert ids(engine, a_question("lawyer", "detained")) == {both.id}


@pytest.mark.parametrize("word", ["lawyesr", "lwayer", "lawyeer", "адвокта", "detainde"])
def test_mistyped_words_are_found_when_that_is_asked_for(engine, word):
    [one, _] = written(engine, a_document("lawyer адвокат detained"), a_document("ban"))
    question = a_question(word)
    assert (ids(engine, question), ids(engine, typed.forgiving(question))) == (set(), {one.id})


def test_short_words_have_no_similar_ones(engine):
    [one, _] = written(engine, a_document("ban"), a_document("bar"))
    assert ids(engine, typed.forgiving(a_question("ban"))) == {one.id}


def test_a_thing_is_found_by_what_it_is_called_in_another_language(engine):
    [french, english, _] = written(
        engine,
        a_document("Une interdiction de voyager", lang="fr"),
        a_document("travel bans"),
        a_document("no ban on travel writing", lang=None),
    )
    names = Synonyms.of([["Travel ban", "Interdiction de voyager"]])
    assert ids(engine, widened(a_question("travel", "ban"), names)) >= {french.id, english.id}
    assert ids(engine, Question(wanted=(AnyOf((AllOf((Word("bans"), Word("travel"))), Phrase(("interdiction", "de")))),))) >= {
        french.id,
        english.id,
    }


def test_facets_and_days_narrow(engine):
    old = datetime(2025, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    first, second, undated = written(
        engine,
        a_document(country="FR", date=old, facets={"principle": ["16", "17"]}),
        a_document(country="DE", date=old + timedelta(microseconds=1), facets={"principle": ["17"]}),
        a_document(date=None),
    )
    chosen = {"principle": frozenset({"16", "1"}), "country": frozenset({"FR", "DE"})}
    assert ids(engine, a_question(chosen=chosen)) == {first.id}
    assert ids(engine, a_question(refused={"principle": frozenset({"16"})})) == {second.id, undated.id}
    assert ids(engine, a_question(before=date(2025, 12, 31), after=date(2025, 12, 31))) == {first.id}
    assert ids(engine, a_question(after=date(2026, 1, 1))) == {second.id}


def test_facets_count_what_another_choice_in_them_would_find(engine):
    written(
        engine,
        a_document("lawyer", country="FR", facets={"principle": ["16", "17"]}),
        a_document("lawyer", country="FR", facets={"principle": ["17", "two words: Ä"]}),
        a_document("lawyer", country="DE", facets={"principle": ["16"]}),
        a_document("else", country="DE", facets={"principle": ["16"]}),
    )
    question = a_question("lawyer", chosen={"country": frozenset({"FR"})})
    found = engine.search(question, ANYBODY, facets=["country", "principle", "body", "kind"])
    assert found.total == 2
    assert found.facets == {
        "country": (FacetValue("FR", 2), FacetValue("DE", 1)),
        "principle": (FacetValue("17", 2), FacetValue("16", 1), FacetValue("two words: Ä", 1)),
        "body": (),
        "kind": (FacetValue("alert", 2),),
    }


def test_by_date_the_newest_comes_first_and_what_has_none_last(engine):
    days = [None, *(NOW - timedelta(days=number) for number in (3, 1, 2))]
    written(engine, *(a_document("lawyer", date=day) for day in days))
    expected = [NOW - timedelta(days=number) for number in (1, 2, 3)] + [None]
    for question in (EVERYTHING, a_question("lawyer", sort="date")):
        assert [hit.date for hit in engine.search(question, ANYBODY).hits] == expected


def test_what_has_the_word_in_its_title_comes_first(engine):
    _, titled = written(engine, a_document("a lawyer here and there"), a_document("somebody else", title="Lawyer"))
    assert engine.search(a_question("lawyer"), ANYBODY).hits[0].id == titled.id


def test_a_hit_shows_where_it_was_found(engine):
    [one] = written(
        engine, a_document("The lawyers of A & B <b>were</b> arrested", title="Lawyer <arrested>", country="FR", version=3, kind="alert")
    )
    [hit] = engine.search(a_question("lawyer", "arrest*"), ANYBODY).hits
    assert (hit.title, hit.excerpts) == (
        "<mark>Lawyer</mark> &lt;<mark>arrested</mark>&gt;",
        ("The <mark>lawyers</mark> of A &amp; B &lt;b&gt;were&lt;/b&gt; <mark>arrested</mark>",),
    )
    assert (hit.id, hit.version, hit.kind, hit.lang, hit.country, hit.date) == (one.id, 3, "alert", "en", "FR", NOW)


@pytest.mark.parametrize("text", ["<script>alert(1)</script> lawyer", "\ue000lawyer\ue001 <", "lawyer\" onload='x' & &lt;"])
def test_no_text_of_a_record_is_shown_as_markup(engine, text):
    written(engine, a_document(text, title=text))
    for question in (a_question("lawyer"), EVERYTHING):
        [hit] = engine.search(question, ANYBODY).hits
        bare = "".join([hit.title, *hit.excerpts]).replace("<mark>", "").replace("</mark>", "")
        assert not set("<>\"'") & set(bare)


def test_an_excerpt_is_short_and_comes_from_where_the_words_stand(engine):
    text = "Nothing is here. " * 200 + "The bar association spoke. " + "Nothing is there. " * 200
    written(engine, a_document(text))
    [found] = engine.search(a_question("association"), ANYBODY).hits
    [everything] = engine.search(EVERYTHING, ANYBODY).hits
    assert "<mark>association</mark>" in found.excerpts[0]
    assert all(len(one) < 400 for one in (*found.excerpts, *everything.excerpts))
    assert everything.excerpts[0].startswith("Nothing is here.")


@pytest.mark.parametrize(("lang", "text", "word", "marked"), [
    ("fr", "Les avocates détenues", "avocat", "Les <mark>avocates</mark> détenues"),
    ("ru", "Адвокатов задержали", "адвокат", "<mark>Адвокатов</mark> задержали"),
    ("ar", "مُحَامِيَّةٌ هنا", "محامية", "<mark>مُحَامِيَّةٌ</mark> هنا"),
    ("de", "Straße der Anwälte", "strasse", "<mark>Straße</mark> der Anwälte"),
    (None, "Œuvre, 律师 x", "律师", "Œuvre, <mark>律师</mark> x"),
])  # fmt: skip
def test_marks_stand_around_whole_words_of_every_script(engine, lang, text, word, marked):
    written(engine, a_document(text, lang=lang))
    [hit] = engine.search(a_question(word), ANYBODY).hits
    assert [one.replace("</mark><mark>", "") for one in hit.excerpts] == [marked]


def test_suggestions_are_titles_with_words_that_begin_so(engine):
    one, two, _ = written(
        engine, a_document(title="Arrest of Élise, lawyer"), a_document(title="Arrests and élites"), a_document("arrest", title="Other")
    )
    assert {typed_: {found.id for found in engine.suggest(typed_, ANYBODY)} for typed_ in ("arr", "ARREST el", "law elis", "zz", "", "  *")} == {
        "arr": {one.id, two.id},
        "ARREST el": {one.id, two.id},
        "law elis": {one.id},
        "zz": set(),
        "": set(),
        "  *": set(),
    }  # fmt: skip


def test_among_certain_documents_only_those_are_found(engine):
    one, two, _ = written(engine, a_document("lawyer"), a_document("else"), a_document("lawyer"))
    assert [hit.id for hit in engine.search(a_question("lawyer"), ANYBODY, only=[one.id, two.id]).hits] == [one.id]


def test_counts_are_exact_to_ten_thousand_and_stay_there(engine):
    documents = [a_document("lawyer") for _ in range(10_001)]
    written(engine, *documents[:10_000])
    assert engine.count(EVERYTHING, ANYBODY) == (10_000, True)
    written(engine, documents[-1])
    assert engine.count(EVERYTHING, ANYBODY) == (10_000, False)
    found = engine.search(a_question("lawyer"), ANYBODY)
    assert (found.total, found.total_is_exact) == (10_000, False)


WORDS = [
    "lawyer",
    "lawyers",
    "arrested",
    "arrests",
    "avocats",
    "détenues",
    "abogados",
    "detención",
    "адвокаты",
    "адвоката",
    "المحامون",
    "محام",
    "律师",
    "l'avocate",
]
LANGS = ["en", "fr", "es", "ar", "ru", "fr-CA", "de", None]
texts = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
documents = st.builds(
    lambda title, text, lang, principle: a_document(text, title=title, lang=lang, facets={"principle": principle}),
    texts, texts, st.sampled_from(LANGS), st.lists(st.sampled_from(["1", "16"]), max_size=2, unique=True),
)  # fmt: skip
asked = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(WORDS).map(lambda word: f"{word[:4]}*"),
        st.sampled_from(WORDS).map(lambda word: f"-{word}"),
        texts.map(lambda text: f'"{text}"'),
        st.sampled_from(["principle:16", "-principle:1", "lang:fr,en"]),
    ),
    max_size=3,
).map(" ".join)


def test_both_engines_find_and_count_the_same(both_engines, full):
    tantivy, elasticsearch = both_engines

    @settings(max_examples=300 if full else 60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(documents, min_size=1, max_size=6), st.lists(asked, min_size=1, max_size=4), st.booleans())
    def both_find_the_same(several, questions, forgiving):
        for engine in both_engines:
            written(engine, *several)
        for text in questions:
            question = typed.read(text).question
            question = typed.forgiving(question) if forgiving else question
            mine, theirs = (
                engine.search(question, ANYBODY, facets=["principle", "lang"], limit=100, only=[one.id for one in several])
                for engine in (tantivy, elasticsearch)
            )
            assert ({hit.id for hit in mine.hits}, mine.total, mine.facets) == (
                {hit.id for hit in theirs.hits},
                theirs.total,
                theirs.facets,
            )

    both_find_the_same()


anything = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(["-", "*", '"', ":", "x", "'", "\\", "/", "(", ".*", "律", "ما", "кто", "ä", "\u0301", "हि"]), max_size=20
    ).map("".join),
)


def test_whatever_is_typed_gets_an_answer(both_engines, full):
    for engine in both_engines:
        written(engine, a_document("lawyer"))

    @settings(max_examples=500 if full else 60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(anything, st.booleans())
    def typed_text_is_answered(text, forgiving):
        question = typed.read(text).question
        question = typed.forgiving(question) if forgiving else question
        for engine in both_engines:
            engine.search(question, ANYBODY, facets=["kind"])
            engine.suggest(text, ANYBODY)

    typed_text_is_answered()
