"""The pages of the library: works, their texts and citations, trainings, imports."""

from gateway.console.library import citations, imports, principles, texts, trainings, works
from gateway.console.library.blueprint import blueprint

__all__ = ["blueprint", "citations", "imports", "principles", "texts", "trainings", "works"]
