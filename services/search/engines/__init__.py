"""Search engines behind one port: Elasticsearch, and Tantivy in a folder. `port` says what is promised.

Both promise the same visibility, facets and counts; what is more relevant each decides for itself.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from services.search.engines.port import (
    LANGUAGES,
    Document,
    Engine,
    FacetValue,
    Found,
    Hit,
    Sights,
    Suggestion,
    all_versions,
)

__all__ = [
    "LANGUAGES",
    "Document",
    "Engine",
    "FacetValue",
    "Found",
    "Hit",
    "Sights",
    "Suggestion",
    "all_versions",
    "connect",
]


def connect(address: str) -> Engine:
    """Return the engine at `file:///folder` (Tantivy, an empty index if there is none) or `http(s)://[user:password@]host:port/prefix`.

    Elasticsearch is not asked anything before the first call. Only the engine that is used is imported.
    """
    if address.startswith("file:"):
        from services.search.engines.tantivy import TantivyEngine  # noqa: PLC0415

        return TantivyEngine(Path(unquote(urlsplit(address).path)))
    from services.search.engines.elasticsearch import ElasticsearchEngine  # noqa: PLC0415

    return ElasticsearchEngine(address)
