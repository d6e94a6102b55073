"""What the port of search engines promises, of both engines."""

import pytest

from services.search.engines import connect
from tests.support.searching import ANYBODY, a_document, a_question, ids, written


@pytest.fixture(params=["tantivy", "elasticsearch"])
def engine(request, tmp_path):
    address = (tmp_path / "index").as_uri() if request.param == "tantivy" else request.getfixturevalue("elasticsearch_url")
    engine = connect(address)
    yield engine
    engine.close()


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


def test_a_hit_shows_where_it_was_found(engine):
    written(engine, a_document("The lawyers of A & B <b>were</b> arrested", title="Lawyer <arrested>"))
    [hit] = engine.search(a_question("lawyer", "arrest*"), ANYBODY).hits
    assert (hit.title, hit.excerpts) == (
        "<mark>Lawyer</mark> &lt;<mark>arrested</mark>&gt;",
        ("The <mark>lawyers</mark> of A &amp; B &lt;b&gt;were&lt;/b&gt; <mark>arrested</mark>",),
    )
