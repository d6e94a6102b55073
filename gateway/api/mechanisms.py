"""The calendar of mechanisms: opportunities to be heard, the plans for them, bodies that are addressed, calendars to subscribe to."""

from gateway.api.resource import Resource
from services.library.schemas import bodies as body_schemas
from services.library.schemas import mechanisms as schemas
from services.library.schemas import plans as plan_schemas

MECHANISM, SESSION = "/<uuid:mechanism_id>", "/<uuid:mechanism_session_id>"
OPPORTUNITY, PLAN, BODY = "/<uuid:opportunity_id>", "/<uuid:plan_id>", "/<uuid:body_id>"
TASK = f"{PLAN}/tasks/<uuid:task_id>"

mechanisms = Resource("mechanisms", service="library", description="International mechanisms and their sessions.")
opportunities = Resource("opportunities", service="library", description="When a mechanism can be addressed, and what sources say of it.")
plans = Resource("plans", service="library", description="What an organisation does about an opportunity, counted back from its date.")
bodies = Resource("bodies", service="library", description="Ministries, courts, embassies, mandates: whom one writes to.")
calendar_feeds = Resource("calendar-feeds", service="library", description="Addresses that calendars subscribe to.")
of_records = Resource("plans-of-records", service="library", path="", description="The plans that a case or an alert is linked to.")
resources = (mechanisms, opportunities, plans, of_records, bodies, calendar_feeds)

mechanisms.add("GET", "", "list_mechanisms", asks=schemas.ListMechanisms, answers=schemas.MechanismList, says="Every mechanism.")
mechanisms.add(
    "POST",
    "",
    "add_mechanism",
    asks=schemas.AddMechanism,
    answers=schemas.MechanismView,
    says="Add a mechanism, for everybody.",
    status=201,
)
mechanisms.add("GET", MECHANISM, "get_mechanism", asks=schemas.GetMechanism, answers=schemas.MechanismView, says="One mechanism.")
mechanisms.add(
    "PATCH", MECHANISM, "amend_mechanism", asks=schemas.AmendMechanism, answers=schemas.MechanismView, says="Change a mechanism of yours."
)
mechanisms.add(
    "GET",
    f"{MECHANISM}/sessions",
    "list_mechanism_sessions",
    asks=schemas.ListMechanismSessions,
    answers=schemas.MechanismSessionList,
    says="The sessions of a mechanism, the latest added first.",
)
mechanisms.add(
    "POST",
    f"{MECHANISM}/sessions",
    "add_mechanism_session",
    asks=schemas.AddMechanismSession,
    answers=schemas.MechanismSessionView,
    says="Add a session.",
    status=201,
)
mechanisms.add(
    "GET",
    f"{MECHANISM}/sessions{SESSION}",
    "get_mechanism_session",
    asks=schemas.GetMechanismSession,
    answers=schemas.MechanismSessionView,
    says="One session.",
)
mechanisms.add(
    "PATCH",
    f"{MECHANISM}/sessions{SESSION}",
    "amend_mechanism_session",
    asks=schemas.AmendMechanismSession,
    answers=schemas.MechanismSessionView,
    says="Change a session; what is due so many days before it moves along, in every plan.",
)

opportunities.add(
    "GET",
    "",
    "list_opportunities",
    asks=schemas.ListOpportunities,
    answers=schemas.OpportunityList,
    says="Your organisation's opportunities and those that others published, the first to be due first.",
)
opportunities.add(
    "POST",
    "",
    "add_opportunity",
    asks=schemas.AddOpportunity,
    answers=schemas.OpportunityView,
    says="Add an opportunity, within your organisation.",
    status=201,
)
opportunities.add(
    "POST",
    "/import",
    "import_opportunities",
    asks=schemas.ImportOpportunities,
    answers=schemas.ImportView,
    says="Import rows of a table; one that is refused and none is kept. `dry_run` says what would become of each.",
)
opportunities.add(
    "GET",
    OPPORTUNITY,
    "get_opportunity",
    asks=schemas.GetOpportunity,
    answers=schemas.OpportunityView,
    says="One opportunity, with what every source says of its date.",
)
opportunities.add(
    "PATCH",
    OPPORTUNITY,
    "amend_opportunity",
    asks=schemas.AmendOpportunity,
    answers=schemas.OpportunityView,
    says="Change what it is; its date is changed by a notice.",
)
opportunities.add(
    "POST",
    f"{OPPORTUNITY}/notices",
    "record_notice",
    asks=schemas.RecordNotice,
    answers=schemas.OpportunityView,
    says="Record what a source says of the date. Two that disagree are flagged until somebody decides.",
)
opportunities.add(
    "POST",
    f"{OPPORTUNITY}/decide",
    "decide_notice",
    asks=schemas.DecideNotice,
    answers=schemas.OpportunityView,
    says="Put one source in force.",
)
opportunities.add(
    "POST",
    f"{OPPORTUNITY}/publish",
    "publish_opportunity",
    asks=schemas.PublishOpportunity,
    answers=schemas.OpportunityView,
    says="Let everybody read it.",
)
opportunities.add(
    "POST",
    f"{OPPORTUNITY}/withdraw",
    "withdraw_opportunity",
    asks=schemas.WithdrawOpportunity,
    answers=schemas.OpportunityView,
    says="Take it from everybody but your organisation, for good.",
)

