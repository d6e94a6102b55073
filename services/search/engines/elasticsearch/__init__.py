"""The engine on Elasticsearch, by its official client."""

from services.search.engines.elasticsearch.adapter import ElasticsearchEngine

__all__ = ["ElasticsearchEngine"]
