"""The story from a case to a recalled alert, over HTTP, step by step: between and within its steps somebody may be killed."""

import threading
from datetime import timedelta

from chassis.values import utcnow
from tests.support.patience import PATIENCE_S, Patient
from tests.support.waiting import until

TEXT = {"headline": "Sample Lawyer 3 detained", "facts": "Detained in Country A.", "demands": "Release the lawyer."}
PURPOSE = "urgent_appeal"


class Ordeal:
    """What an officer, a coordinator, a partner and the public see of it. `within(service, step)` is called while each step is under way."""

    def __init__(self, url, story, within):
        self.officer, self.coordinator, self.partner = (
            Patient(url, secret=one.secret) for one in (story.officer, story.coordinator, story.partner)
        )
        self.public = Patient(url)
        self._within, self._partner_org = within, story.partner_org

    def tell(self):
        """Let all of it happen; return what everybody sees in the end."""
        case = self._checked_case()
        alert = self._published_alert(case)
        shown = alert["edition"]["representation_id"]
        until(lambda: self._public_status(shown) == 200, within_s=PATIENCE_S)
        until(lambda: self._entries() == ["published"], within_s=PATIENCE_S)
        self._step("cases", self.officer.post, f"/cases/{case['id']}/consents/withdraw", purposes=[PURPOSE])
        until(lambda: self._public_status(shown) == 410, within_s=PATIENCE_S)
        until(lambda: self._entries()[-1] == "withdrawn", within_s=PATIENCE_S)
        until(lambda: self._ledger(alert)[-1] == ["partner", "stream", "confirmed"], within_s=PATIENCE_S)
        return {
            "alert": self.officer.get(f"/alerts/{alert['id']}")["state"],
            "alerts": self.officer.get("/alerts")["total"],
            "cases": self.officer.get("/cases")["total"],
            "entries": self._entries(),
            "ledger": self._ledger(alert),
            "public": (self._public_status(shown), self.public.get("/public/alerts")["items"]),
        }

    def close(self):
        for one in (self.officer, self.coordinator, self.partner, self.public):
            one.close()

    def _checked_case(self):
        opened = {"title": "Blue heron", "country": "FR", "summary": "Called us at night.", "subject_name": "Sample Lawyer 3"}
        case = self._step("cases", self.officer.post, "/cases", **opened)
        path = f"/cases/{case['id']}"
        self._step("cases", self.officer.post, f"{path}/accept", of=case)
        self._step("cases", self.officer.put, f"{path}/mandate", within=True)
        self._step("cases", self.officer.post, f"{path}/verifications", status="confirmed", sources="Two colleagues.")
        ends_at = (utcnow() + timedelta(days=30)).isoformat()
        risk = {"likelihood": 3, "impact": 4, "harm_of_action": "Reprisals.", "valid_until": ends_at}
        checks = self._step("cases", self.officer.post, f"{path}/risk-assessments", **risk)
        self._step("cases", self.coordinator.post, f"{path}/risk-assessments/{checks['risk']['id']}/approve")
        consent = {"party_id": case["subjects"][0]["id"], "purposes": [PURPOSE], "state": "given", "identifiability": "named"}
        self._step("cases", self.officer.post, f"{path}/consents", **consent, audience={"kind": "public"})
        return case

    def _published_alert(self, case):
        about = {"kind": "urgent_appeal", "country": "FR", "case_id": case["id"], "audience": {"kind": "public"}}
        alert = self._step("alerts", self.officer.post, "/alerts", **about, texts={"en": TEXT, "fr": TEXT})
        path = f"/alerts/{alert['id']}"
        alert = self._step("alerts", self.officer.post, f"{path}/submit", of=alert)
        for aspect in ("facts", "consent", "risk"):
            alert = self._step("alerts", self.coordinator.post, f"{path}/sign-offs", of=alert, aspect=aspect)
        alert = self._step("cases", self.coordinator.post, f"{path}/publish", of=alert)
        self._within("streams", "delivery")
        return alert

    def _step(self, service, ask, path, **request):
        """Return what a request brings, while `within(service, path)` does what it does."""
        answers = []
        asking = threading.Thread(target=lambda: answers.append(ask(path, **request)), daemon=True)
        asking.start()
        self._within(service, path)
        asking.join(PATIENCE_S)
        (answer,) = answers
        return answer

    def _public_status(self, shown):
        return self.public.answer("GET", f"/public/alerts/{shown}").status_code

    def _entries(self):
        """Read the partner's stream to its end, as often as needed; a reader that comes back confirms what it had."""
        page = self.partner.get("/streams/alerts/entries")
        self.partner.get("/streams/alerts/entries", after=page["next"])
        return [item["event"]["type"].split(".")[-2] for item in page["items"]]

    def _ledger(self, alert):
        lines = self.coordinator.get(f"/alerts/{alert['id']}/recalls")["items"]
        return sorted(["partner" if line["organisation_id"] == self._partner_org else "", line["channel"], line["state"]] for line in lines)
