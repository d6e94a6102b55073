"""The entrypoints of alerts."""

from typing import Any
from uuid import UUID

from chassis import behalf, representations
from chassis.contexts import Viewer, service_viewer
from chassis.entrypoints.service import Service, consumes, indexable, reapplies, rpc, timer
from chassis.indexable import Indexable
from chassis.messages import Received
from chassis.representations import Representation
from chassis.storage import Transaction
from services.alerts import contracts, neighbours, schemas
from services.alerts.actions import drafting, publication, recalls
from services.alerts.domain.content import Identifiability, Limits
from services.alerts.queries import alerts as queries
from services.alerts.queries import indexable as found_by
from services.alerts.queries import lists, public
from services.alerts.queries import recalls as recall_queries

Request = dict[str, Any]
Json = dict[str, Any]
Prepared = dict[str, Any]


class AlertsService(Service, name="alerts"):
    """Owns every text that leaves: drafts, sign-offs, editions, recalls."""

    @rpc(schemas.GetAlert, returns=schemas.AlertView)
    def get_alert(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return an alert by our own id, or by the id it was published under."""
        return queries.alert_view(tx, viewer, request["alert_id"], now=self.now())

    @rpc(schemas.ListAlerts, returns=schemas.AlertList)
    def list_alerts(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return our own alerts, or those shared with us."""
        return lists.list_alerts(tx, viewer, now=self.now(), request=request)

    @rpc(schemas.DraftAlert, returns=schemas.AlertView, then="get_alert")
    def draft_alert(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Begin an alert."""
        return {"alert_id": drafting.draft_alert(tx, viewer, **request, now=self.now()).id}

    @rpc(schemas.AmendAlert, returns=schemas.AlertView, then="get_alert")
    def amend_alert(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Change a draft."""
        drafting.amend_alert(tx, viewer, **request, now=self.now())
        return {"alert_id": request["alert_id"]}

    @rpc(schemas.SubmitAlert, returns=schemas.AlertView, then="get_alert", prepare="prepare_review")
    def submit_alert(self, tx: Transaction, viewer: Viewer, request: Request, prepared: Prepared) -> Json:
        """Ask for review."""
        drafting.submit_alert(tx, viewer, **request, **prepared, now=self.now())
        return {"alert_id": request["alert_id"]}

    def prepare_review(self, viewer: Viewer, request: Request) -> Prepared:
        """Ask directory who of those named may review for us, if the alert could be submitted at all."""
        with self.database.reading() as tx:
            owner_org = drafting.reviewed_for(tx, viewer, alert_id=request["alert_id"], version=request["version"], now=self.now())
        return {"able": neighbours.reviewers_among(self.rpc, owner_org, request["reviewers"])}

    @rpc(schemas.SignOffAlert, returns=schemas.AlertView, then="get_alert")
    def sign_off_alert(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Sign one aspect off; the third one approves."""
        drafting.sign_off_alert(tx, viewer, **request, now=self.now())
        return {"alert_id": request["alert_id"]}

    @rpc(schemas.SendBackAlert, returns=schemas.AlertView, then="get_alert")
    def send_back_alert(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Give a text back to its authors."""
        drafting.send_back_alert(tx, viewer, **request, now=self.now())
        return {"alert_id": request["alert_id"]}

    @rpc(schemas.UpdateAlert, returns=schemas.AlertView, then="get_alert")
    def update_alert(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Begin the next edition of what is published."""
        drafting.update_alert(tx, viewer, **request, now=self.now())
        return {"alert_id": request["alert_id"]}

    @rpc(schemas.PublishAlert, returns=schemas.AlertView, then="get_alert", prepare="prepare_publication")
    def publish_alert(self, tx: Transaction, viewer: Viewer, request: Request, prepared: Prepared) -> Json:
        """Publish the approved text as the next edition."""
        publication.publish_alert(tx, viewer, **request, **prepared, now=self.now())
        return {"alert_id": request["alert_id"]}

    def prepare_publication(self, viewer: Viewer, request: Request) -> Prepared:
        """Ask directory for the group and our name, and cases for a clearance, if the alert could be published at all."""
        with self.database.reading() as tx:
            owner_org, content = publication.publishable(tx, viewer, **request, now=self.now())
        organisation_ids = neighbours.member_organisations(self.rpc, content.audience)
        publication.require_group(viewer, owner_org, content, organisation_ids)
        name = neighbours.organisation_name(self.rpc, owner_org)
        clearance = neighbours.ask_clearance(self.rpc, viewer, request["alert_id"], content)
        return {"organisation_ids": organisation_ids, "organisation_name": name, "clearance": clearance}

    @rpc(schemas.WithdrawAlert, returns=schemas.AlertView, then="get_alert")
    def withdraw_alert(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Withdraw a published alert for good."""
        publication.withdraw_alert(tx, viewer, **request, now=self.now())
        return {"alert_id": request["alert_id"]}

    @rpc(schemas.GetAlert, returns=schemas.DifferenceView)
    def difference(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return what differs from the last published edition."""
        return queries.difference_view(tx, viewer, request["alert_id"], now=self.now())

    @rpc(schemas.GetAlert, returns=schemas.AudiencePreview, transaction=False)
    def preview_audience(self, viewer: Viewer, request: Request) -> Json:
        """Return who would see the text if it were published now, who gains and who loses sight."""
        alert_id: UUID = request["alert_id"]
        with self.database.reading() as tx:
            content = queries.content_to_preview(tx, viewer, alert_id, now=self.now())
        organisation_ids = neighbours.member_organisations(self.rpc, content.audience)
        with self.database.reading() as tx:
            return queries.preview_audience(tx, alert_id, publication.audience_tokens(content, organisation_ids))

    @rpc(schemas.GetPartnerView, returns=schemas.PublishedAlertView, transaction=False)
    def get_partner_view(self, viewer: Viewer, request: Request) -> Json:
        """Return what an organisation sees of an alert of ours now, exactly as it does. NotFound if it sees nothing."""
        alert_id: UUID = request["alert_id"]
        organisation_id: UUID = request["organisation_id"]
        with self.database.reading() as tx:
            published = queries.published_audience(tx, viewer, alert_id, now=self.now())
        is_member = organisation_id in neighbours.member_organisations(self.rpc, published)
        partner = queries.reader_of(organisation_id, published if is_member else None, site=self.settings.site)
        with self.database.reading() as tx:
            return queries.partner_view(tx, viewer, partner, alert_id, now=self.now())

    @rpc(schemas.ListPublicAlerts, returns=schemas.PublicAlertList, anonymous=True)
    def list_public_alerts(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return what everyone may read."""
        return lists.list_public_alerts(tx, now=self.now(), request=request)

    @rpc(schemas.GetAlert, returns=schemas.PublishedAlertView, anonymous=True)
    def get_public_alert(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return one alert as everyone may read it; `gone` once it was withdrawn."""
        return public.public_alert(tx, request["alert_id"], now=self.now())

    @rpc(schemas.ListFeed, returns=schemas.FeedView, anonymous=True)
    def list_feed(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return the last public alerts and the last deleted ones."""
        return public.feed(tx, limit=request["limit"], now=self.now())

    @rpc(schemas.ListRecalls, returns=schemas.RecallList)
    def list_recalls(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return the recall ledger of an alert."""
        return recall_queries.list_recalls(
            tx, viewer, alert_id=request["alert_id"], limit=request["limit"], cursor=request["cursor"], now=self.now()
        )

    @rpc(schemas.MyDay, returns=schemas.MyDayView)
    def my_day(self, tx: Transaction, viewer: Viewer, _request: Request) -> Json:
        """Return what waits for the viewer."""
        return recall_queries.my_day(tx, viewer, now=self.now())

    @rpc(behalf.ListSeen, returns=behalf.SeenView, for_services=True)
    def list_seen_alerts(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return which of these alerts of their own somebody sees, for a service that links to them."""
        somebody = behalf.viewer_of(request["on_behalf_of"], self.keyring.public, self.now())
        return {"ids": lists.seen_among(tx, somebody, request["ids"], now=self.now())}

    @reapplies(publication.WITHDRAWN)
    def withdraw_again(self, tx: Transaction, viewer: Viewer, entry: Json) -> bool:
        """Withdraw an alert that was withdrawn before the database was put back."""
        return publication.withdraw_again(tx, viewer, alert_id=UUID(entry["id"]), cause=entry["cause"], now=self.now())

    @reapplies(representations.WITHDRAWN)
    def withdraw_representation_again(self, tx: Transaction, _viewer: Viewer, entry: Json) -> bool:
        """Take an edition from those who had lost sight of it before the database was put back."""
        return publication.hide_again(tx, representation_id=UUID(entry["id"]), version=entry["version"], now=self.now())

    @timer("expire_alert")
    def expire_alert(self, tx: Transaction, viewer: Viewer, args: Json) -> None:
        """Withdraw an alert that has reached its end."""
        publication.expire_alert(tx, viewer, alert_id=UUID(args["alert_id"]), now=self.now())

    @consumes(contracts.ClearanceRevokedReader)
    def on_clearance_revoked(self, tx: Transaction, message: Received) -> None:
        """Withdraw what stands on the clearance."""
        publication.drop_clearance(tx, self._self(), clearance_id=message.data["clearance_id"], now=self.now())

    @consumes(contracts.ClearanceNarrowedReader)
    def on_clearance_narrowed(self, tx: Transaction, message: Received) -> None:
        """Withdraw what goes further than the clearance does now."""
        data = message.data
        publication.narrow_clearance(
            tx,
            self._self(),
            clearance_id=data["clearance_id"],
            consent_version=data["consent_version"],
            limits=Limits(data["max_audience"], frozenset(data["groups"]), Identifiability(data["identifiability"])),
            valid_until=data["valid_until"],
            now=self.now(),
        )

    @consumes(contracts.RecallNotedReader)
    def on_recall_noted(self, tx: Transaction, message: Received) -> None:
        """Write into the recall ledger who was asked and who confirmed."""
        recalls.note_recall(tx, **message.data)

    def _self(self) -> Viewer:
        return service_viewer(self.name, site=self.settings.site)

    @indexable(queries.KIND)
    def indexable_alert(self, published: Representation) -> Indexable:
        """Return what a published alert is found by."""
        return found_by.indexable(published)
