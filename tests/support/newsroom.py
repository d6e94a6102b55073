"""An organisation that publishes, through the API: an officer writes, a coordinator signs off and publishes."""

from tests.support.site import Organisation

EVERYTHING = ("cases:read", "cases:write", "alerts:read", "alerts:write", "streams:read", "subscriptions:manage", "members:manage")
TEXTS = {
    "en": {"headline": "Sample headline", "facts": "Sample facts.", "demands": "Sample demands."},
    "fr": {"headline": "Titre d’exemple", "facts": "Faits d’exemple.", "demands": "Demandes d’exemple."},
}


class Newsroom:
    """An organisation with an administrator, and an officer and a coordinator in their browsers."""

    def __init__(self, site, name="Sample Organisation"):
        self.site = site
        self.organisation = Organisation(site, name)
        self.admin = self.organisation.member("admin", "coordinator")
        self.officer = self.organisation.browser("case_officer")
        self.coordinator = self.organisation.browser("coordinator")

    def open_case(self, **changed):
        case = {"title": "Sample case", "country": "FR", "summary": "Sample summary.", **changed}
        response = self.officer.post("/cases", json=case)
        assert response.status_code == 201, response.json
        return response

    def published_statement(self, **changed):
        """Return a public statement that names nobody, as its owner sees it."""
        statement = {
            "kind": "statement",
            "country": "FR",
            "audience": {"kind": "public"},
            "identifiability": "anonymous",
            "texts": TEXTS,
            **changed,
        }
        drafted = self.officer.post("/alerts", json=statement)
        assert drafted.status_code == 201, drafted.json
        path = drafted.headers["Location"].removeprefix("/api/v1")
        step = self.officer.post(f"{path}/submit", json={}, headers={"If-Match": drafted.headers["ETag"]})
        for aspect in ("facts", "consent", "risk"):
            step = self.coordinator.post(f"{path}/sign-offs", json={"aspect": aspect}, headers={"If-Match": step.headers["ETag"]})
        step = self.coordinator.post(f"{path}/publish", headers={"If-Match": step.headers["ETag"]})
        assert step.status_code == 200, step.json
        self.site.deliver()
        return step.json

    def withdraw(self, alert):
        path = f"/alerts/{alert['id']}"
        current = self.coordinator.get(path).headers["ETag"]
        response = self.coordinator.post(f"{path}/withdraw", json={"reason": "Sample reason."}, headers={"If-Match": current})
        assert response.status_code == 200, response.json
        self.site.deliver()
        return response.json
