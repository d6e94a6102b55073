"""Events: planned by their hosts, shown to those they are for."""

from chassis.schemas import Schema
from gateway.api.resource import Resource
from services.events import schemas

EVENT = "/<uuid:event_id>"

events = Resource("events", service="events", description="Seminars, workshops, trainings and what else organisations invite to.")
public_events = Resource(
    "public_events", service="events", path="/public/events", description="Events that everybody may know of; nobody signs in."
)
resources = (events, public_events)

events.add(
    "GET",
    "",
    "list_events",
    asks=schemas.ListEvents,
    answers=schemas.EventList,
    says="Your organisation's events, or with `of=shared` those that others show you, by the time they take place.",
)
events.add("POST", "", "draft_event", asks=schemas.DraftEvent, answers=schemas.EventView, says="Begin an event.", status=201)
events.add("GET", EVENT, "get_event", asks=schemas.GetEvent, answers=schemas.EventView, says="One event, as you may see it.")
events.add("PATCH", EVENT, "amend_event", asks=schemas.AmendEvent, answers=schemas.EventView, says="Change the plan.")
events.add(
    "PUT", f"{EVENT}/enrolment", "set_enrolment", asks=schemas.SetEnrolment, answers=schemas.EventView, says="Say how one takes part."
)
events.add(
    "PUT",
    f"{EVENT}/coordinators",
    "name_coordinators",
    asks=schemas.NameCoordinators,
    answers=schemas.EventView,
    says="Say who of your organisation may see who takes part.",
)

STEPS: tuple[tuple[str, type[Schema], str], ...] = (
    ("submit", schemas.SubmitEvent, "Ask every host to sign off."),
    ("send-back", schemas.SendBackEvent, "Give the plan back to its authors."),
    ("publish", schemas.PublishEvent, "Show the event to those it is for."),
    ("confirm", schemas.ConfirmEvent, "Say that a tentative event takes place."),
    ("postpone", schemas.PostponeEvent, "Say that it does not take place then."),
    ("reschedule", schemas.RescheduleEvent, "Give a postponed event its new time."),
    ("revise", schemas.ReviseEvent, "Begin the next text of what is published."),
    ("cancel", schemas.CancelEvent, "Cancel for good."),
    ("archive", schemas.ArchiveEvent, "Put away what is over."),
)
for step, asked, said in STEPS:
    events.add("POST", f"{EVENT}/{step}", f"{step.replace('-', '_')}_event", asks=asked, answers=schemas.EventView, says=said)

events.add(
    "POST",
    f"{EVENT}/sign-offs",
    "sign_off_event",
    asks=schemas.SignOffEvent,
    answers=schemas.EventView,
    says="Sign off for your organisation.",
)
events.add(
    "POST",
    f"{EVENT}/hosts",
    "invite_host",
    asks=schemas.InviteHost,
    answers=schemas.EventView,
    says="Ask an organisation to host with you.",
)
events.add(
    "POST",
    f"{EVENT}/hosts/answer",
    "answer_host_invitation",
    asks=schemas.AnswerHostInvitation,
    answers=schemas.EventView,
    says="Agree to host, or not.",
)
events.add(
    "DELETE",
    f"{EVENT}/hosts/<uuid:organisation_id>",
    "revoke_host",
    asks=schemas.RevokeHost,
    answers=schemas.EventView,
    says="Go on without a host.",
)

public_events.add(
    "GET",
    "",
    "list_public_events",
    asks=schemas.ListPublicEvents,
    answers=schemas.EventList,
    says="Public events, by the time they take place.",
    public=True,
)
public_events.add(
    "GET",
    EVENT,
    "get_public_event",
    asks=schemas.GetEvent,
    answers=schemas.PublishedEventView,
    says="One public event, or one that is not listed by its address; 410 once it was withdrawn.",
    public=True,
)
