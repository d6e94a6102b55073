"""Works on their way, for tests that begin further on."""

from chassis.contexts import PUBLIC
from tests.component.library.conftest import LIBRARIAN

JUDGMENT = {
    "kind": "judgment",
    "texts": {"en": {"title": "Sample Applicant v. Country A", "summary": "Sample summary."}},
    "issuer": "Sample court",
    "date": "2024-05-07",
    "countries": ["AW"],
    "parties": [{"name": "Sample Applicant 1"}],
    "importance": "high",
}
TEXT = """1. The applicant is a lawyer.

2. The Basic Principles on the Role of Lawyers, principle 16 (a), say so, and so does principle 18.

3. The court decides.
"""


class Shelf:
    """An organisation's works in one component."""

    def __init__(self, component):
        self.component = component
        self.call = component.call

    def work(self, **changed):
        return self.call("create_work", LIBRARIAN, **{**JUDGMENT, **changed})

    def read(self, work):
        return self.call("get_work", LIBRARIAN, work_id=work["id"])

    def change(self, method, work, **request):
        return self.call(method, LIBRARIAN, work_id=work["id"], version=work["version"], **request)

    def published(self, **changed):
        return self.change("publish_work", self.work(**changed))

    def with_text(self, **changed):
        work = self.call("add_expression", LIBRARIAN, work_id=self.work(**changed)["id"], lang="en", kind="official")
        return self.call("put_text", LIBRARIAN, expression_id=work["held_expressions"][0]["id"], text=TEXT)

    def published_with_citation(self, **changed):
        work = self.with_text(**changed)
        published = self.change("publish_work", work)
        self.decide(self.call("list_citations", LIBRARIAN, work_id=work["id"])["items"][0], "accepted", use="applied")
        return published

    def decide(self, citation, state, **reading):
        return self.call("decide_citation", LIBRARIAN, citation_id=citation["id"], version=citation["version"], state=state, **reading)

    def title(self, public_id):
        return self.call("get_public_work", PUBLIC, work_id=public_id)["texts"]["en"]["title"]
