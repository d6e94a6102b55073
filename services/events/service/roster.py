"""Entrypoints of what hosts prepare for those who come, and of who comes."""

from typing import Any
from uuid import UUID

from chassis.contexts import Viewer
from chassis.entrypoints.service import Service, reapplies, rpc, timer
from chassis.storage import Transaction
from services.events import schemas
from services.events.actions import places, retention, roster
from services.events.queries import roster as queries

Request = dict[str, Any]
Json = dict[str, Any]
Prepared = dict[str, Any]


class Roster(Service):
    """Places, forms, invitations, registrations as coordinators see them."""

    @rpc(schemas.AddPool, returns=schemas.Pools, then="list_pools")
    def add_pool(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Offer places."""
        places.add_pool(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.ResizePool, returns=schemas.Pools, then="list_pools")
    def resize_pool(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Offer more places or fewer."""
        places.resize_pool(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.GetEvent, returns=schemas.Pools)
    def list_pools(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return the places of an event."""
        return queries.list_pools(tx, viewer, **request, now=self.now())

    @rpc(schemas.SetForm, returns=schemas.FormView, then="get_form")
    def set_form(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Ask something else of who registers from now on."""
        places.set_form(tx, viewer, **request, now=self.now())
        return {"event_id": request["event_id"]}

    @rpc(schemas.GetEvent, returns=schemas.FormView)
    def get_form(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return the form that is filled in now."""
        return queries.form_view(tx, viewer, **request, now=self.now())

    @rpc(schemas.InvitePerson, returns=schemas.InvitationTicket, writes=True)
    def invite_person(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Json, Json]:
        """Invite somebody; the code is shown once."""
        invitation_id, code = places.invite_person(tx, viewer, **request, now=self.now())
        return {"invitation_id": str(invitation_id)}, {"invitation_id": invitation_id, "code": code}

    @rpc(schemas.RevokeInvitation, writes=True)
    def revoke_event_invitation(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Json, None]:
        """Let an invitation let nobody in any more."""
        places.revoke_event_invitation(tx, viewer, **request, now=self.now())
        return {"invitation_id": str(request["invitation_id"])}, None

    @rpc(schemas.ListInvitations, returns=schemas.EventInvitationList)
    def list_event_invitations(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return whom our organisation invited."""
        return queries.list_event_invitations(tx, viewer, request=request, now=self.now())

    @rpc(schemas.ListRegistrations, returns=schemas.RegistrationList)
    def list_registrations(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return who registered."""
        return queries.list_registrations(tx, viewer, request=request, now=self.now())

    @rpc(schemas.GetRegistration, returns=schemas.RegistrationView)
    def get_registration(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return one registration with what its reader may know of the person."""
        return queries.registration_view(tx, viewer, **request, now=self.now())

    @rpc(schemas.ApproveRegistration, returns=schemas.RegistrationView, then="get_registration")
    def approve_registration(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Let somebody in."""
        roster.approve_registration(tx, viewer, **request, now=self.now())
        return _one(request)

    @rpc(schemas.RejectRegistration, returns=schemas.RegistrationView, then="get_registration")
    def reject_registration(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Do not let somebody in."""
        roster.reject_registration(tx, viewer, **request, now=self.now())
        return _one(request)

    @rpc(schemas.CancelRegistration, returns=schemas.RegistrationView, then="get_registration")
    def cancel_registration(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Take somebody's registration back."""
        roster.cancel_registration(tx, viewer, **request, now=self.now())
        return _one(request)

    @rpc(schemas.PrioritiseRegistration, returns=schemas.RegistrationView, then="get_registration")
    def prioritise_registration(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Move somebody ahead in the queue, or back."""
        roster.prioritise_registration(tx, viewer, **request, now=self.now())
        return _one(request)

    @rpc(schemas.VouchForRegistration, writes=True)
    def vouch_for_registration(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Json, None]:
        """Answer for somebody who told us their registration's number."""
        roster.vouch_for_registration(tx, viewer, **request, now=self.now())
        return {"registration_id": str(request["registration_id"])}, None

    @rpc(schemas.ListPromotions, returns=schemas.PromotionList)
    def list_promotions(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return how the places of a pool were given out."""
        return queries.list_promotions(tx, viewer, request=request, now=self.now())

    @timer("purge_event")
    def purge_event(self, tx: Transaction, viewer: Viewer, args: Json) -> None:
        """Erase what is kept no longer."""
        retention.purge_event(tx, viewer, event_id=UUID(args["event_id"]), now=self.now())

    @reapplies(retention.PURGED)
    def purge_again(self, tx: Transaction, _viewer: Viewer, entry: Json) -> bool:
        """Erase again what was erased before the database was put back."""
        return retention.purge_again(tx, event_id=UUID(entry["id"]), days=entry["days"], now=self.now())


def _one(request: Request) -> Json:
    """Return which registration of which event a write was about."""
    return {name: request[name] for name in ("event_id", "registration_id")}
