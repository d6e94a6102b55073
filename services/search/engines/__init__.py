"""Search engines behind one port: Elasticsearch, and Tantivy in a folder. `port` says what is promised.

Both promise the same visibility, facets and counts; what is more relevant each decides for itself.
"""

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
]
