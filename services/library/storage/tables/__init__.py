"""The tables that the library owns, by the things they keep."""

from services.library.storage.tables import bodies, instruments, mechanisms, plans, references, trainings, works
from services.library.storage.tables.metadata import metadata

__all__ = ["bodies", "instruments", "mechanisms", "metadata", "plans", "references", "trainings", "works"]
