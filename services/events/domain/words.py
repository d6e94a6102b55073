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


class Way(StrEnum):
    """How one comes to take part."""

    NONE = "none"
    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"
