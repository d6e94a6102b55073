"""The engine on Tantivy, in a folder of this machine, for one process at a time."""

from services.search.engines.tantivy.adapter import TantivyEngine

__all__ = ["TantivyEngine"]
