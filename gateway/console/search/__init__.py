"""Search in the console: what one may read, and the searches that one keeps."""

from gateway.console.search import saved, searching  # noqa: F401  # their pages are offered by the blueprint
from gateway.console.search.blueprint import blueprint

__all__ = ["blueprint"]
