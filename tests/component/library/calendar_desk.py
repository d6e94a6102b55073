"""The calendar of mechanisms as people work with it: a library beside stand-ins for cases, alerts and directory."""

from uuid import UUID

from chassis import behalf
from chassis.contexts import PUBLIC
from tests.component.library.people import COORDINATOR, LIBRARIAN, OFFICER, ORG

SOURCE, OTHER_SOURCE = "https://mechanism.example/calendar", "https://other.example/deadlines"
JUNE = {"precision": "date_only", "certainty": "confirmed", "tzid": "Europe/Zurich", "date": "2026-06-15"}
LATER = {**JUNE, "date": "2026-06-29"}
TEXTS = {"en": {"title": "Sample review of Country A", "summary": "Sample summary."}}


class Neighbours:
    """Cases, alerts and directory as far as the library asks them.

    Everybody sees the records in `seen`. What they refuse is what the real ones refuse: `tests/contract/test_linked_records.py` asks both.
    """

    def __init__(self):
        self.beside = None
        self.seen = set()
        self.roles = {(ORG, one.membership): sorted(one.roles) for one in (LIBRARIAN, COORDINATOR, OFFICER)}
        self.cases = self.alerts = self.directory = self

    def resolve_members(self, *, organisation_id, membership_ids):
        found = [(one, self.roles.get((UUID(organisation_id), UUID(one)))) for one in membership_ids]
        return {"members": [{"id": one, "roles": roles} for one, roles in found if roles]}

    def list_seen_cases(self, *, ids, on_behalf_of):
        viewer = behalf.viewer_of(on_behalf_of, self.beside.keyring.public, self.beside.now())
        return {"ids": [one for one in ids if (viewer.org, UUID(one)) in self.seen]}

    list_seen_alerts = list_seen_cases


class CalendarDesk:
    """Calls that take a record and answer with what became of it."""

    def __init__(self, component, neighbours):
        self.component, self.neighbours = component, neighbours
        self.mechanism = self.call("add_mechanism", kind="upr", name="Sample review", acronym="SR", url="https://mechanism.example")
        self.session = self.add_session("Session 1", begins_on="2026-10-01", ends_on="2026-10-12")

    def call(self, method, viewer=LIBRARIAN, **request):
        return self.component.call(method, viewer, **request)

    def add_session(self, name, **more):
        return self.call("add_mechanism_session", mechanism_id=self.mechanism["id"], name=name, **more)

    def add(self, viewer=LIBRARIAN, **changed):
        request = {
            "mechanism_id": self.mechanism["id"],
            "session_id": self.session["id"],
            "kind": "stakeholder_submission",
            "country": "FR",
            "texts": TEXTS,
            "source_url": SOURCE,
            "due": JUNE,
            **changed,
        }
        return self.call("add_opportunity", viewer, **request)

    def step(self, method, found, viewer=LIBRARIAN, **more):
        return self.call(method, viewer, opportunity_id=found["id"], version=found["version"], **more)

    def published(self, **changed):
        return self.step("publish_opportunity", self.add(**changed))

    def says(self, found, due, *, source_url=SOURCE):
        return self.step("record_notice", found, source_url=source_url, due=due)

    def plan(self, found, viewer=OFFICER, **more):
        return self.call("make_plan", viewer, opportunity_id=found["id"], **more)

    def on_plan(self, method, plan, viewer=OFFICER, **more):
        return self.call(method, viewer, plan_id=plan["id"], version=plan["version"], **more)


def tell_of_the_calendar(desk, canary):
    """Fill every guarded field of every request about opportunities, plans and bodies that are never published."""

    def said(of):
        return {
            "texts": {"en": {"title": canary(f"{of}.texts"), "summary": canary(f"{of}.texts.summary")}},
            "requirements": {"note": canary(f"{of}.requirements")},
        }

    def planned(of):
        return {"note": canary(f"{of}.note"), "co_signers": [{"name": canary(f"{of}.co_signers")}]}

    found = desk.step("amend_opportunity", desk.add(**said("AddOpportunity")), **said("AmendOpportunity"))
    plan = desk.on_plan("amend_plan", desk.plan(found, **planned("MakePlan")), **planned("AmendPlan"))
    plan = desk.on_plan("add_task", plan, title=canary("AddTask.title"), days_before=100)
    desk.on_plan("amend_task", plan, task_id=plan["tasks"][0]["id"], title=canary("AmendTask.title"))
    body = {"kind": "court", "name": "Sample Court 2", "source_url": SOURCE, "contact": {"address": canary("AddBody.contact")}}
    court = desk.call("add_body", **body)
    desk.call("amend_body", body_id=court["id"], version=court["version"], contact={"address": canary("AmendBody.contact")})
    for method in ("list_opportunities", "list_plans", "my_day", "list_bodies"):
        desk.call(method, COORDINATOR)
    desk.call("read_calendar_feed", PUBLIC, token=desk.call("make_calendar_feed", OFFICER, scope="organisation")["token"])
