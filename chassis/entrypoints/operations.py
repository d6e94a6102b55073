"""What every service answers about itself: to health checks, to other services, to the site's operator, to auditors."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from marshmallow import fields, validate
from sqlalchemy import func, select

from chassis import audit, ledger, representations, timers
from chassis.contexts import Viewer
from chassis.entrypoints.declaration import reapplies, rpc
from chassis.errors import Unavailable
from chassis.messages import dead_letters, reconcile
from chassis.messages.envelope import Outcome
from chassis.messages.inbox import FAILED, PARKED, inbox
from chassis.messages.outbox import PENDING, outbox
from chassis.schemas import AwareDateTime, Page, Schema
from chassis.storage import Database, Transaction
from chassis.timers import timer as timer_table

if TYPE_CHECKING:
    from chassis.keys import Keyring

MOST_IDS = 1000
RETURNED: Outcome = "returned"


class Nothing(Schema):
    """A request that says nothing but who asks."""


class PingView(Schema):
    """The service answers; `lacking` names what it needs beside its database and does not reach now."""

    service = fields.String(required=True)
    lacking = fields.List(fields.String(), required=True)


class Missing(Schema):
    """Message ids that the reader may not have received."""

    ids = fields.List(fields.UUID(), required=True, validate=validate.Length(max=MOST_IDS))


class MissingView(Schema):
    """Those of the ids that were never received."""

    ids = fields.List(fields.UUID(), required=True)


class StatusView(Schema):
    """What waits or went wrong in a service: counts, and since when the oldest waits.

    `outbox_returned`: messages among the pending ones that no reader had a queue for. `timers_due_since`, `audit_unsealed_since`,
    `ledger_waiting_since`: None, or seconds ago while all is well.
    """

    service = fields.String(required=True)
    outbox_pending = fields.Integer(required=True)
    outbox_returned = fields.Integer(required=True)
    outbox_oldest_at = AwareDateTime(required=True, allow_none=True)
    inbox_failed = fields.Integer(required=True)
    dead_letters = fields.Integer(required=True)
    timers_parked = fields.Integer(required=True)
    timers_due_since = AwareDateTime(required=True, allow_none=True)
    audit_unsealed_since = AwareDateTime(required=True, allow_none=True)
    ledger_waiting_since = AwareDateTime(required=True, allow_none=True)


class DeadLetterView(Schema):
    """A message that was given up."""

    message_id = fields.UUID(required=True)
    type = fields.String(required=True)
    attempts = fields.Integer(required=True)
    error = fields.String(required=True, allow_none=True)
    received_at = AwareDateTime(required=True)


class DeadLettersView(Schema):
    """What was given up, the oldest first; at most 200."""

    items = fields.List(fields.Nested(DeadLetterView), required=True)


class OneDeadLetter(Schema):
    """Which message that was given up."""

    message_id = fields.UUID(required=True)


class ParkedTimerView(Schema):
    """A timer that was given up; `due_at`: when it was tried last."""

    key = fields.String(required=True)
    action = fields.String(required=True)
    due_at = AwareDateTime(required=True)
    attempts = fields.Integer(required=True)
    error = fields.String(required=True, allow_none=True)


class ParkedTimersView(Schema):
    """The timers that were given up, the earliest due first; at most 200."""

    items = fields.List(fields.Nested(ParkedTimerView), required=True)


class OneTimer(Schema):
    """Which timer that was given up."""

    key = fields.String(required=True, validate=validate.Length(max=timers.LONGEST_KEY))


class Reconcile(Schema):
    """Which reader gets what it misses; None: all."""

    reader = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))


class ReconciledView(Schema):
    """Reader → how many messages were sent again."""

    sent = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class MissedView(Schema):
    """Reader → how many messages of the last 35 days it misses, those of the last minute left out."""

    missed = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class AuditEntryView(Schema):
    """One thing that was done."""

    id = fields.UUID(required=True)
    at = AwareDateTime(required=True)
    actor = fields.String(required=True)
    action = fields.String(required=True)
    subjects = fields.List(fields.String(), required=True)
    sealed = fields.Boolean(required=True)
    params = fields.Dict(required=True)


class AuditPage(Schema):
    """What was done in the viewer's organisation, newest first."""

    items = fields.List(fields.Nested(AuditEntryView), required=True)
    next = fields.String(required=True, allow_none=True)


