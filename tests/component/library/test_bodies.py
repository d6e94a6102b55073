from datetime import timedelta

import pytest

from chassis.contexts import PUBLIC
from chassis.errors import Conflict, Forbidden, NotFound
from tests.component.library.people import COORDINATOR, LIBRARIAN, OFFICER, PARTNER, STRANGER

COURT = {
    "kind": "court",
    "name": "Sample Court 2",
    "role": "President of the court",
    "country": "FR",
    "source_url": "https://court.example",
}
CONTACT = {"email": "court@example.org", "phone": "+33 0 00 00 00 00", "address": "1 Sample Street\nCity A", "web": "https://court.example"}


@pytest.fixture
def court(component):
    return component.call("add_body", LIBRARIAN, **COURT, contact=CONTACT, languages=["fr"])


def step(component, method, body, viewer=LIBRARIAN, **more):
    return component.call(method, viewer, body_id=body["id"], version=body["version"], **more)


def listed(component, viewer=LIBRARIAN, **request):
    return [one["id"] for one in component.call("list_public_bodies" if viewer is PUBLIC else "list_bodies", viewer, **request)["items"]]


def test_it_is_verified_when_it_is_added_and_again_half_a_year_later(component, court):
    assert (court["contact"], court["review_by"], court["is_stale"]) == (CONTACT, "2026-09-01", False)
    component.now += timedelta(days=181)
    stale = component.call("get_body", OFFICER, body_id=court["id"])
    assert (stale["is_stale"], listed(component, stale=True), listed(component, stale=False)) == (True, [court["id"]], [])
    verified = step(component, "verify_body", court)
    assert (verified["is_stale"], verified["verified_at"], listed(component, stale=True)) == (False, "2026-09-02T12:00:00Z", [])


def test_a_change_alone_says_nothing_of_the_rest(component, court):
    component.now += timedelta(days=10)
    amended = step(component, "amend_body", court, role="Vice-president of the court")
    assert (amended["role"], amended["verified_at"]) == ("Vice-president of the court", court["verified_at"])


def test_it_is_our_own_until_it_is_published(component, court):
    assert [listed(component, one) for one in (OFFICER, PARTNER, STRANGER, PUBLIC)] == [[court["id"]], [], [], []]
    published = step(component, "publish_body", court, COORDINATOR)
    outside = published["representation_id"]
    assert [listed(component, one) for one in (OFFICER, PARTNER, STRANGER, PUBLIC)] == [[court["id"]], [outside], [outside], [outside]]
    view = component.call("get_public_body", PUBLIC, body_id=outside)
    assert (view["name"], view["contact"], view["version"]) == ("Sample Court 2", CONTACT, 1)
    assert court["id"] not in str(view)
    with pytest.raises(NotFound, match="no-such-body"):
        component.call("get_body", STRANGER, body_id=court["id"])


def test_what_is_withdrawn_is_gone_for_everybody_and_stays_for_us(component, court):
    published = step(component, "publish_body", court)
    withdrawn = step(component, "withdraw_body", published)
    assert (withdrawn["state"], withdrawn["steps"], listed(component, PUBLIC)) == ("withdrawn", [], [])
    with pytest.raises(NotFound, match="gone"):
        component.call("get_public_body", PUBLIC, body_id=published["representation_id"])


def test_only_librarians_write_and_nobody_over_a_newer_version(component, court):
    with pytest.raises(Forbidden, match="role-lacks-verb"):
        component.call("add_body", OFFICER, **COURT)
    step(component, "amend_body", court, role="Other")
    with pytest.raises(Conflict, match="stale-version"):
        step(component, "amend_body", court, role="Another")


def test_a_list_takes_as_many_statements_with_three_as_with_one(component):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            step(component, "publish_body", component.call("add_body", LIBRARIAN, **COURT))
        for viewer in (LIBRARIAN, PUBLIC):
            with component.counting() as statements:
                listed(component, viewer)
            counts.append(len(statements))
    assert counts[:2] == counts[2:]
