"""How an index of Elasticsearch is laid out: analysis and fields.

Text stands in the field of its language (`text_en`), stemmed, from where it is copied to `text`, which has the words as they
are written; text in any other language stands in `text` alone. The same for titles. Moments are microseconds since 1970: the
engine's own dates would round them. `removed` marks what was taken away: it stays, so that an older version cannot come back.
"""

import hashlib
import json
from typing import Any

from services.search.domain import folding
from services.search.engines.port import LANGUAGES

STEMMERS = {"en": "English", "fr": "French", "es": "Spanish", "ar": "Arabic", "ru": "Russian"}
REFRESH = "300ms"
KEYWORD_AT_MOST = 256
LONGEST_WORD = 200

_WORD = rf"[{folding.UNSPACED}]|[\p{{IsAlphabetic}}\p{{N}}&&[^{folding.UNSPACED}]]+"


def _analysis() -> dict[str, Any]:
    common = {"type": "custom", "char_filter": ["fold"], "tokenizer": "words"}
    return {
        "char_filter": {"fold": {"type": "mapping", "mappings": list(folding.mappings())}},
        "tokenizer": {"words": {"type": "pattern", "pattern": _WORD, "group": 0}},
        "filter": {
            "short": {"type": "length", "max": LONGEST_WORD},
            "beginnings": {"type": "edge_ngram", "min_gram": 1, "max_gram": 30},
            **{f"stem_{lang}": {"type": "snowball", "language": STEMMERS[lang]} for lang in LANGUAGES},
        },
        "analyzer": {
            "written": {**common, "filter": ["short"]},
            "beginnings": {**common, "filter": ["short", "beginnings"]},
            **{lang: {**common, "filter": ["short", f"stem_{lang}"]} for lang in LANGUAGES},
        },
    }


def _fields() -> dict[str, Any]:
    keyword = {"type": "keyword", "ignore_above": KEYWORD_AT_MOST}
    written = {"type": "text", "analyzer": "written", "index_options": "offsets"}
    fields: dict[str, Any] = {
        "id": keyword,
        "version": {"type": "long", "index": False},
        "removed": {"type": "boolean"},
        "owner_org": keyword,
        "audience": keyword,
        "marking": {"type": "byte"},
        "visible_until": {"type": "long"},
        "date": {"type": "long"},
        "facets": {"type": "flattened", "depth_limit": 2, "ignore_above": KEYWORD_AT_MOST},
        "title": {**written, "fields": {"beginnings": {"type": "text", "analyzer": "beginnings", "search_analyzer": "written"}}},
        "text": written,
    }
    for lang in LANGUAGES:
        fields[f"title_{lang}"] = {"type": "text", "analyzer": lang, "index_options": "offsets"}
        fields[f"text_{lang}"] = {"type": "text", "analyzer": lang, "index_options": "offsets", "copy_to": "text"}
    return fields


def _fingerprint(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


ANALYSIS, FIELDS = _analysis(), _fields()
LAYOUT = _fingerprint(ANALYSIS, FIELDS)
"""Changes whenever an index has to be built anew."""


def index_body() -> dict[str, Any]:
    """Return settings and mappings of a new index; it does not refresh before it is promoted, as only then anybody asks it."""
    settings = {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        "refresh_interval": "-1",
        "max_result_window": 10_001,
        "analysis": ANALYSIS,
    }
    return {"settings": settings, "mappings": {"dynamic": "strict", "_meta": {"layout": LAYOUT}, "properties": FIELDS}}
