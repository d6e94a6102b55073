"""An invitation to an event: a code that lets one in, once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Whom a host invites, for how many places. `name`: as the host knows the person."""

    id: UUID
    event_id: UUID
    owner_org: UUID
    host_org: UUID
    state: str
    name: str
    seats: int
    expires_at: datetime | None
    created_at: datetime
    registration_id: UUID | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it still lets somebody in."""
        return self.state == "invited" and (self.expires_at is None or now < self.expires_at)
