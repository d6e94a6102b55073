"""How an index of Tantivy is laid out: the same fields as on Elasticsearch.

What the index compares is folded before it is handed over; what hits show stands in `source`, as it was written. A document that
was removed stays as one with `removed`, so that an older version cannot come back.
"""

import hashlib

import tantivy

from services.search.domain import folding
from services.search.engines.port import LANGUAGES

_STEMMERS = {"en": "english", "fr": "french", "es": "spanish", "ar": "arabic", "ru": "russian"}
_WORD = rf"[{folding.UNSPACED}]|[\p{{Alphabetic}}\p{{N}}--[{folding.UNSPACED}]]+"
_LONGEST_WORD = 200

WRITTEN = "written"
OTHER = "other"
"""What stands for the language of a text whose language is not known in its forms."""

FORMS = (*LANGUAGES, OTHER)
ANALYZER_OF = {"": WRITTEN, f"_{OTHER}": WRITTEN, **{f"_{lang}": lang for lang in LANGUAGES}}
"""Suffix of `title` and `text` to its analyzer: all text stands in the field without one, and in that of its language as well."""


def _analyzers() -> dict[str, tantivy.TextAnalyzer]:
    def builder() -> tantivy.TextAnalyzerBuilder:
        return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_WORD)).filter(tantivy.Filter.remove_long(_LONGEST_WORD))

    stemmed = {lang: builder().filter(tantivy.Filter.stemmer(_STEMMERS[lang])).build() for lang in LANGUAGES}
    return {WRITTEN: builder().build(), **stemmed}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("place", indexed=True, fast=True)
    builder.add_unsigned_field("rank", fast=True)
    builder.add_boolean_field("removed", indexed=True)
    for name in ("owner_org", "audience"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("marking", "visible_until", "date"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_json_field("facets", tokenizer_name="raw", fast=True, index_option="basic")
    for name in ("title", "text"):
        for suffix, analyzer in ANALYZER_OF.items():
            builder.add_text_field(f"{name}{suffix}", tokenizer_name=analyzer)
    builder.add_bytes_field("source", stored=True)
    return builder.build()


ANALYZERS = _analyzers()
SCHEMA = _schema()
LAYOUT = hashlib.sha256(f"1 {_WORD} {_STEMMERS} {sorted(folding.TABLE.items())}".encode()).hexdigest()[:16]
"""Changes whenever an index has to be built anew; the figure is raised with the schema."""


def open_index(folder: str) -> tantivy.Index:
    """Return the index in a folder, laid out if it is empty."""
    index = tantivy.Index(SCHEMA, path=folder)
    for name, analyzer in ANALYZERS.items():
        index.register_tokenizer(name, analyzer)
    return index


def tokens(analyzer: str, text: str) -> list[str]:
    """Return what a field with that analyzer has of a text that is not folded yet."""
    return ANALYZERS[analyzer].analyze(folding.fold(text))
