"""Questions and sights as queries of Tantivy.

A document is in one language, so all words of a question are looked for in the forms of one language at a time, and only of those
that know them all: an intersection of a few words, which the index skips through, where one of all forms of each word would have to
be read from end to end.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from tantivy import FieldType, Occur, Query, Searcher

from chassis.audience import sort_key_of
from services.search.domain import question as asked
from services.search.domain.folding import fold
from services.search.domain.question import Item, Question
from services.search.engines.filters import Limit, days, limits
from services.search.engines.port import Sights
from services.search.engines.tantivy.layout import ANALYZER_OF, FORMS, OTHER, SCHEMA, WRITTEN, tokens

TITLE_BOOST = 2.0
SIMILAR_BOOST = 0.2
LISTED_FROM = 50


def visible(sights: Sights) -> Query:
    """Return the filter of what is in sight."""
    seen = any_of([_seen(limit, sights) for limit in limits(sights)])
    return but_not(seen, [Query.term_query(SCHEMA, "removed", field_value=True)])


def standing() -> Query:
    """Return the filter of what was not removed."""
    return but_not(Query.all_query(), [Query.term_query(SCHEMA, "removed", field_value=True)])


def _seen(limit: Limit, sights: Sights) -> Query:
    must = [
        _one_of("facets.kind", limit.kinds),
        _one_of("audience", limit.tokens),
        Query.range_query(SCHEMA, "marking", FieldType.Integer, None, limit.ceiling),
        Query.range_query(SCHEMA, "visible_until", FieldType.Integer, sort_key_of(sights.now), None, include_lower=False),
    ]
    if limit.only_owner is not None:
        must.append(Query.term_query(SCHEMA, "owner_org", str(limit.only_owner)))
    must_not = [] if limit.not_owner is None else [Query.term_query(SCHEMA, "owner_org", str(limit.not_owner))]
    return but_not(all_of(must), must_not)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question by somebody, perhaps among certain documents only."""

    view: Searcher
    question: Question
    sights: Sights
    only: Collection[UUID] | None = None

    def query(self, *, without: str | None = None) -> Query:
        """Return what is found, under every choice but the one in the facet `without`; only the words decide how well a document fits."""
        question = self.question
        choices = [_has(name, values) for name, values in sorted(question.chosen.items()) if name != without]
        filters = [visible(self.sights), *choices, *_within_days(question), *_among(self.only)]
        refused = [_has(name, values) for name, values in sorted(question.refused.items())]
        narrowed = Query.const_score_query(all_of(filters), 0.0)
        return but_not(all_of([*self._wanted(), narrowed]), [*map(_in_any_form, question.unwanted), *refused])

    def _wanted(self) -> list[Query]:
        """Return what must be there: what has forms in those of one language, the rest wherever it stands."""
        items = self.question.wanted
        with_forms = [item for item in items if _has_forms(item)]
        written = [_item(item, OTHER) for item in items if not _has_forms(item)]
        return [*written, any_of([_all_in(with_forms, lang) for lang in self._that_know(with_forms)])] if with_forms else written

    def _that_know(self, items: Sequence[Item]) -> list[str]:
        """Return the languages in which every word of `items` is somewhere."""
        words = [item.text for item in items if isinstance(item, asked.Word)]
        return [lang for lang in FORMS if all(self._is_there(lang, word) for word in words)]

    def _is_there(self, lang: str, word: str) -> bool:
        return all(self.view.doc_freq(f"text_{lang}", token) for token in tokens(_analyzer(lang), word))


def _has(facet: str, values: Collection[str]) -> Query:
    return _one_of(f"facets.{facet}", sorted(values))


def _one_of(field: str, values: Sequence[str]) -> Query:
    """Return the filter for one of `values`: a few are looked up as they are come to, of many all that have one are listed first."""
    if len(values) > LISTED_FROM:
        return Query.term_set_query(SCHEMA, field, values)
    return Query.boolean_query([(Occur.Should, Query.term_query(SCHEMA, field, value)) for value in values])


