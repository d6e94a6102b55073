"""The entrypoints of plans, their tasks and links, of what waits for somebody, and of subscriptions to calendars."""

from datetime import date
from typing import Any
from uuid import UUID

from chassis.contexts import Viewer
from chassis.entrypoints.service import Service, rpc, timer
from chassis.errors import Invalid, NotFound
from chassis.storage import Transaction
from services.library import neighbours
from services.library.actions import calendars, opportunities, plans
from services.library.queries import calendars as calendar_queries
from services.library.queries import plans as queries
from services.library.schemas import mechanisms as mechanism_schemas
from services.library.schemas import plans as schemas

Request = dict[str, Any]
Json = dict[str, Any]


class Plans(Service):
    """What an organisation does about an opportunity, counted back from the day it is due."""

    @rpc(schemas.ListPlans, returns=schemas.PlanList)
    def list_plans(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return the plans in sight."""
        return queries.list_plans(tx, viewer, now=self.now(), request=request)

    @rpc(schemas.GetPlan, returns=schemas.PlanView)
    def get_plan(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return one plan with its tasks."""
        return queries.plan_view(tx, viewer, request["plan_id"], now=self.now())

    @rpc(schemas.MakePlan, returns=schemas.PlanView, then="get_plan")
    def make_plan(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Plan an opportunity with the usual tasks of its kind."""
        now = self.now()
        found, due = opportunities.first_day_of(tx, viewer, request.pop("opportunity_id"), now=now)
        return {"plan_id": plans.make_plan(tx, viewer, opportunity=found, due=due, **request, now=now).id}

    @rpc(schemas.AmendPlan, returns=schemas.PlanView, then="get_plan", prepare="prepare_people")
    def amend_plan(self, tx: Transaction, viewer: Viewer, request: Request, prepared: Json) -> Json:
        """Change a plan."""
        _check_people(request, prepared)
        plans.amend_plan(tx, viewer, **request, now=self.now())
        return {"plan_id": request["plan_id"]}

    @rpc(schemas.AddTask, returns=schemas.PlanView, then="get_plan", prepare="prepare_people")
    def add_task(self, tx: Transaction, viewer: Viewer, request: Request, prepared: Json) -> Json:
        """Add a task of one's own."""
        _check_people(request, prepared)
        plans.add_task(tx, viewer, **request, now=self.now())
        return {"plan_id": request["plan_id"]}

    @rpc(schemas.AmendTask, returns=schemas.PlanView, then="get_plan", prepare="prepare_people")
    def amend_task(self, tx: Transaction, viewer: Viewer, request: Request, prepared: Json) -> Json:
        """Change a task, or say that it is done."""
        _check_people(request, prepared)
        plans.amend_task(tx, viewer, **request, now=self.now())
        return {"plan_id": request["plan_id"]}

    @rpc(schemas.RemoveTask, returns=schemas.PlanView, then="get_plan")
    def remove_task(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Take a task out of the plan."""
        plans.remove_task(tx, viewer, **request, now=self.now())
        return {"plan_id": request["plan_id"]}

    def prepare_people(self, viewer: Viewer, request: Request) -> Json:
        """Ask directory whether who is named may read our plans, if the plan could be changed at all."""
        named = {request[name] for name in PEOPLE if request.get(name) is not None}
        with self.database.reading() as tx:
            organisation_id = plans.changeable(tx, viewer, plan_id=request["plan_id"], now=self.now())
        return {"able": neighbours.who_may_plan(self.rpc, organisation_id, named)}

    @rpc(schemas.ListLinks, returns=schemas.LinksView, transaction=False)
    def list_plan_links(self, viewer: Viewer, request: Request) -> Json:
        """Return the cases and alerts that a plan is linked to, as far as the viewer sees them."""
        with self.database.reading() as tx:
            links = queries.links_of(tx, viewer, request["plan_id"], now=self.now())
        seen = {
            kind: neighbours.seen_among(self.rpc, viewer, kind, [link["record_id"] for link in links if link["kind"] == kind])
            for kind in neighbours.SEEN
        }
        return {"items": [link for link in links if link["record_id"] in seen[link["kind"]]]}

    @rpc(schemas.AddLink, returns=schemas.PlanView, then="get_plan", prepare="prepare_link")
    def add_plan_link(self, tx: Transaction, viewer: Viewer, request: Request, prepared: Json) -> Json:
        """Link a plan to a case or an alert that the viewer sees."""
        plans.add_link(tx, viewer, **request, **prepared, now=self.now())
        return {"plan_id": request["plan_id"]}

    @rpc(schemas.RemoveLink, returns=schemas.PlanView, then="get_plan", prepare="prepare_link")
    def remove_plan_link(self, tx: Transaction, viewer: Viewer, request: Request, prepared: Json) -> Json:
        """Take a link away."""
        plans.remove_link(tx, viewer, **request, **prepared, now=self.now())
        return {"plan_id": request["plan_id"]}

    def prepare_link(self, viewer: Viewer, request: Request) -> Json:
        """Ask the owner of a record whether the viewer sees it, if the plan could be changed at all."""
        with self.database.reading() as tx:
            plans.changeable(tx, viewer, plan_id=request["plan_id"], now=self.now())
        record_id = request["record_id"]
        return {"is_seen": record_id in neighbours.seen_among(self.rpc, viewer, request["kind"], [record_id])}

    @rpc(schemas.ListPlansOfCase, returns=schemas.LinkedPlansView, transaction=False)
    def list_plans_of_case(self, viewer: Viewer, request: Request) -> Json:
        """Return the plans that are linked to a case which the viewer sees. NotFound if they do not see it."""
        return self._plans_of(viewer, "case", request["case_id"])

    @rpc(schemas.ListPlansOfAlert, returns=schemas.LinkedPlansView, transaction=False)
    def list_plans_of_alert(self, viewer: Viewer, request: Request) -> Json:
        """Return the plans that are linked to an alert of ours which the viewer sees. NotFound if they do not see it."""
        return self._plans_of(viewer, "alert", request["alert_id"])

    def _plans_of(self, viewer: Viewer, kind: str, record_id: UUID) -> Json:
        if record_id not in neighbours.seen_among(self.rpc, viewer, kind, [record_id]):
            raise NotFound(f"no-such-{kind}", id=str(record_id))
        with self.database.reading() as tx:
            return queries.plans_of_record(tx, viewer, kind=kind, record_id=record_id, now=self.now())

    @rpc(schemas.MyDay, returns=schemas.MyDayView)
    def my_day(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return what waits for the viewer in plans, opportunities and bodies."""
        return queries.my_day(tx, viewer, **request, now=self.now())

    @timer("remind_of_tasks")
    def remind_of_tasks(self, tx: Transaction, _viewer: Viewer, args: Json) -> None:
        """Remind a member of what is due today."""
        plans.remind_of_tasks(tx, membership_id=UUID(args["membership_id"]), day=date.fromisoformat(args["day"]))


class Calendars(Service):
    """Subscriptions to calendars."""

    @rpc(schemas.ListCalendarFeeds, returns=schemas.CalendarFeedList)
    def list_calendar_feeds(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return one's own subscriptions."""
        return calendar_queries.list_calendar_feeds(tx, viewer, request=request)

    @rpc(schemas.MakeCalendarFeed, returns=schemas.NewCalendarFeedView, writes=True)
    def make_calendar_feed(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Json, Json]:
        """Make an address to subscribe to; its token is shown once."""
        feed_id, made = calendars.make_calendar_feed(tx, viewer, **request, now=self.now())
        return {"feed_id": feed_id}, made

    @rpc(schemas.RevokeCalendarFeed, writes=True)
    def revoke_calendar_feed(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Json, None]:
        """Let an address open nothing any more."""
        calendars.revoke_calendar_feed(tx, viewer, **request, now=self.now())
        return request, None

    @rpc(schemas.ReadCalendarFeed, returns=mechanism_schemas.CalendarView, transaction=False, anonymous=True)
    def read_calendar_feed(self, _viewer: Viewer, request: Request) -> Json:
        """Return what a subscription shows now, to whom its owner is now. NotFound once it was revoked or they have left."""
        with self.database.reading() as tx:
            feed = calendar_queries.feed_of_token(tx, request["token"])
        reader = neighbours.reader_of(self.rpc, feed["owner_org"], feed["membership"], site=self.settings.site)
        if reader is None:
            raise NotFound("no-such-calendar-feed")
        with self.database.reading() as tx:
            items = queries.calendar_items(tx, reader, scope=feed["scope"], is_neutral=feed["is_neutral"], now=self.now())
        return {"uid": f"{feed['id']}@{self.settings.site}", "is_neutral": feed["is_neutral"], "items": items}


PEOPLE = ("owner", "assignee")


def _check_people(request: Request, prepared: Json) -> None:
    """Refuse whoever directory did not know as somebody who may read our plans. Invalid."""
    wrong = [name for name in PEOPLE if request.get(name) is not None and request[name] not in prepared["able"]]
    if wrong:
        raise Invalid.of_fields([{"pointer": f"/{name}", "code": "not-a-planner"} for name in wrong])
