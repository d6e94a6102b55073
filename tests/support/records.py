"""One record of each kind that the API speaks of, to be put into requests that were made up."""

from datetime import timedelta

from chassis.values import utcnow
from tests.support.story import Story

A_SEMINAR = {
    "kind": "seminar",
    "texts": {"en": {"title": "Sample seminar"}},
    "when": {"local_start": "2036-06-10T09:00", "local_end": "2036-06-10T17:00", "tzid": "Europe/Paris"},
    "mode": "online",
}


class Records:
    """The records of an organisation; `ids` by the name of the argument that takes them."""

    def __init__(self, site):
        self.site = site
        story = Story(site)
        self.organisation = story.ours
        ask, admin, officer, coordinator = story.ask, story.ours.member("admin", "coordinator"), story.officer, story.coordinator
        case = story.case()
        of_case = {"case_id": case["id"]}
        party = case["subjects"][0]["id"]
        incident = {"title": "Sample incident", "dates": {"from": "2026-03-05", "precision": "exact"}}
        instruction = {"party_id": party, "kind": "do", "text": "Sample instruction."}
        alert = story.change(coordinator, "publish_alert", story.approved_alert(case, audience={"kind": "public"}))
        librarian = story.ours.member("librarian")
        work, citation = self._work(ask, librarian)
        self.insider = story.ours.member("admin", "coordinator", "auditor", "librarian")
        event = self._event(story)
        self.ids = {
            "work_id": work["id"],
            "expression_id": work["held_expressions"][0]["id"],
            "citation_id": citation["id"],
            "training_id": ask(librarian, "library", "create_training", kind="course", texts={"en": {"title": "Sample course"}})["id"],
            "passage_id": citation["passage_id"],
            **of_case,
            "party_id": party,
            "incident_id": ask(officer, "cases", "add_incident", **of_case, **incident)["id"],
            "note_id": ask(officer, "cases", "add_note", **of_case, body="Sample note.")["id"],
            "risk_id": ask(officer, "cases", "list_checks", **of_case)["risk"]["id"],
            "instruction_id": ask(officer, "cases", "add_instruction", **of_case, **instruction)["items"][0]["id"],
            "alert_id": alert["id"],
            "number": 16,
            "instrument_code": "basic-principles",
            **self._calendar(ask, librarian, officer),
            "event_id": event["id"],
            "pool_id": ask(self.insider, "events", "list_pools", event_id=event["id"])["items"][0]["id"],
            "registration_id": ask(self.insider, "events", "register", event_id=event["id"], display_name="Sample")["id"],
            "group_id": story.group,
            "organisation_id": story.ours.id,
            "membership_id": ask(admin, "directory", "list_members")["items"][0]["id"],
            "session_id": ask(coordinator, "directory", "list_sessions")["items"][0]["id"],
            "api_client_id": story.ours.key(admin, roles=["coordinator"], scopes=["cases:read"])["id"],
            "invitation_id": ask(admin, "directory", "invite_member", email="invited@example.org", roles=["reviewer"])["id"],
            "saved_search_id": ask(self.insider, "search", "save_search", name="Sample search", question={"q": "sample"})["id"],
            "subscription_id": ask(coordinator, "streams", "create_subscription", stream="alerts", name="Sample subscription")["id"],
        }
        self._values = {**self.ids, "country": "FR", "valid_until": (utcnow() + timedelta(days=30)).isoformat(), "expires_at": None}

    def _calendar(self, ask, librarian, officer):
        """Return the ids of a mechanism with a session, of an opportunity that is not published, of its plan, and of a body."""
        named = {"name": "Sample review", "acronym": "SR", "url": "https://mechanism.example"}
        mechanism = ask(librarian, "library", "add_mechanism", kind="upr", **named)["id"]
        due = {"precision": "date_only", "certainty": "confirmed", "tzid": "Europe/Zurich", "date": "2036-06-10"}
        opportunity = ask(
            librarian, "library", "add_opportunity", mechanism_id=mechanism, kind="stakeholder_submission", due=due,
            texts={"en": {"title": "Sample opportunity"}}, source_url="https://mechanism.example/calendar",
        )  # fmt: skip
        plan = ask(officer, "library", "make_plan", opportunity_id=opportunity["id"])
        court = {"kind": "court", "name": "Sample Court 2", "source_url": "https://court.example"}
        return {
            "mechanism_id": mechanism,
            "mechanism_session_id": ask(librarian, "library", "add_mechanism_session", mechanism_id=mechanism, name="Session 1")["id"],
            "opportunity_id": opportunity["id"],
            "plan_id": plan["id"],
            "task_id": plan["tasks"][0]["id"],
            "body_id": ask(librarian, "library", "add_body", **court)["id"],
            "feed_id": ask(officer, "library", "make_calendar_feed", scope="own")["id"],
        }

    def _work(self, ask, librarian):
        """Return a work that is not published, with a text that cites a principle, and that citation."""
        made = ask(librarian, "library", "create_work", kind="judgment", texts={"en": {"title": "Sample judgment"}})
        work = ask(librarian, "library", "add_expression", work_id=made["id"], lang="en", kind="official")
        text = "The Basic Principles on the Role of Lawyers, principle 16."
        ask(librarian, "library", "put_text", expression_id=work["held_expressions"][0]["id"], text=text)
        (citation,) = ask(librarian, "library", "list_citations", work_id=work["id"])["items"]
        return work, citation

    def _event(self, story):
        """Return an event for its hosts that one may register for, whose roster the insider was named to see."""
        event = story.ask(self.insider, "events", "draft_event", **A_SEMINAR)
        steps = [("submit", self.insider, {}), ("sign_off", story.coordinator, {}), ("publish", self.insider, {})]
        for step, who, said in steps:
            event = story.ask(who, "events", f"{step}_event", event_id=event["id"], version=event["version"], **said)
        event = story.ask(self.insider, "events", "set_enrolment", event_id=event["id"], version=event["version"], way="open")
        story.ask(self.insider, "events", "add_pool", event_id=event["id"], capacity=5)
        return event

    def put_into(self, case, **identity):
        """Let a made-up request (schemathesis' case) speak of these records, in the version they have now."""
        case.path_parameters = {name: self.ids.get(name, value) for name, value in (case.path_parameters or {}).items()}
        if isinstance(case.body, dict):
            case.body = {name: self._values.get(name, value) for name, value in case.body.items()}
        if "If-Match" in (case.headers or {}):
            case.headers["If-Match"] = self.etag(case, **identity)

    def etag(self, case, *, headers=None, cookies=None):
        client = self.site.app.test_client()
        for name, value in (cookies or {}).items():
            client.set_cookie(name, value)
        record = case.operation.path[: case.operation.path.rindex("}") + 1].format_map(case.path_parameters)
        return client.get(record, headers=headers).headers.get("ETag", '"1"')
