"""The entrypoints of streams."""

from typing import Any

from chassis.contexts import Viewer
from chassis.entrypoints.service import Service, consumes, rpc
from chassis.messages import Received
from chassis.storage import Transaction
from services.streams import contracts, queries, schemas
from services.streams.actions import appending, reading, subscribing

Request = dict[str, Any]
Json = dict[str, Any]


class StreamsService(Service, name="streams", ordered=True):
    """Owns the site's log, and what each subscription was given of it."""

    @rpc(schemas.ReadEntries, returns=schemas.EntriesView, transaction=False)
    def read_entries(self, viewer: Viewer, request: Request) -> Json:
        """Return what comes after a cursor."""
        epoch = self.keyring.epoch
        of = {"stream": request["stream"], "subscription_id": request["subscription_id"]}
        if request["after"] is not None:
            with self.database.reading() as tx:
                view = queries.nothing_new(tx, viewer, **of, after=request["after"], epoch=epoch)
            if view is not None:
                return view
        with self.database.transaction() as tx:
            found = reading.locked_subscription(tx, viewer, **of, now=self.now())
            after = None if request["after"] is None else queries.read_cursor(tx, found, request["after"])
            result = reading.read_on(
                tx,
                viewer,
                found,
                after=after,
                is_first=request["after"] is None,
                epoch=epoch,
                limit=request["limit"],
                now=self.now(),
            )
            return queries.entries_view(tx, result, site=self.settings.site)

    @rpc(schemas.ListStreams, returns=schemas.StreamsView)
    def list_streams(self, _tx: Transaction, viewer: Viewer, _request: Request) -> Json:
        """Return the streams of the site."""
        reading.reader_org(viewer)
        return queries.streams()

    @rpc(schemas.ListSubscriptions, returns=schemas.SubscriptionList)
    def list_subscriptions(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return subscriptions with how far they have come."""
        return queries.list_subscriptions(tx, viewer, limit=request["limit"], cursor=request["cursor"])

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
