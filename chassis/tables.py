"""Every table that the chassis puts into a service's database, by importing the modules that own them."""

from chassis import audit, idempotency, ledger, reapply, representations, timers
from chassis.mail import rows as mail
from chassis.messages import inbox, outbox
from chassis.storage import metadata

__all__ = ["audit", "idempotency", "inbox", "ledger", "mail", "metadata", "outbox", "reapply", "representations", "timers"]
