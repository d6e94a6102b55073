"""What opportunities and bodies are found by."""

from uuid import UUID

from chassis import representations
from chassis.indexable import Wording
from tests.component.library.calendar_desk import TEXTS


def found_by(desk, kind, record):
    service = desk.component.service
    with desk.component.database.reading() as tx:
        (published,) = representations.public_of(tx, kind, [record]).values()
    return service.indexable_kinds[kind].handler(service, published)


def test_an_opportunity_is_found_by_its_texts_its_mechanism_and_the_end_of_its_time(desk):
    found = desk.published()
    indexed = found_by(desk, "opportunity", UUID(found["id"]))
    assert indexed.texts == {"en": Wording(title=TEXTS["en"]["title"], text="Sample summary.\nSample review SR Session 1")}
    assert (indexed.date.isoformat(), indexed.facets) == (
        "2026-06-15T22:00:00+00:00",
        {"type": ("stakeholder_submission",), "mechanism": ("SR",)},
    )


def test_a_body_is_found_by_its_name_and_role_and_not_by_its_contact(desk):
    court = {"kind": "court", "name": "Sample Court 2", "role": "President", "source_url": "https://court.example"}
    body = desk.call("add_body", **court, contact={"email": "court@example.org"})
    desk.call("publish_body", body_id=body["id"], version=body["version"])
    indexed = found_by(desk, "body", UUID(body["id"]))
    assert (indexed.texts, indexed.facets) == ({"und": Wording(title="Sample Court 2", text="President")}, {"type": ("court",)})
