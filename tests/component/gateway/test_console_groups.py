"""Sharing groups and streams, as people see them."""

import re

import pytest

from tests.support.console import Console, places, words
from tests.support.site import Client, Organisation
from tests.support.story import Story


@pytest.fixture(scope="module")
def ours(site):
    return Organisation(site, "Sample Organisation of Groups")


@pytest.fixture(scope="module")
def partner(site):
    return Organisation(site, "Sample Partner of Groups", country="DE")


@pytest.fixture(scope="module")
def coordinator(site, ours):
    return Console(site, ours.member("coordinator", "admin"))


@pytest.fixture(scope="module")
def partners_coordinator(site, partner):
    return Console(site, partner.member("coordinator"))


@pytest.fixture
def group(coordinator):
    answer = coordinator.post("/sharing-groups/new", name="Sample network", organisations="")
    assert answer.status_code == 303, words(answer)
    return answer.location.partition("?")[0]


def version_on(page):
    return re.search(r'name="version" value="(\d+)"', page.text)[1]


def test_an_organisation_comes_and_goes(coordinator, partners_coordinator, partner, group):
    assert "Your organisation is in no group yet." in words(partners_coordinator.get("/sharing-groups"))
    version = version_on(coordinator.get(group))
    added = coordinator.post(group, form="adding", version=version, organisation_id=partner.id)
    assert added.location == f"{group}?done=group-joined"
    theirs = partners_coordinator.get(group)
    assert ("Sample Partner of Groups" in words(theirs), "<form" in re.search(r"<main.*</main>", theirs.text, re.DOTALL)[0]) == (
        True,
        False,
    )
    version = version_on(coordinator.get(group))
    refused = coordinator.post(group, form="removing", version=version, organisation_id=partner.id, confirmation="")
    assert refused.status_code == 422
    removed = coordinator.post(group, form="removing", version=version, organisation_id=partner.id, confirmation="remove")
    assert removed.location == f"{group}?done=group-left"
    assert partners_coordinator.get(group).status_code == 404


def test_a_group_that_changed_meanwhile_is_shown_as_it_is(coordinator, partner, group):
    old = version_on(coordinator.get(group))
    coordinator.post(group, form="adding", version=old, organisation_id=partner.id)
    answer = coordinator.post(group, form="removing", version=old, organisation_id=partner.id, confirmation="remove")
    assert (answer.status_code, "Somebody changed this while you wrote" in words(answer)) == (412, True)
    sent = {"form": "removing", "version": version_on(answer), "organisation_id": partner.id, "confirmation": "remove"}
    assert coordinator.post(group, **sent).status_code == 303


def test_a_group_needs_a_name(coordinator):
    answer = coordinator.post("/sharing-groups/new", name="", organisations="")
    assert (answer.status_code, "Name: This is needed." in words(answer)) == (422, True)


def test_who_only_works_on_cases_reads_groups_and_makes_none(site, ours, group):
    officer = Console(site, ours.member("case_officer"))
    assert "Sample network" in words(officer.get("/sharing-groups"))
    assert "/sharing-groups/new" not in places(officer.get("/sharing-groups"))
    assert officer.post("/sharing-groups/new", name="Sample other network", organisations="").status_code == 403
    assert officer.post(group, form="adding", version="1", organisation_id=ours.id).status_code == 403


def test_streams_say_who_has_come_how_far(site, newsroom, partner):
    admin = partner.member("admin", "coordinator")
    program = Client(site, key=partner.key(admin, roles=["partner_reader"], scopes=["streams:read", "alerts:read"])["key"])
    reader = Console(site, partner.member("partner_reader"))
    before = words(reader.get("/streams"))
    assert ("Nobody of your organisation has read a stream yet." in before, "/api/v1/streams/alerts/entries?wait=30" in before) == (
        True,
        True,
    )
    newsroom.published_statement()
    assert len(program.get("/streams/alerts/entries").json["items"]) == 1
    assert "a program alerts one entry given and not confirmed" in words(reader.get("/streams"))
    assert "Sample program alerts" in words(Console(site, admin).get("/streams"))


def test_a_withdrawal_that_no_program_has_read_stands_out(site, newsroom, partner):
    admin = partner.member("admin", "coordinator")
    program = Client(site, key=partner.key(admin, roles=["partner_reader"], scopes=["streams:read", "alerts:read"])["key"])
    alert = newsroom.published_statement()
    page = program.get("/streams/alerts/entries").json
    newsroom.withdraw(alert)
    program.get(f"/streams/alerts/entries?after={page['next']}")
    assert "One withdrawal not read yet" in words(Console(site, admin).get("/streams"))


def test_no_key_stands_on_the_page_of_streams(site, partner):
    assert "hvn_" not in Console(site, partner.member("partner_reader")).get("/streams").text


def test_a_service_that_is_down_is_said(coordinator, down):
    down({"streams"})
    assert coordinator.get("/streams").status_code == 503


def test_who_was_taken_out_of_a_group_is_without_it_at_the_next_request(site):
    story = Story(site)
    partner = Client(site, secret=story.partner.secret)
    story.change(
        story.coordinator, "publish_alert", story.approved_alert(story.case(), audience={"kind": "group", "group_id": story.group})
    )
    (shared,) = partner.get("/alerts?of=shared").json["items"]
    gone = {"group_id": story.group, "version": 2, "organisation_id": story.partner_org}
    story.ask(story.admin, "directory", "remove_group_member", **gone)
    assert partner.get("/alerts?of=shared").json["items"] == []
    assert partner.get(f"/alerts/{shared['id']}").status_code == 404
