"""Mail: kept with the change that is its reason, sent later by a relay; it carries a link to the site and a number, never names."""

from chassis.mail.letters import Letters
from chassis.mail.relay import Relay
from chassis.mail.rows import SIGNAL, add, erase, forget_old
from chassis.mail.transports import Refused, Smtp, Spool, Transport, transport_of

__all__ = ["SIGNAL", "Letters", "Refused", "Relay", "Smtp", "Spool", "Transport", "add", "erase", "forget_old", "transport_of"]
