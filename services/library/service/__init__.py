"""The entrypoints of the library, by the things they speak of."""

from services.library.service.instruments import Instruments


class LibraryService(Instruments, name="library"):
    """Owns instruments and works, what cites what, trainings, and the calendar of mechanisms."""
