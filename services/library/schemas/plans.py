"""Requests and views of plans, their tasks and links, and of the calendars that people subscribe to."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, ByKey, Lang, Page, Schema, Text, Version, listing
from chassis.vocabularies import one_of
from services.library.domain.plans import PlanState
from services.library.schemas.mechanisms import GUARDED, OpportunityItem, SummaryBody

STATES = validate.OneOf([one.value for one in PlanState])
LINKED = validate.OneOf(["case", "alert"])
SCOPES = validate.OneOf(["own", "organisation"])
MOST_CO_SIGNERS = 50
DAYS = validate.Range(min=0, max=1000)


class GetPlan(Schema):
    """One plan."""

    plan_id = fields.UUID(required=True)


class ChangePlan(GetPlan):
    """What every change names: the plan and the version the caller read."""

    version = Version(required=True)


class ListPlans(Page):
    """The plans in sight, the last changed first."""

    state = fields.List(fields.String(validate=STATES), load_default=list)
    opportunity_id = fields.UUID(load_default=None, allow_none=True)


class CoSignerBody(Schema):
    """An organisation that may co-sign, of this site by its id or by its name, and how far it is. It does not see the plan."""

    organisation_id = fields.UUID(load_default=None, allow_none=True)
    name = Text(load_default="", max_length=200, metadata=GUARDED)
    state = fields.String(load_default="to_ask", validate=one_of("cosigner-states"))


class PlanBody(Schema):
    """What a plan says beside its tasks."""

    note = Text(max_length=10_000, multiline=True, metadata=GUARDED)
    co_signers = fields.List(fields.Nested(CoSignerBody), validate=validate.Length(max=MOST_CO_SIGNERS), metadata=GUARDED)


class MakePlan(PlanBody):
    """Plan an opportunity, with the usual tasks of its kind counted back from the day it is due. Whoever makes the plan leads it."""

    opportunity_id = fields.UUID(required=True)


class AmendPlan(ChangePlan, PlanBody):
    """Change a plan: who leads it, how far it is, who co-signs, the note."""

    owner = fields.UUID()
    state = fields.String(validate=STATES)


class TaskBody(Schema):
    """What a task says."""

    title = Text(max_length=200, metadata=GUARDED)
    days_before = fields.Integer(strict=True, validate=DAYS)
    assignee = fields.UUID(allow_none=True)


class AddTask(ChangePlan, TaskBody):
    """Add a task of one's own."""

    title = Text(required=True, max_length=200, metadata=GUARDED)
    days_before = fields.Integer(required=True, strict=True, validate=DAYS)


class AmendTask(ChangePlan, TaskBody):
    """Change a task; `done` says that it is done, or that it is not after all."""

    task_id = fields.UUID(required=True)
    done = fields.Boolean()


class RemoveTask(ChangePlan):
    """Take a task out of the plan."""

    task_id = fields.UUID(required=True)


class TaskView(Schema):
    """A task: `code` where it comes from the template, else `title`."""

    id = fields.UUID(required=True)
    code = fields.String(required=True, allow_none=True)
    title = fields.String(required=True, metadata=GUARDED)
    days_before = fields.Integer(required=True)
    due_on = fields.Date(required=True, allow_none=True)
    overdue = fields.Boolean(required=True)
    assignee = fields.UUID(required=True, allow_none=True)
    done_at = AwareDateTime(required=True, allow_none=True)
    done_by = fields.UUID(required=True, allow_none=True)


class PlanItem(Schema):
    """A plan in a list. `opportunity` is null once it is not in sight any more: whoever published it withdrew it."""

    id = fields.UUID(required=True)
    version = Version(required=True)
    state = fields.String(required=True, validate=STATES)
    owner = fields.UUID(required=True)
    opportunity = fields.Nested(OpportunityItem, required=True, allow_none=True)
    tasks_done = fields.Integer(required=True)
    tasks_in_all = fields.Integer(required=True)
    next_task = fields.Nested(TaskView, required=True, allow_none=True)
    updated_at = AwareDateTime(required=True)


