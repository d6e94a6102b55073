"""Every list costs the same number of statements however long it is."""

import pytest

from chassis.entrypoints.service import Service
from chassis.errors import Invalid
from tests.component.cases.conftest import OFFICER


def more(site, case):
    """Add one of everything that is listed."""
    site.open_case()
    site.call("add_party", OFFICER, case_id=case["id"], role="witness", name="Sample Witness 1")
    acts = [{"type": "threat"}, {"type": "raid"}]
    site.call("add_incident", OFFICER, case_id=case["id"], title="Raid", dates="2026-02", acts=acts)
    site.call("record_verification", OFFICER, case_id=case["id"], status="likely")
    site.record_risk(case)
    site.record_consent(case)
    given = {"party_id": case["subjects"][0]["id"], "kind": "do", "text": "Call the family."}
    site.call("add_instruction", OFFICER, case_id=case["id"], **given)
    site.call("add_note", OFFICER, case_id=case["id"], body="Seen.")


LISTS = {
    "list_cases": {},
    "find_people": {"name": "sample"},
    "my_day": {"days": 90},
    "list_parties": None,
    "list_incidents": None,
    "list_checks": None,
    "list_verifications": None,
    "list_risks": None,
    "list_consents": {"history": True},
    "list_instructions": None,
    "list_clearances": None,
    "list_notes": None,
    "list_timeline": None,
    "get_case": None,
}


def test_a_list_of_three_costs_what_a_list_of_one_costs(site):
    case = site.ready_case()
    site.clear(case)
    more(site, case)

    def costs():
        found = {}
        for method, given in LISTS.items():
            request = {"case_id": case["id"]} if given is None or method == "list_consents" else {}
            with site.counting() as statements:
                site.call(method, OFFICER, **request, **(given or {}))
            found[method] = len(statements)
        return found

    once = costs()
    more(site, case)
    more(site, case)
    assert costs() == once


def test_the_lists_are_all_of_them(site):
    own = {name: method for name, method in site.service.methods.items() if not hasattr(Service, name) and name != "list_seen_cases"}
    listed = {name for name, method in own.items() if not method.writes and name.startswith(("list_", "find_", "my_"))}
    assert listed == set(LISTS) - {"get_case"}


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 201}, {"limit": "x"}, {"cursor": "x"}, {"sort": "name"}, {"colour": "blue"}])
def test_a_wrong_question_is_refused_by_every_list(site, wrong):
    case = site.open_case()
    for method, given in LISTS.items():
        if method.startswith("list_") and method != "list_checks":
            request = {} if method == "list_cases" else {"case_id": case["id"]}
            with pytest.raises(Invalid):
                site.call(method, OFFICER, **request, **(given or {}), **wrong)
