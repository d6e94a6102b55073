"""The entrypoints of events."""

from services.events.service.participation import Participation
from services.events.service.planning import Planning
from services.events.service.roster import Roster


class EventsService(Planning, Roster, Participation, name="events"):
    """Owns events: plans, hosts, who takes part and who did."""
