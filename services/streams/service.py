"""The entrypoints of streams."""

from typing import Any

from chassis.contexts import Viewer
from chassis.entrypoints.service import Service, consumes, rpc
from chassis.messages import Received
from chassis.storage import Transaction
from services.streams import contracts, queries, schemas
from services.streams.actions import appending, reading, subscribing
from services.streams.domain import Subscription

Request = dict[str, Any]
Json = dict[str, Any]


class StreamsService(Service, name="streams", ordered=True):
    """Owns the site's log, and what each subscription was given of it."""

    @rpc(schemas.ReadEntries, returns=schemas.EntriesView, transaction=False)
    def read_entries(self, viewer: Viewer, request: Request) -> Json:
        """Return what comes after a cursor."""
        of = {"stream": request["stream"], "subscription_id": request["subscription_id"]}
        how = {"limit": request["limit"], "now": self.now()}
        with self.database.reading() as tx:
            known = reading.find_subscription(tx, viewer, **of, lock=False)
            again = reading.read_again(tx, viewer, known, self._start(tx, known, request["after"]), **how) if known else None
            if again is not None:
                return queries.entries_view(tx, again, site=self.settings.site)
        with self.database.transaction() as tx:
            found = reading.locked_subscription(tx, viewer, **of, now=self.now())
            result = reading.read_on(tx, viewer, found, self._start(tx, found, request["after"]), **how)
            return queries.entries_view(tx, result, site=self.settings.site)

    def _start(self, tx: Transaction, found: Subscription, after: str | None) -> reading.Start:
        cursor = None if after is None else queries.read_cursor(tx, found, after)
        return reading.start_of(tx, found, after=cursor, is_first=after is None, epoch=self.epoch.current())

    @rpc(schemas.ListStreams, returns=schemas.StreamsView)
    def list_streams(self, _tx: Transaction, viewer: Viewer, _request: Request) -> Json:
        """Return the streams of the site."""
        reading.reader_org(viewer)
        return queries.streams()

    @rpc(schemas.ListSubscriptions, returns=schemas.SubscriptionList)
    def list_subscriptions(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return subscriptions with how far they have come."""
        return queries.list_subscriptions(tx, viewer, limit=request["limit"], cursor=request["cursor"])

    @rpc(schemas.ReadLogStatus, returns=schemas.LogStatusView, for_people=False, for_command_line=True)
    def read_log_status(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return how the log and all subscriptions stand, for who runs the site: numbers and times, nothing of what they want."""
        return queries.log_status(tx, viewer, limit=request["limit"], cursor=request["cursor"])

    @rpc(schemas.GetSubscription, returns=schemas.SubscriptionView)
    def get_subscription(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return one subscription."""
        return queries.subscription_view(tx, viewer, request["subscription_id"])

    @rpc(schemas.CreateSubscription, returns=schemas.SubscriptionView, then="get_subscription")
    def create_subscription(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Narrow a stream."""
        return {"subscription_id": subscribing.create_subscription(tx, viewer, **request, now=self.now()).id}

    @rpc(schemas.EndSubscription, writes=True)
    def end_subscription(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Request, None]:
        """End a subscription."""
        subscribing.end_subscription(tx, viewer, **request, now=self.now())
        return request, None

    @consumes(contracts.RepresentationWrittenReader)
    def on_representation_written(self, tx: Transaction, message: Received) -> None:
        """Append the version to the log."""
        appending.append_written(tx, message, now=self.now())

    @consumes(contracts.RepresentationWithdrawnReader)
    def on_representation_withdrawn(self, tx: Transaction, message: Received) -> None:
        """Append the withdrawal to the log."""
        appending.append_withdrawn(tx, message, now=self.now())
