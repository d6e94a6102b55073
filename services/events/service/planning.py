"""Entrypoints of plans, hosts and what is published."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis import representations, timers
from chassis.contexts import Viewer
from chassis.entrypoints.service import Service, reapplies, rpc, timer
from chassis.storage import Transaction
from services.events import neighbours, schemas
from services.events.actions import hosts, planning, publication
from services.events.queries import events as queries
from services.events.queries import lists

Request = dict[str, Any]
Json = dict[str, Any]
Prepared = dict[str, Any]


class Planning(Service):
    """What hosts do with an event, and what others see of it."""

    @rpc(schemas.GetEvent, returns=schemas.EventView)
    def get_event(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return an event by our own id, or by the id it was shown under."""
        return queries.event_view(tx, viewer, request["event_id"], now=self.now())

    @rpc(schemas.ListEvents, returns=schemas.EventList)
    def list_events(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return our own plans, or what others show us."""
        return lists.list_events(tx, viewer, now=self.now(), request=request)

    @rpc(schemas.ListPublicEvents, returns=schemas.EventList, anonymous=True)
    def list_public_events(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return what everybody may know of."""
        return lists.list_public_events(tx, now=self.now(), request=request)

    @rpc(schemas.GetEvent, returns=schemas.PublishedEventView, anonymous=True)
    def get_public_event(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return one event as everybody may read it, or whoever has its address; `gone` once it was withdrawn."""
        return queries.public_event(tx, request["event_id"], now=self.now())

    @rpc(schemas.DraftEvent, returns=schemas.EventView, then="get_event", prepare="prepare_draft")
    def draft_event(self, tx: Transaction, viewer: Viewer, request: Request, prepared: Prepared) -> Json:
        """Begin an event."""
        return {"event_id": planning.draft_event(tx, viewer, **request, **prepared, now=self.now()).id}

    def prepare_draft(self, viewer: Viewer, _request: Request) -> Prepared:
        """Ask directory what our organisation is called."""
        return {"organisation_name": neighbours.organisation_name(self.rpc, planning.owner_of(viewer))}

    @rpc(schemas.AmendEvent, returns=schemas.EventView, then="get_event")
    def amend_event(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Change the plan."""
        planning.amend_event(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.SubmitEvent, returns=schemas.EventView, then="get_event")
    def submit_event(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Ask every host to sign off."""
        planning.submit_event(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.SignOffEvent, returns=schemas.EventView, then="get_event")
    def sign_off_event(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Sign off for our organisation."""
        planning.sign_off_event(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.SendBackEvent, returns=schemas.EventView, then="get_event")
    def send_back_event(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Give the plan back to its authors."""
        planning.send_back_event(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.ReviseEvent, returns=schemas.EventView, then="get_event")
    def revise_event(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Begin the next text of what is published."""
        planning.revise_event(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.PublishEvent, returns=schemas.EventView, then="get_event")
    def publish_event(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Show the event to those it is for."""
        publication.publish_event(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.ConfirmEvent, returns=schemas.EventView, then="get_event")
    def confirm_event(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Say that a tentative event takes place."""
        publication.confirm_event(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.PostponeEvent, returns=schemas.EventView, then="get_event")
    def postpone_event(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Say that it does not take place then."""
        publication.postpone_event(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.RescheduleEvent, returns=schemas.EventView, then="get_event")
    def reschedule_event(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Give a postponed event its new time."""
        publication.reschedule_event(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.CancelEvent, returns=schemas.EventView, then="get_event")
    def cancel_event(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Cancel for good."""
        publication.cancel_event(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.ArchiveEvent, returns=schemas.EventView, then="get_event")
    def archive_event(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Put away what is over."""
        publication.archive_event(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.InviteHost, returns=schemas.EventView, then="get_event", prepare="prepare_host")
    def invite_host(self, tx: Transaction, viewer: Viewer, request: Request, prepared: Prepared) -> Json:
        """Ask an organisation to host with us."""
        hosts.invite_host(tx, viewer, **request, **prepared, now=self.now())
        return {"event_id": request["event_id"]}

    def prepare_host(self, viewer: Viewer, request: Request) -> Prepared:
        """Ask directory what the organisation is called."""
        planning.owner_of(viewer)
        return {"organisation_name": neighbours.organisation_name(self.rpc, request["organisation_id"])}

    @rpc(schemas.AnswerHostInvitation, returns=schemas.EventView, then="get_event")
    def answer_host_invitation(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Agree to host, or not."""
        hosts.answer_host_invitation(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.RevokeHost, returns=schemas.EventView, then="get_event")
    def revoke_host(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Go on without a host."""
        hosts.revoke_host(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.NameCoordinators, returns=schemas.EventView, then="get_event", prepare="prepare_coordinators")
    def name_coordinators(self, tx: Transaction, viewer: Viewer, request: Request, prepared: Prepared) -> Json:
        """Say who of our organisation may see who takes part."""
        hosts.name_coordinators(tx, viewer, **request, **prepared, now=self.now())
        return {"event_id": request["event_id"]}

    def prepare_coordinators(self, viewer: Viewer, request: Request) -> Prepared:
        """Ask directory who of those named is one of us and may see rosters."""
        return {"able": neighbours.coordinators_among(self.rpc, planning.owner_of(viewer), request["membership_ids"])}

    @rpc(schemas.SetEnrolment, returns=schemas.EventView, then="get_event")
    def set_enrolment(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Say how one comes to take part."""
        planning.set_enrolment(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @reapplies(representations.WITHDRAWN)
    def withdraw_representation_again(self, tx: Transaction, _viewer: Viewer, entry: Json) -> bool:
        """Take what was shown from those who had lost sight of it before the database was put back."""
        return publication.hide_again(tx, representation_id=UUID(entry["id"]), version=entry["version"], now=self.now())

    @timer("begin_event")
    def begin_event(self, tx: Transaction, viewer: Viewer, args: Json) -> None:
        """Note that an event is in progress."""
        publication.begin_event(tx, viewer, event_id=UUID(args["event_id"]), now=self.now())

    @timer("complete_event")
    def complete_event(self, tx: Transaction, viewer: Viewer, args: Json) -> None:
        """Note that an event is over."""
        publication.complete_event(tx, viewer, event_id=UUID(args["event_id"]), now=self.now())

    @timer("derive_again")
    def derive_again(self, tx: Transaction, viewer: Viewer, _args: Json) -> None:
        """Derive moments again where zone rules have changed; once a day, at once while some are left."""
        looked_at = planning.derive_times_again(tx, viewer, now=self.now())
        later = timedelta() if looked_at == planning.BATCH else timedelta(days=1)
        timers.set(tx, planning.ZONE_RULES, self.now() + later, "derive_again")
