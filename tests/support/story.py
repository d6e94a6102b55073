"""One story across the services: an organisation that defends, a partner that reads, and the group they share."""

from datetime import timedelta
from types import SimpleNamespace

from chassis.values import utcnow
from tests.support.site import Organisation


class Story:
    """An organisation that defends, a partner that reads, and the group they share."""

    def __init__(self, site, *, number=""):
        """`number` tells one story on a site from another."""
        self.site = site
        ours, theirs = Organisation(site, f"Sample Defenders{number}"), Organisation(site, f"Sample Partner{number}", country="DE")
        admin = ours.member("admin")
        self.group = self.ask(admin, "directory", "create_sharing_group", name="Sample group")["id"]
        version = self.ask(admin, "directory", "get_sharing_group", group_id=self.group)["version"]
        self.ask(admin, "directory", "add_group_member", group_id=self.group, version=version, organisation_id=theirs.id)
        self.ours, self.admin, self.member = ours, admin, ours.member
        self.officer, self.coordinator = ours.member("case_officer"), ours.member("coordinator")
        self.theirs, self.partner, self.partner_org = theirs, theirs.member("partner_reader"), theirs.id

    def ask(self, who, service, method, **request):
        return self.site.rpc.call(service, method, request, context=who.context if who else None)

    def case(self, *, purposes=("share_partner", "urgent_appeal")):
        """Return a case with all its checks, and consent for these purposes."""
        opened = {"title": "Blue heron", "country": "FR", "summary": "Called us at night.", "subject_name": "Sample Lawyer 3"}
        case = self.ask(self.officer, "cases", "open_case", **opened)
        of_case = {"case_id": case["id"]}
        self.ask(self.officer, "cases", "accept_case", **of_case, version=case["version"])
        self.ask(self.officer, "cases", "record_mandate", **of_case, within=True)
        self.ask(self.officer, "cases", "record_verification", **of_case, status="confirmed", sources="Two colleagues.")
        until = (utcnow() + timedelta(days=30)).isoformat()
        risk = {"likelihood": 3, "impact": 4, "harm_of_action": "Reprisals.", "valid_until": until}
        checks = self.ask(self.officer, "cases", "record_risk", **of_case, **risk)
        self.ask(self.coordinator, "cases", "approve_risk", **of_case, risk_id=checks["risk"]["id"])
        self.consent(case, purposes=list(purposes))
        return case

    def consent(self, case, **changes):
        """Let the lawyer agree to be named to everybody."""
        given = {"party_id": case["subjects"][0]["id"], "state": "given", "audience": {"kind": "public"}, "identifiability": "named"}
        self.ask(self.officer, "cases", "record_consent", case_id=case["id"], **{**given, **changes})

    def mark(self, case, marking):
        version = self.ask(self.coordinator, "cases", "get_case", case_id=case["id"])["version"]
        self.ask(self.coordinator, "cases", "amend_case", case_id=case["id"], version=version, marking=marking)

    def program(self, *scopes):
        """Return a program of the organisation that defends, with the role of a coordinator."""
        key = self.ours.key(self.admin, roles=["coordinator"], scopes=scopes)
        context = self.site.rpc.directory.resolve_api_key(key=key["key"])["context"]
        return SimpleNamespace(id=key["id"], context=context)

    def draft(self, case, *, audience):
        text = {"headline": "Sample Lawyer 3 detained", "facts": "Detained in Country A.", "demands": "Release the lawyer."}
        given = {"kind": "urgent_appeal", "country": "FR", "case_id": case["id"], "audience": audience, "texts": {"en": text, "fr": text}}
        return self.ask(self.officer, "alerts", "draft_alert", **given)

    def approved_alert(self, case, *, audience):
        alert = self.change(self.officer, "submit_alert", self.draft(case, audience=audience))
        for aspect in ("facts", "consent", "risk"):
            alert = self.change(self.coordinator, "sign_off_alert", alert, aspect=aspect)
        return alert

    def change(self, who, method, alert, **request):
        return self.ask(who, "alerts", method, alert_id=alert["id"], version=alert["version"], **request)

    def stream(self, after=None):
        page = self.ask(self.partner, "streams", "read_entries", stream="alerts", after=after)
        return [(item["event"]["type"].split(".")[-2], item["event"].get("subject")) for item in page["items"]], page["next"]

    def recalls(self, alert):
        items = self.ask(self.coordinator, "alerts", "list_recalls", alert_id=alert["id"])["items"]
        return sorted((item["organisation_id"] or "", item["channel"], item["state"]) for item in items)