def beginnings(typed: str, sights: Sights) -> Query:
    """Return the query for titles that have a word beginning with each one typed."""
    words = [Query.regex_query(SCHEMA, "title", f"{word}.*") for word in tokens(WRITTEN, typed)]
    return all_of([*words, Query.const_score_query(visible(sights), 0.0)]) if words else Query.empty_query()


def _within_days(question: Question) -> list[Query]:
    first, end = days(question)
    bounds = []
    if first is not None:
        bounds.append(Query.range_query(SCHEMA, "date", FieldType.Integer, first, None))
    if end is not None:
        bounds.append(Query.range_query(SCHEMA, "date", FieldType.Integer, None, end - 1))
    return bounds


def _among(ids: Collection[UUID] | None) -> list[Query]:
    return [] if ids is None else [Query.term_set_query(SCHEMA, "id", sorted(map(str, ids)))]


def _all_in(items: Sequence[Item], lang: str) -> Query:
    """Return the query for all of `items` in one language; what stands in the title as well is more relevant."""
    titles = [_titled(item, lang) for item in items if isinstance(item, asked.Word)]
    return Query.boolean_query([*((Occur.Must, _item(item, lang)) for item in items), *((Occur.Should, title) for title in titles)])


def _in_any_form(item: Item) -> Query:
    return any_of([_item(item, lang) for lang in FORMS]) if _has_forms(item) else _item(item, OTHER)


def _has_forms(item: Item) -> bool:
    match item:
        case asked.AllOf(of) | asked.AnyOf(of):
            return any(map(_has_forms, of))
        case asked.Word(_, similar):
            return not similar
        case _:
            return False


def _item(item: Item, lang: str) -> Query:
    """Return the query for an item in the forms of a language."""
    match item:
        case asked.AllOf(of):
            return all_of([_item(one, lang) for one in of])
        case asked.AnyOf(of):
            return any_of([_item(one, lang) for one in of])
        case asked.Phrase(words):
            return _side_by_side("text", tokens(WRITTEN, " ".join(words)))
        case asked.Prefix(text):
            return _beginning(fold(text))
        case asked.Word(text, similar):
            return any_of([*(_form(text, one) for one in FORMS), *_similar(fold(text))]) if similar else _form(text, lang)


def _form(text: str, lang: str) -> Query:
    return _side_by_side(f"text_{lang}", tokens(_analyzer(lang), text))


def _titled(word: asked.Word, lang: str) -> Query:
    return Query.boost_query(_side_by_side(f"title_{lang}", tokens(_analyzer(lang), word.text)), TITLE_BOOST)


def _analyzer(lang: str) -> str:
    return ANALYZER_OF[f"_{lang}"]


def _side_by_side(field: str, words: Sequence[str]) -> Query:
    """Return the query for words in this order; no words are nowhere."""
    if len(words) < 2:
        return Query.term_query(SCHEMA, field, words[0]) if words else Query.empty_query()
    return Query.phrase_query(SCHEMA, field, list(words))


def _beginning(text: str) -> Query:
    letters = "".join(letter if letter.isalnum() else f"\\{letter}" if letter.isascii() else "" for letter in text)
    return Query.regex_query(SCHEMA, "text", f"{letters}.*")


def _similar(word: str) -> Iterable[Query]:
    if distance := asked.letters_apart(word):
        yield Query.boost_query(Query.fuzzy_term_query(SCHEMA, "text", word, distance), SIMILAR_BOOST)


def all_of(queries: Sequence[Query]) -> Query:
    """Return a query that needs every one of `queries`."""
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def any_of(queries: Sequence[Query]) -> Query:
    """Return a query that one of `queries` is enough for; nothing matches none."""
    if len(queries) == 1:
        return queries[0]
    return Query.disjunction_max_query(list(queries)) if queries else Query.empty_query()


def but_not(query: Query, refused: Sequence[Query]) -> Query:
    """Return `query` without what matches one of `refused`."""
    return Query.boolean_query([(Occur.Must, query), *((Occur.MustNot, one) for one in refused)])