class PlanView(PlanItem):
    """A plan with its tasks as they are to be done."""

    note = fields.String(required=True, metadata=GUARDED)
    co_signers = fields.List(fields.Nested(CoSignerBody), required=True, metadata=GUARDED)
    tasks = fields.List(fields.Nested(TaskView), required=True)
    steps = fields.List(fields.String(), required=True)
    created_at = AwareDateTime(required=True)


class ListLinks(GetPlan):
    """What a plan is linked to, as far as the reader may see it."""


class AddLink(GetPlan):
    """Link a plan to a case or an alert that one may see."""

    kind = fields.String(required=True, validate=LINKED)
    record_id = fields.UUID(required=True)


class RemoveLink(AddLink):
    """Take a link away."""


class LinkView(Schema):
    """A case or an alert; nothing else of it: who may see it asks its owner."""

    kind = fields.String(required=True, validate=LINKED)
    record_id = fields.UUID(required=True)
    created_at = AwareDateTime(required=True)


class LinksView(Schema):
    """The links of a plan that the reader may see."""

    items = fields.List(fields.Nested(LinkView), required=True)


class ListPlansOfCase(Schema):
    """The plans that are linked to a case which the reader may see."""

    case_id = fields.UUID(required=True)


class ListPlansOfAlert(Schema):
    """The plans that are linked to an alert which the reader may see."""

    alert_id = fields.UUID(required=True)


class LinkedPlanView(Schema):
    """A plan that is linked to a record."""

    id = fields.UUID(required=True)
    state = fields.String(required=True, validate=STATES)
    opportunity = fields.Nested(OpportunityItem, required=True, allow_none=True)


class LinkedPlansView(Schema):
    """The plans that are linked to a record, as far as the reader may see them."""

    items = fields.List(fields.Nested(LinkedPlanView), required=True)


DAY_CODES = ("task_due", "to_decide", "body_to_verify", "work_to_publish", "training_to_publish", "training_to_review")


class DayItem(Schema):
    """One thing that waits: a task (`task_due`), sources that disagree (`to_decide`), a body to look at again (`body_to_verify`),
    and of the shelves `work_to_publish`, `training_to_publish`, `training_to_review`.
    """

    code = fields.String(required=True, validate=validate.OneOf(DAY_CODES))
    id = fields.UUID(required=True)
    task = fields.Nested(TaskView, required=True, allow_none=True)
    texts = ByKey(required=True, keys=Lang(), values=fields.Nested(SummaryBody), metadata=GUARDED)
    name = fields.String(required=True)
    due_on = fields.Date(required=True, allow_none=True)


class MyDayView(Schema):
    """What waits for the viewer in the calendar and on the shelves."""

    items = fields.List(fields.Nested(DayItem), required=True)


class MyDay(Schema):
    """What is due within `days`."""

    days = fields.Integer(strict=True, load_default=14, validate=validate.Range(min=0, max=365))


class ListCalendarFeeds(Page):
    """One's own subscriptions, the newest first."""


class MakeCalendarFeed(Schema):
    """Make an address to subscribe to: `own` tasks, or what the `organisation` plans. Whoever has the address reads it.

    `is_neutral`: entries say that something is due, and not what.
    """

    scope = fields.String(required=True, validate=SCOPES)
    is_neutral = fields.Boolean(load_default=False)


class RevokeCalendarFeed(Schema):
    """Let an address open nothing any more."""

    feed_id = fields.UUID(required=True)


class CalendarFeedView(Schema):
    """A subscription; its address was shown once."""

    id = fields.UUID(required=True)
    scope = fields.String(required=True, validate=SCOPES)
    is_neutral = fields.Boolean(required=True)
    created_at = AwareDateTime(required=True)
    revoked_at = AwareDateTime(required=True, allow_none=True)


class NewCalendarFeedView(CalendarFeedView):
    """A new subscription; `token` is shown this once."""

    token = fields.String(required=True, metadata={"class": "secret"})


class ReadCalendarFeed(Schema):
    """What a subscription shows now to whoever has its token."""

    token = fields.String(required=True, validate=validate.Length(max=100), metadata={"class": "secret"})


PlanList = listing(PlanItem)
CalendarFeedList = listing(CalendarFeedView)
