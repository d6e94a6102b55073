"""Registrations: who takes part, for those who may see it; one's own; those of guests, and what an invitation lets one into."""

from chassis.schemas import Schema
from gateway.api.events import EVENT, events
from gateway.api.resource import Resource
from services.events import schemas

participations = Resource(
    "participations", service="events", path="/registrations", description="One's own registrations: nobody else sees them here."
)
guests = Resource(
    "guests",
    service="events",
    path="/public/registrations",
    description="Registering without an account; a code opens what was registered.",
)
invitations = Resource("invited", service="events", path="/public/invitations", description="What an invitation lets one into.")
resources = (participations, guests, invitations)

REGISTRATION = f"{EVENT}/registrations/<uuid:registration_id>"

events.add("GET", f"{EVENT}/pools", "list_pools", asks=schemas.GetEvent, answers=schemas.Pools, says="The places, and how many are taken.")
events.add("POST", f"{EVENT}/pools", "add_pool", asks=schemas.AddPool, answers=schemas.Pools, says="Offer places, for all or for some.")
events.add(
    "PATCH",
    f"{EVENT}/pools/<uuid:pool_id>",
    "resize_pool",
    asks=schemas.ResizePool,
    answers=schemas.Pools,
    says="Offer more places or fewer.",
)
events.add(
    "GET",
    f"{EVENT}/pools/<uuid:pool_id>/promotions",
    "list_promotions",
    asks=schemas.ListPromotions,
    answers=schemas.PromotionList,
    says="How the places were given out: to whom, and why not to the others.",
)
events.add("GET", f"{EVENT}/forms", "get_form", asks=schemas.GetEvent, answers=schemas.FormView, says="What is asked of who registers.")
events.add("PUT", f"{EVENT}/forms", "set_form", asks=schemas.SetForm, answers=schemas.FormView, says="Ask something else from now on.")
events.add(
    "GET",
    f"{EVENT}/invitations",
    "list_event_invitations",
    asks=schemas.ListInvitations,
    answers=schemas.EventInvitationList,
    says="Whom you invited.",
)
events.add(
    "POST",
    f"{EVENT}/invitations",
    "invite_person",
    asks=schemas.InvitePerson,
    answers=schemas.InvitationTicket,
    says="Invite somebody; the code is shown once.",
    status=201,
)
events.add(
    "DELETE",
    f"{EVENT}/invitations/<uuid:invitation_id>",
    "revoke_event_invitation",
    asks=schemas.RevokeInvitation,
    answers=None,
    says="Let an invitation let nobody in any more.",
    status=204,
)
events.add(
    "GET",
    f"{EVENT}/registrations",
    "list_registrations",
    asks=schemas.ListRegistrations,
    answers=schemas.RegistrationList,
    says="Who registered, if you were named to see it.",
)
events.add(
    "GET", REGISTRATION, "get_registration", asks=schemas.GetRegistration, answers=schemas.RegistrationView, says="One of who registered."
)

DECISIONS: tuple[tuple[str, type[Schema], str], ...] = (
    ("approve", schemas.ApproveRegistration, "Let somebody in."),
    ("reject", schemas.RejectRegistration, "Do not let somebody in."),
    ("cancel", schemas.CancelRegistration, "Take somebody's registration back."),
    ("prioritise", schemas.PrioritiseRegistration, "Move somebody ahead in the queue, or back."),
)
for step, asked, said in DECISIONS:
    events.add("POST", f"{REGISTRATION}/{step}", f"{step}_registration", asks=asked, answers=schemas.RegistrationView, says=said)

OWN = "/<uuid:registration_id>"

participations.add(
    "GET", "", "list_participations", asks=schemas.ListParticipations, answers=schemas.Participations, says="What you registered for."
)
participations.add(
    "POST",
    "",
    "register",
    asks=schemas.Register,
    answers=schemas.ParticipationView,
    says="Register for an event you see, or by an invitation.",
    status=201,
)
participations.add(
    "GET", OWN, "get_participation", asks=schemas.GetParticipation, answers=schemas.ParticipationView, says="One registration of yours."
)
participations.add(
    "PATCH",
    OWN,
    "amend_participation",
    asks=schemas.AmendParticipation,
    answers=schemas.ParticipationView,
    says="Appear under another name, or have another calendar entry.",
)
participations.add(
    "POST",
    f"{OWN}/withdraw",
    "withdraw_registration",
    asks=schemas.WithdrawRegistration,
    answers=schemas.ParticipationView,
    says="Give your registration up.",
)
participations.add(
    "POST",
    f"{OWN}/accept",
    "accept_offer",
    asks=schemas.AcceptOffer,
    answers=schemas.ParticipationView,
    says="Take the place that was offered.",
)
participations.add(
    "POST",
    f"{OWN}/vouch",
    "vouch_for_registration",
    asks=schemas.VouchForRegistration,
    answers=None,
    says="Answer, as a host, for somebody who gave you the number of their registration.",
    status=204,
)

guests.add(
    "POST",
    "",
    "register_guest",
    asks=schemas.RegisterGuest,
    answers=schemas.GuestTicket,
    says="Register without an account; the code is shown once.",
    status=201,
    public=True,
)
GUESTS: tuple[tuple[str, str, type[Schema], str], ...] = (
    ("open", "open_guest_registration", schemas.OpenGuestRegistration, "Read the registration that a code opens."),
    ("withdraw", "withdraw_guest_registration", schemas.WithdrawGuestRegistration, "Give it up."),
    ("accept", "accept_guest_offer", schemas.AcceptGuestOffer, "Take the place that was offered."),
)
for step, method, asked, said in GUESTS:
    guests.add("POST", f"{OWN}/{step}", method, asks=asked, answers=schemas.ParticipationView, says=said, public=True)

invitations.add(
    "POST",
    "/open",
    "open_invitation",
    asks=schemas.OpenInvitation,
    answers=schemas.InvitedView,
    says="The event that an invitation lets you into, and what is asked.",
    public=True,
)