class ChainsView(Schema):
    """The organisations that a service has audit rows of; zeros stand for the site itself."""

    organisations = fields.List(fields.UUID(), required=True)


class AuditOf(Schema):
    """Whose chain is verified."""

    organisation_id = fields.UUID(required=True)


class FaultView(Schema):
    """What is wrong with a chain, at which number of it."""

    kind = fields.String(required=True)
    n = fields.Integer(required=True)


class FaultsView(Schema):
    """What is wrong with a chain; nothing if it is whole."""

    faults = fields.List(fields.Nested(FaultView), required=True)


class Operations:
    """Part of every service; see the module."""

    name: ClassVar[str]
    database: Database
    keyring: "Keyring"
    now: Callable[[], datetime]
    send_missing: Callable[[str | None], dict[str, int]] | None = None
    """How the process that runs this service reconciles; set by that process."""
    count_missing_of: Callable[[], dict[str, int]] | None = None
    """How it counts what reconciling would send; set by that process."""

    @rpc(Nothing, returns=PingView, anonymous=True, for_services=True, for_people=True, transaction=False)
    def ping(self, _viewer: Viewer, _request: Any) -> Any:
        """Say that service and database answer."""
        with self.database.reading() as tx:
            tx.scalar(select(1))
        return {"service": self.name, "lacking": self.lacking()}

    def lacking(self) -> list[str]:
        """Return the names of what the service needs beside its database and does not reach now."""
        return []

    @rpc(Missing, returns=MissingView, for_services=True)
    def missing(self, tx: Transaction, _viewer: Viewer, request: Any) -> Any:
        """Return those of the message ids that were never received here."""
        return {"ids": reconcile.missing(tx, request["ids"])}

    @rpc(Nothing, returns=StatusView, for_people=False, for_command_line=True)
    def status(self, tx: Transaction, _viewer: Viewer, _request: Any) -> Any:
        """Return what waits or went wrong here."""
        waiting = outbox.c.state == PENDING
        return {
            "service": self.name,
            "outbox_pending": tx.scalar(select(func.count()).select_from(outbox).where(waiting)),
            "outbox_returned": tx.scalar(select(func.count()).select_from(outbox).where(waiting, outbox.c.error == RETURNED)),
            "outbox_oldest_at": tx.scalar(select(outbox.c.created_at).where(waiting).order_by(outbox.c.position).limit(1)),
            "inbox_failed": tx.scalar(select(func.count()).select_from(inbox).where(inbox.c.state == FAILED)),
            "dead_letters": tx.scalar(select(func.count()).select_from(inbox).where(inbox.c.state == PARKED)),
            "timers_parked": tx.scalar(select(func.count()).select_from(timer_table).where(timer_table.c.state == PARKED)),
            "timers_due_since": timers.due_since(tx, self.now()),
            "audit_unsealed_since": audit.unsealed_since(tx),
            "ledger_waiting_since": ledger.waiting_since(tx),
        }

    @rpc(Nothing, returns=DeadLettersView, for_people=False, for_command_line=True)
    def list_dead_letters(self, tx: Transaction, _viewer: Viewer, _request: Any) -> Any:
        """Return the messages that were given up."""
        return {"items": dead_letters.list_parked(tx)}

    @rpc(OneDeadLetter, returns=DeadLetterView, for_people=False, for_command_line=True)
    def get_dead_letter(self, tx: Transaction, _viewer: Viewer, request: Any) -> Any:
        """Return one message that was given up. NotFound."""
        return dead_letters.get_parked(tx, request["message_id"])

    @rpc(OneDeadLetter, writes=True, for_people=False, for_command_line=True)
    def replay_dead_letter(self, tx: Transaction, viewer: Viewer, request: Any) -> Any:
        """Try a message that was given up again. NotFound."""
        dead_letters.replay(tx, request["message_id"], now=self.now())
        audit.add(tx, viewer, "dead-letter.replay", request["message_id"], self.now())
        return request, None

    @rpc(OneDeadLetter, writes=True, for_people=False, for_command_line=True)
    def drop_dead_letter(self, tx: Transaction, viewer: Viewer, request: Any) -> Any:
        """Give a message up for good. NotFound."""
        dead_letters.drop(tx, request["message_id"])
        audit.add(tx, viewer, "dead-letter.drop", request["message_id"], self.now())
        return request, None

    @rpc(Nothing, returns=ParkedTimersView, for_people=False, for_command_line=True)
    def list_parked_timers(self, tx: Transaction, _viewer: Viewer, _request: Any) -> Any:
        """Return the timers that were given up."""
        return {"items": timers.list_parked(tx)}

    @rpc(OneTimer, writes=True, for_people=False, for_command_line=True)
    def retry_timer(self, tx: Transaction, viewer: Viewer, request: Any) -> Any:
        """Run a timer that was given up again. NotFound."""
        timers.retry(tx, request["key"], now=self.now())
        audit.add(tx, viewer, "timer.retry", [], self.now(), key=request["key"])
        return request, None

    @rpc(OneTimer, writes=True, for_people=False, for_command_line=True)
    def drop_timer(self, tx: Transaction, viewer: Viewer, request: Any) -> Any:
        """Give a timer up for good. NotFound."""
        timers.drop(tx, request["key"])
        audit.add(tx, viewer, "timer.drop", [], self.now(), key=request["key"])
        return request, None

    @rpc(Reconcile, returns=ReconciledView, for_people=False, for_command_line=True, transaction=False)
    def reconcile(self, _viewer: Viewer, request: Any) -> Any:
        """Send readers what they miss of this service. Unavailable if broker or reader is away."""
        if self.send_missing is None:
            raise Unavailable("no-process")
        return {"sent": self.send_missing(request["reader"])}

    @rpc(Nothing, returns=MissedView, for_people=False, for_command_line=True, transaction=False)
    def count_missing(self, _viewer: Viewer, _request: Any) -> Any:
        """Return what readers miss of this service. Unavailable if a reader is away."""
        if self.count_missing_of is None:
            raise Unavailable("no-process")
        return {"missed": self.count_missing_of()}

    @reapplies(representations.WITHDRAWN)
    def withdraw_representation_again(self, tx: Transaction, _viewer: Viewer, entry: Any) -> bool:
        """Withdraw a representation that was withdrawn before the database was put back."""
        return representations.withdraw_again(tx, UUID(entry["id"]), version=entry["version"], now=self.now())

    @rpc(Page, returns=AuditPage, for_command_line=True)
    def list_audit(self, tx: Transaction, viewer: Viewer, request: Any) -> Any:
        """Return what was done in the viewer's organisation; of the site, if they act for none. Forbidden."""
        items, following = audit.page(tx, viewer, limit=request["limit"], cursor=request["cursor"])
        return {"items": items, "next": following}

    @rpc(Nothing, returns=ChainsView, for_people=False, for_command_line=True)
    def list_audit_chains(self, tx: Transaction, _viewer: Viewer, _request: Any) -> Any:
        """Return whose chains there are, also those of which nothing but the head is left."""
        return {"organisations": audit.organisations(tx)}

    @rpc(AuditOf, returns=FaultsView, for_people=False, for_command_line=True)
    def verify_audit(self, tx: Transaction, _viewer: Viewer, request: Any) -> Any:
        """Return what was done to the chain of an organisation since it was sealed."""
        return {"faults": audit.verify(tx, request["organisation_id"], self.keyring.public, self.now())}
