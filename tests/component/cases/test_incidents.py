"""What happened: inexact dates, acts and the principles they touch."""

import pytest

from chassis.errors import Conflict, Invalid
from tests.component.cases.conftest import OFFICER


def add(site, case, **changes):
    given = {"title": "Arrest at the court", "dates": "2026-02-11"}
    return site.call("add_incident", OFFICER, case_id=case["id"], **{**given, **changes})


def test_an_incident_has_acts_and_the_principles_they_touch(site):
    case = site.open_case()
    victim = case["subjects"][0]["id"]
    acts = [
        {"type": "arbitrary_arrest", "dates": "2026-02-11", "victim": victim, "stated_reason": "Disturbing order."},
        {"type": "client_access_denied", "dates": None},
    ]
    incident = add(site, case, acts=acts, place="Court of Country A")
    assert [(act["type"], act["principles"], act["victim"]) for act in incident["acts"]] == [
        ("arbitrary_arrest", ["16", "17"], victim),
        ("client_access_denied", ["7", "8", "16"], None),
    ]
    assert incident["principles"] == ["7", "8", "16", "17"]
    assert (incident["country"], incident["place"]) == ("FR", "Court of Country A")
    assert site.call("get_incident", OFFICER, case_id=case["id"], incident_id=incident["id"]) == incident


def test_inexact_dates_are_kept_and_sorted_by_their_first_day(site):
    case = site.open_case()
    for title, dates in (("day", "2026-02-11"), ("month", "2026-02"), ("year", "2025"), ("range", "2026-02-10/2026-02-12")):
        add(site, case, title=title, dates=dates)
    about = {"from": "2026-01-01", "to": "2026-06-30", "precision": "estimated", "note": "Before the summer."}
    assert add(site, case, title="about", dates=about)["dates"] == about
    listed = site.call("list_incidents", OFFICER, case_id=case["id"])["items"]
    assert [item["title"] for item in listed] == ["year", "about", "month", "range", "day"]


def test_incidents_are_paged_in_the_order_of_their_dates(site):
    case = site.open_case()
    for number, dates in enumerate(("2026-02", "2026-01", "2026-02", "2025")):
        add(site, case, title=str(number), dates=dates)
    first = site.call("list_incidents", OFFICER, case_id=case["id"], limit=3)
    rest = site.call("list_incidents", OFFICER, case_id=case["id"], limit=3, cursor=first["next"])
    assert [item["title"] for item in first["items"] + rest["items"]] == ["3", "1", "0", "2"]


def test_amending_an_incident_replaces_its_acts_as_a_whole(site):
    case = site.open_case()
    incident = add(site, case, acts=[{"type": "threat"}, {"type": "raid"}])
    changes = {"acts": [{"type": "killing"}], "dates": "2026-03", "country": "MA"}
    amended = site.call("amend_incident", OFFICER, case_id=case["id"], incident_id=incident["id"], version=1, **changes)
    assert ([act["type"] for act in amended["acts"]], amended["country"], amended["version"]) == (["killing"], "MA", 2)
    with pytest.raises(Conflict, match="stale-version"):
        site.call("amend_incident", OFFICER, case_id=case["id"], incident_id=incident["id"], version=1, title="Late")


def test_a_victim_is_a_person_of_the_case(site):
    case, other = site.open_case(), site.open_case()
    acts = [{"type": "threat"}, {"type": "raid", "victim": other["subjects"][0]["id"]}]
    with pytest.raises(Invalid) as refused:
        add(site, case, acts=acts)
    assert refused.value.params["errors"] == [{"pointer": "/acts/1/victim", "code": "not-in-case"}]
    assert site.call("list_incidents", OFFICER, case_id=case["id"])["total"] == 0


def test_every_wrong_field_of_an_incident_is_named(site):
    with pytest.raises(Invalid) as refused:
        add(site, site.open_case(), title="", dates="last spring", acts=[{"type": "insult", "when": 1}])
    errors = {error["pointer"]: error["code"] for error in refused.value.params["errors"]}
    wrong = {"/title": "required", "/dates": "wrong-partial-date", "/acts/0/type": "not-one-of", "/acts/0/when": "unknown-field"}
    assert errors == wrong
