"""Entrypoints of those who take part."""

from typing import Any
from uuid import UUID

from chassis.contexts import Viewer
from chassis.entrypoints.service import Service, rpc, timer
from chassis.storage import Transaction
from services.events import schemas
from services.events.actions import participation, registering, telling
from services.events.queries import invited
from services.events.queries import participation as queries

Request = dict[str, Any]
Json = dict[str, Any]
Prepared = dict[str, Any]


class Participation(Service):
    """Coming in, and one's own registration, with an account or a code."""

    @rpc(schemas.OpenInvitation, returns=schemas.InvitedView, anonymous=True)
    def open_invitation(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return the event that an invitation lets one into."""
        return invited.invited_view(tx, request["code"], now=self.now())

    @rpc(schemas.Register, returns=schemas.ParticipationView, then="get_participation")
    def register(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Register by one's account."""
        return {"registration_id": registering.register(tx, viewer, **request, now=self.now()).id}

    @rpc(schemas.RegisterGuest, returns=schemas.GuestTicket, writes=True, anonymous=True)
    def register_guest(self, tx: Transaction, _viewer: Viewer, request: Request) -> tuple[Json, Json]:
        """Register without an account; the code is shown once."""
        registration_id, code = registering.register_guest(tx, **request, now=self.now())
        return {}, {"registration_id": registration_id, "code": code}

    @rpc(schemas.GetParticipation, returns=schemas.ParticipationView)
    def get_participation(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return one's own registration."""
        return queries.own_view(tx, viewer, request["registration_id"], now=self.now())

    @rpc(schemas.ListParticipations, returns=schemas.Participations)
    def list_participations(self, tx: Transaction, viewer: Viewer, _request: Request) -> Json:
        """Return one's own registrations."""
        return queries.list_own(tx, viewer, now=self.now())

    @rpc(schemas.AmendParticipation, returns=schemas.ParticipationView, then="get_participation")
    def amend_participation(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Appear under another name, or have another calendar entry."""
        participation.amend_participation(tx, viewer, **request, now=self.now())
        return {"registration_id": request["registration_id"]}

    @rpc(schemas.WithdrawRegistration, returns=schemas.ParticipationView, then="get_participation")
    def withdraw_registration(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Give one's registration up."""
        participation.withdraw_registration(tx, viewer, **request, now=self.now())
        return {"registration_id": request["registration_id"]}

    @rpc(schemas.AcceptOffer, returns=schemas.ParticipationView, then="get_participation")
    def accept_offer(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Take the place that was offered."""
        participation.accept_offer(tx, viewer, **request, now=self.now())
        return {"registration_id": request["registration_id"]}

    @rpc(schemas.OpenGuestRegistration, returns=schemas.ParticipationView, anonymous=True)
    def open_guest_registration(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return the registration that a code opens."""
        return queries.guest_view(tx, request["registration_id"], request["code"], now=self.now())

    @rpc(schemas.WithdrawGuestRegistration, returns=schemas.ParticipationView, writes=True, anonymous=True)
    def withdraw_guest_registration(self, tx: Transaction, _viewer: Viewer, request: Request) -> tuple[Json, Json]:
        """Give up the registration that a code opens."""
        participation.withdraw_guest_registration(tx, **request, now=self.now())
        return {}, queries.guest_view(tx, **request, now=self.now())

    @rpc(schemas.AcceptGuestOffer, returns=schemas.ParticipationView, writes=True, anonymous=True)
    def accept_guest_offer(self, tx: Transaction, _viewer: Viewer, request: Request) -> tuple[Json, Json]:
        """Take the place that was offered to who holds the code."""
        participation.accept_guest_offer(tx, **request, now=self.now())
        return {}, queries.guest_view(tx, **request, now=self.now())

    @timer("expire_offer")
    def expire_offer(self, tx: Transaction, _viewer: Viewer, args: Json) -> None:
        """Let an offer that nobody accepted pass to who waits next."""
        participation.expire_offer(tx, registration_id=UUID(args["registration_id"]), now=self.now())

    @timer("tell_participants")
    def tell_participants(self, tx: Transaction, _viewer: Viewer, args: Json) -> None:
        """Write to everybody who takes part that something changed."""
        after = UUID(args["after"]) if args["after"] else None
        telling.tell_everybody(tx, event_id=UUID(args["event_id"]), after=after, now=self.now())