plans.add("GET", "", "list_plans", asks=plan_schemas.ListPlans, answers=plan_schemas.PlanList, says="The plans that you see.")
plans.add(
    "POST",
    "",
    "make_plan",
    asks=plan_schemas.MakePlan,
    answers=plan_schemas.PlanView,
    says="Plan an opportunity, with the usual tasks of its kind.",
    status=201,
)
plans.add("GET", PLAN, "get_plan", asks=plan_schemas.GetPlan, answers=plan_schemas.PlanView, says="One plan with its tasks.")
plans.add("PATCH", PLAN, "amend_plan", asks=plan_schemas.AmendPlan, answers=plan_schemas.PlanView, says="Change a plan.")
plans.add("POST", f"{PLAN}/tasks", "add_task", asks=plan_schemas.AddTask, answers=plan_schemas.PlanView, says="Add a task.")
plans.add("PATCH", TASK, "amend_task", asks=plan_schemas.AmendTask, answers=plan_schemas.PlanView, says="Change a task, or say it is done.")
plans.add("POST", f"{TASK}/remove", "remove_task", asks=plan_schemas.RemoveTask, answers=plan_schemas.PlanView, says="Remove a task.")
plans.add(
    "GET",
    f"{PLAN}/links",
    "list_plan_links",
    asks=plan_schemas.ListLinks,
    answers=plan_schemas.LinksView,
    says="The cases and alerts it is linked to, as far as you see them.",
)
plans.add(
    "POST",
    f"{PLAN}/links",
    "add_plan_link",
    asks=plan_schemas.AddLink,
    answers=plan_schemas.PlanView,
    says="Link it to a case or an alert that you see.",
)
plans.add(
    "POST",
    f"{PLAN}/links/remove",
    "remove_plan_link",
    asks=plan_schemas.RemoveLink,
    answers=plan_schemas.PlanView,
    says="Take a link away.",
)
of_records.add(
    "GET",
    "/cases/<uuid:case_id>/plans",
    "list_plans_of_case",
    asks=plan_schemas.ListPlansOfCase,
    answers=plan_schemas.LinkedPlansView,
    says="The plans that a case is linked to, as far as you see both.",
)
of_records.add(
    "GET",
    "/alerts/<uuid:alert_id>/plans",
    "list_plans_of_alert",
    asks=plan_schemas.ListPlansOfAlert,
    answers=plan_schemas.LinkedPlansView,
    says="The plans that an alert is linked to, as far as you see both.",
)

bodies.add("GET", "", "list_bodies", asks=body_schemas.ListBodies, answers=body_schemas.BodyList, says="Bodies, the last changed first.")
bodies.add(
    "POST", "", "add_body", asks=body_schemas.AddBody, answers=body_schemas.BodyView, says="Add a body, as verified now.", status=201
)
bodies.add("GET", BODY, "get_body", asks=body_schemas.GetBody, answers=body_schemas.BodyView, says="One body.")
bodies.add("PATCH", BODY, "amend_body", asks=body_schemas.AmendBody, answers=body_schemas.BodyView, says="Change a body.")
bodies.add(
    "POST", f"{BODY}/verify", "verify_body", asks=body_schemas.VerifyBody, answers=body_schemas.BodyView, says="Say it is right today."
)
bodies.add(
    "POST", f"{BODY}/publish", "publish_body", asks=body_schemas.PublishBody, answers=body_schemas.BodyView, says="Let everybody read it."
)
bodies.add(
    "POST",
    f"{BODY}/withdraw",
    "withdraw_body",
    asks=body_schemas.WithdrawBody,
    answers=body_schemas.BodyView,
    says="Take it from everybody but your organisation, for good.",
)

calendar_feeds.add(
    "GET",
    "",
    "list_calendar_feeds",
    asks=plan_schemas.ListCalendarFeeds,
    answers=plan_schemas.CalendarFeedList,
    says="Your own subscriptions.",
)
calendar_feeds.add(
    "POST",
    "",
    "make_calendar_feed",
    asks=plan_schemas.MakeCalendarFeed,
    answers=plan_schemas.NewCalendarFeedView,
    says="Make an address to subscribe to: /feeds/calendar/{token}.ics. The token is shown once.",
    status=201,
)
calendar_feeds.add(
    "POST",
    "/<uuid:feed_id>/revoke",
    "revoke_calendar_feed",
    asks=plan_schemas.RevokeCalendarFeed,
    answers=None,
    says="Let an address open nothing any more.",
    status=204,
)
