"""The codes of events. Each set is a vocabulary."""

from enum import StrEnum


class Kind(StrEnum):
    """What an event is."""

    SEMINAR = "seminar"
    WORKSHOP = "workshop"
    ROUNDTABLE = "roundtable"
    SIDE_EVENT = "side_event"
    TRAINING = "training"
    WEBINAR = "webinar"
    CONFERENCE = "conference"
    INTERNAL_MEETING = "internal_meeting"
    SPEAKING_ENGAGEMENT = "speaking_engagement"


class State(StrEnum):
    """Where an event is on its way."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    ARCHIVED = "archived"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Mode(StrEnum):
    """How one attends."""

    OFFLINE = "offline"
    ONLINE = "online"
    MIXED = "mixed"


class Visibility(StrEnum):
    """Who may know of an event once it is published."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    NETWORK = "network"
    HOSTS = "hosts"
    PRIVATE = "private"


class Sensitivity(StrEnum):
    """What it would cost a participant to be known as one."""

    NORMAL = "normal"
    RESTRICTED = "restricted"
    AT_RISK = "at_risk"


class HostRole(StrEnum):
    """What an organisation is to an event."""

    LEAD = "lead"
    CO_HOST = "co_host"
    CO_SPONSOR = "co_sponsor"
    PARTNER = "partner"
    VENUE = "venue"
    FUNDER = "funder"


class Right(StrEnum):
    """What a host organisation may do with an event."""

    EDIT = "edit"
    SEE_ROSTER = "see_roster"
    INVITE = "invite"
    CHECK_IN = "check_in"
    PUBLISH = "publish"
    CANCEL = "cancel"


class DataScope(StrEnum):
    """Of whom a host organisation sees what was registered."""

    OWN_INVITEES = "own_invitees"
    AGGREGATE = "aggregate"
    FULL = "full"


class HostState(StrEnum):
    """Where the invitation of a host is."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    REVOKED = "revoked"


class RegistrationState(StrEnum):
    """Where a registration is."""

    AWAITING_APPROVAL = "awaiting_approval"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    OFFER_EXPIRED = "offer_expired"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    CANCELLED_BY_HOST = "cancelled_by_host"
    ATTENDED = "attended"
    PARTLY_ATTENDED = "partly_attended"
    NO_SHOW = "no_show"
    EXCUSED = "excused"
    PURGED = "purged"


class CalendarEntry(StrEnum):
    """What a participant wants to have in their calendar: nothing, "Meeting", or all of it."""

    NONE = "none"
    NEUTRAL = "neutral"
    FULL = "full"


class FieldKind(StrEnum):
    """What is asked for in a registration form."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Readers(StrEnum):
    """Who reads what was answered: named coordinators of the owner, also those of the host who invited, or also who checks in."""

    COORDINATORS = "coordinators"
    HOSTS = "hosts"
    CHECK_IN = "check_in"


class Way(StrEnum):
    """How one comes to take part."""

    NONE = "none"
    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"
