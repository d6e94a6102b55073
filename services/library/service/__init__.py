"""The entrypoints of the library, by the things they speak of."""

from services.library.service.bodies import Bodies
from services.library.service.citations import Citations
from services.library.service.files import Files
from services.library.service.imports import Imports
from services.library.service.instruments import Instruments
from services.library.service.mechanisms import Mechanisms, Opportunities
from services.library.service.plans import Calendars, Plans
from services.library.service.references import References
from services.library.service.trainings import Trainings
from services.library.service.works import Works


class LibraryService(
    Instruments,
    Works,
    Files,
    Citations,
    Trainings,
    Imports,
    References,
    Mechanisms,
    Opportunities,
    Plans,
    Calendars,
    Bodies,
    name="library",
):
    """Owns instruments and works, what cites what, trainings, and the calendar of mechanisms."""
