"""The calendar of mechanisms over HTTP, with the services that it asks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from chassis import fields
from chassis.mail.rows import mail
from chassis.timers import Timers
from chassis.values import utcnow
from tests.support.site import Client

DUE = date.today() + timedelta(days=200)  # noqa: DTZ011 - far enough for any zone
TEXTS = {"en": {"title": "Sample review of Country A", "summary": "Sample summary."}}


def due(**changed):
    return {"precision": "date_only", "certainty": "confirmed", "tzid": "Europe/Zurich", "date": DUE.isoformat(), **changed}


@pytest.fixture(scope="module")
def librarian(newsroom):
    return newsroom.organisation.browser("librarian")


@pytest.fixture(scope="module")
def mechanism(librarian):
    about = {"kind": "upr", "name": "Sample review", "acronym": "SR", "url": "https://mechanism.example"}
    return librarian.post("/mechanisms", json=about).json["id"]


def added(librarian, mechanism, **changed):
    about = {
        "mechanism_id": mechanism,
        "kind": "stakeholder_submission",
        "texts": TEXTS,
        "source_url": "https://mechanism.example/calendar",
        "due": due(),
        **changed,
    }
    answer = librarian.post("/opportunities", json=about)
    assert answer.status_code == 201, answer.json
    return answer


def step(client, answer, path, json=None):
    before = answer.json
    found = client.post(f"/opportunities/{before['id']}/{path}", json=json or {}, headers={"If-Match": answer.headers["ETag"]})
    assert found.status_code == 200, found.json
    return found


def published(librarian, mechanism, **changed):
    return step(librarian, added(librarian, mechanism, **changed), "publish")


def calendar(site, path="/feeds/opportunities.ics", **headers):
    return site.app.test_client().get(path, headers=headers)


def entry_of(answer, opportunity):
    """Return the entry of an opportunity in a calendar; None if it is not there."""
    found = [one for one in Calendar.from_ical(answer.data).events if opportunity["id"] in str(one.get("URL"))]
    return found[0] if found else None


def test_everybody_subscribes_to_what_is_public_and_an_extension_raises_the_sequence(site, librarian, mechanism):
    found = published(librarian, mechanism)
    public = {"id": found.json["representation_id"]}
    first = calendar(site)
    before = entry_of(first, public)
    assert (first.content_type, before.start, before["SUMMARY"]) == (
        "text/calendar; charset=utf-8",
        DUE,
        "Stakeholder submission: Sample review of Country A",
    )
    assert calendar(site, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    later = due(date=(DUE + timedelta(days=14)).isoformat())
    step(librarian, found, "notices", {"source_url": "https://mechanism.example/calendar", "due": later})
    after = entry_of(calendar(site), public)
    assert (after.uid, after.sequence, after.start) == (before.uid, before.sequence + 1, DUE + timedelta(days=14))


def test_a_month_is_never_one_day_in_a_calendar(site, librarian, mechanism):
    found = published(librarian, mechanism, due=due(precision="month", date=None, month="2036-02"))
    entry = entry_of(calendar(site), {"id": found.json["representation_id"]})
    assert (entry.start, entry.end, "some day in February 2036" in entry["SUMMARY"]) == (date(2036, 2, 1), date(2036, 3, 1), True)


def test_a_time_is_that_of_its_zone_in_a_calendar(site, librarian, mechanism):
    found = published(librarian, mechanism, due=due(precision="exact", date="2036-02-10", time="18:00", tzid="Africa/Casablanca"))
    entry = entry_of(calendar(site), {"id": found.json["representation_id"]})
    assert entry.start.astimezone(UTC) == datetime.fromisoformat(found.json["due"]["ends_at"])


def test_what_is_withdrawn_leaves_the_calendar_at_once_and_its_page_is_gone(site, librarian, mechanism):
    found = published(librarian, mechanism)
    public = {"id": found.json["representation_id"]}
    assert entry_of(calendar(site), public) is not None
    step(librarian, found, "withdraw")
    assert entry_of(calendar(site), public) is None
    assert Client(site).get(f"/public/opportunities/{public['id']}").status_code == 410


def subscribed(client, **said):
    made = client.post("/calendar-feeds", json={"scope": "own", **said})
    assert made.status_code == 201, made.json
    return made.json, f"/feeds/calendar/{made.json['token']}.ics"


def planned(client, found):
    answer = client.post("/plans", json={"opportunity_id": found.json["id"]})
    assert answer.status_code == 201, answer.json
    return answer


def test_a_subscription_shows_ones_own_tasks_to_whoever_has_its_address_until_it_is_revoked(site, officer, librarian, mechanism):
    plan = planned(officer, added(librarian, mechanism)).json
    feed, path = subscribed(officer)
    answer = calendar(site, path)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    entries = [one for one in Calendar.from_ical(answer.data).events if plan["id"] in one["URL"]]
    assert sorted(one.start.isoformat() for one in entries) == [task["due_on"] for task in plan["tasks"]]
    assert officer.post(f"/calendar-feeds/{feed['id']}/revoke").status_code == 204
    assert calendar(site, path).status_code == calendar(site, "/feeds/calendar/nothing.ics").status_code == 404


def test_a_neutral_subscription_names_nothing(site, officer, librarian, mechanism):
    planned(officer, added(librarian, mechanism))
    _, path = subscribed(officer, is_neutral=True)
    answer = calendar(site, path)
    assert {one["SUMMARY"] for one in Calendar.from_ical(answer.data).events} == {"Something is due"}
    assert b"Sample" not in answer.data


def test_a_subscription_is_not_read_while_nobody_can_say_whose_it_is(site, officer, down):
    _, path = subscribed(officer)
    down({"directory"})
    assert calendar(site, path).status_code == 503


def linked(client, plan, kind, record_id):
    return client.post(f"/plans/{plan['id']}/links", json={"kind": kind, "record_id": record_id})


def test_a_case_and_a_plan_show_each_other_to_those_who_see_both(newsroom, officer, coordinator, librarian, mechanism):
    found = added(librarian, mechanism)
    plan, case = planned(officer, found).json, newsroom.open_case().json
    assert linked(officer, plan, "case", case["id"]).status_code == 200
    assert [link["record_id"] for link in officer.get(f"/plans/{plan['id']}/links").json["items"]] == [case["id"]]
    assert [one["opportunity"]["id"] for one in coordinator.get(f"/cases/{case['id']}/plans").json["items"]] == [found.json["id"]]
    assert [one["id"] for one in officer.get(f"/cases/{case['id']}?include=plans").json["plans"]["items"]] == [plan["id"]]


def test_who_works_on_the_plan_and_not_on_the_case_sees_no_link_to_it(newsroom, officer, librarian, mechanism):
    plan, case = planned(officer, added(librarian, mechanism)).json, newsroom.open_case().json
    linked(officer, plan, "case", case["id"])
    helper = newsroom.organisation.member("case_officer")
    task = {"assignee": helper.membership_id}
    version = officer.get(f"/plans/{plan['id']}").headers["ETag"]
    assert officer.patch(f"/plans/{plan['id']}/tasks/{plan['tasks'][0]['id']}", json=task, headers={"If-Match": version}).status_code == 200
    browser = Client(newsroom.site, secret=helper.secret)
    assert browser.get(f"/plans/{plan['id']}").status_code == 200
    assert browser.get(f"/plans/{plan['id']}/links").json == {"items": []}
    assert browser.get(f"/cases/{case['id']}/plans").status_code == 404
    assert linked(browser, plan, "case", case["id"]).status_code == 404


def test_an_alert_and_a_plan_show_each_other(newsroom, officer, librarian, mechanism):
    plan = planned(officer, added(librarian, mechanism)).json
    alert = newsroom.published_statement()
    assert linked(officer, plan, "alert", alert["id"]).status_code == 200
    assert [one["id"] for one in officer.get(f"/alerts/{alert['id']}/plans").json["items"]] == [plan["id"]]


def test_only_links_wait_for_cases(newsroom, officer, librarian, mechanism, down):
    plan, case = planned(officer, added(librarian, mechanism)).json, newsroom.open_case().json
    linked(officer, plan, "case", case["id"])
    down({"cases"})
    assert officer.get(f"/plans/{plan['id']}").status_code == 200
    assert officer.get(f"/plans/{plan['id']}/links").status_code == 503


def mails(site, address):
    database = site.services["directory"].database
    with database.reading() as tx:
        rows = [fields.opened(tx, mail, dict(row)) for row in tx.execute(select(mail)).mappings()]
    return [(row["template"], row["path"], row["count"]) for row in rows if row["recipient"] == address]


def test_whoever_has_something_to_do_is_reminded_by_mail_on_that_day_and_who_has_left_is_not(newsroom, site, librarian, mechanism):
    staying, leaving = newsroom.organisation.member("case_officer"), newsroom.organisation.member("case_officer")
    for somebody in (staying, leaving):
        planned(Client(site, secret=somebody.secret), added(librarian, mechanism))
    left = newsroom.organisation.directory.get_member(membership_id=leaving.membership_id)
    newsroom.organisation.directory.end_membership(membership_id=leaving.membership_id, version=left["version"])
    library = site.services["library"]
    Timers(library, clock=lambda: utcnow() + timedelta(days=111)).run_due()
    site.deliver()
    assert (mails(site, staying.email), mails(site, leaving.email)) == ([("tasks-due", "/my-day", 1)], [])
