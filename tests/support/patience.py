"""Somebody who speaks HTTP to a site that comes and goes: asks again, under the same idempotency key, until there is an answer."""

import time
from uuid import uuid4

import httpx

from gateway import csrf

PATIENCE_S = 60.0
COME_BACK = {502, 503, 504}
TEXTS = {
    "en": {"headline": "Sample headline", "facts": "Sample facts.", "demands": "Sample demands."},
    "fr": {"headline": "Titre d’exemple", "facts": "Faits d’exemple.", "demands": "Demandes d’exemple."},
}


class Patient:
    """A member by the secret of a session, a program by its key, or the public."""

    def __init__(self, url, *, secret=None, key=None):
        headers = {"Authorization": f"Bearer {key}"} if key else {"X-CSRF-Token": csrf.token_of(secret)} if secret else {}
        self._http = httpx.Client(
            base_url=f"{url}/api/v1", headers=headers, cookies={"havana_session": secret} if secret else {}, timeout=15
        )

    def get(self, path, **query):
        """Return the JSON of an answer."""
        return self.answer("GET", path, params=query).json()

    def post(self, path, *, of=None, **body):
        """Return the JSON of what was done, once; `of` is the record that is changed, as it was read."""
        return self._written("POST", path, of, body)

    def put(self, path, *, of=None, **body):
        """Return the JSON of what was put."""
        return self._written("PUT", path, of, body)

    def answer(self, verb, path, **more):
        """Return the first answer that is one; the test fails if there is none for a minute."""
        ends_at = time.monotonic() + PATIENCE_S
        while True:
            try:
                answer = self._http.request(verb, path, **more)
                if answer.status_code not in COME_BACK:
                    return answer
            except httpx.TransportError:
                pass
            assert time.monotonic() < ends_at, f"{verb} {path} has no answer"
            time.sleep(0.05)

    def close(self):
        self._http.close()

    def _written(self, verb, path, of, body):
        headers = {"Idempotency-Key": uuid4().hex, **({"If-Match": f'"{of["version"]}"'} if of else {})}
        answer = self.answer(verb, path, json=body, headers=headers)
        assert answer.is_success, f"{verb} {path}: {answer.status_code} {answer.text}"
        return answer.json()


class Press:
    """An officer and a coordinator who publish statements that name nobody."""

    def __init__(self, url, *, officer, coordinator):
        self.officer, self.coordinator = Patient(url, secret=officer.secret), Patient(url, secret=coordinator.secret)

    def publish(self, audience):
        """Return a statement as its owner sees it once it is out."""
        about = {"kind": "statement", "country": "FR", "identifiability": "anonymous", "texts": TEXTS}
        alert = self.officer.post("/alerts", audience=audience, **about)
        path = f"/alerts/{alert['id']}"
        alert = self.officer.post(f"{path}/submit", of=alert)
        for aspect in ("facts", "consent", "risk"):
            alert = self.coordinator.post(f"{path}/sign-offs", of=alert, aspect=aspect)
        return self.coordinator.post(f"{path}/publish", of=alert)

    def withdraw(self, alert):
        """Withdraw what was published."""
        return self.coordinator.post(f"/alerts/{alert['id']}/withdraw", of=alert, reason="Sample reason.")

    def close(self):
        self.officer.close()
        self.coordinator.close()
