"""People: guarded names, roles that fit together, names found through the blind index."""

import pytest

from chassis.errors import Conflict, Invalid, NotFound
from tests.component.cases.conftest import COORDINATOR, OFFICER, OTHER_OFFICER


def add(site, case, **changes):
    return site.call("add_party", OFFICER, case_id=case["id"], **{"role": "witness", "name": "Sample Witness 1", **changes})


def test_a_person_is_kept_as_given(site):
    case = site.open_case()
    contact = {"kind": "phone", "value": "+33 1 00 00 00 00", "safe": True, "hours": "evenings", "code_word": "heron"}
    given = {"pseudonym": "Heron", "nationalities": ["FR"], "bar_status": "active", "contacts": [contact], "other_names": ["S. Witness"]}
    party = add(site, case, **given)
    assert {name: party[name] for name in given} == given
    assert site.call("get_party", OFFICER, case_id=case["id"], party_id=party["id"]) == party
    assert [person["role"] for person in site.call("list_parties", OFFICER, case_id=case["id"])["items"]] == ["subject", "witness"]


def test_an_amended_person_is_found_by_the_new_name_alone(site):
    case = site.open_case()
    party = add(site, case)
    amended = site.call("amend_party", OFFICER, case_id=case["id"], party_id=party["id"], version=1, name="Sample Relative 2")
    assert (amended["name"], amended["version"]) == ("Sample Relative 2", 2)
    assert found(site, "Witness") == []
    assert found(site, "relative SAMPLE") == ["Sample Relative 2"]


def test_a_stale_version_of_a_person_is_refused(site):
    case = site.open_case()
    party = add(site, case)
    site.call("amend_party", OFFICER, case_id=case["id"], party_id=party["id"], version=1, note="Knows the court.")
    with pytest.raises(Conflict, match="stale-version"):
        site.call("amend_party", OFFICER, case_id=case["id"], party_id=party["id"], version=1, note="Gone.")


WRONG = [
    ({"role": "representative"}, "required"),
    ({"role": "witness", "represents": "subject"}, "not-a-representative"),
    ({"role": "representative", "represents": "stranger"}, "not-in-case"),
]


@pytest.mark.parametrize(("given", "code"), WRONG)
def test_a_representative_represents_somebody_of_the_case_and_nobody_else_does(site, given, code):
    case, other = site.open_case(), site.open_case()
    people = {"subject": case["subjects"][0]["id"], "stranger": other["subjects"][0]["id"]}
    with pytest.raises(Invalid) as refused:
        add(site, case, **{**given, **({"represents": people[given["represents"]]} if "represents" in given else {})})
    assert refused.value.params["errors"] == [{"pointer": "/represents", "code": code}]


def test_a_representative_has_a_capacity(site):
    case = site.open_case()
    person = {"role": "representative", "represents": case["subjects"][0]["id"], "capacity": "counsel", "valid_to": "2027-01-01T00:00:00Z"}
    assert {name: add(site, case, **person)[name] for name in person} == person


def test_a_person_of_another_case_is_not_found(site):
    case, other = site.open_case(), site.open_case()
    with pytest.raises(NotFound, match="no-such-party"):
        site.call("get_party", OFFICER, case_id=case["id"], party_id=other["subjects"][0]["id"])


def found(site, name, viewer=OFFICER):
    return [person["name"] for person in site.call("find_people", viewer, name=name)["items"]]


def test_people_are_found_by_whole_words_without_case_and_accents(site):
    site.open_case(subject_name="José Sample-Lawyer Núñez")
    site.open_case(subject_name="Sample Lawyer 4")
    assert found(site, "nunez jose") == ["José Sample-Lawyer Núñez"]
    assert found(site, "sample LAWYER") == ["José Sample-Lawyer Núñez", "Sample Lawyer 4"]
    assert found(site, "law") == []
    assert found(site, "?!") == []


def test_people_are_found_only_in_cases_in_sight(site):
    mine = site.open_case(subject_name="Sample Lawyer 5")
    site.open_case(OTHER_OFFICER, subject_name="Sample Lawyer 6")
    assert found(site, "lawyer") == ["Sample Lawyer 5"]
    assert found(site, "lawyer", COORDINATOR) == ["Sample Lawyer 5", "Sample Lawyer 6"]
    person = site.call("find_people", OFFICER, name="lawyer")["items"][0]
    assert (person["case_id"], person["reference"], person["role"]) == (mine["id"], mine["reference"], "subject")


def test_people_found_are_paged(site):
    for number in range(3):
        site.open_case(subject_name=f"Sample Lawyer {number}")
    first = site.call("find_people", OFFICER, name="lawyer", limit=2)
    rest = site.call("find_people", OFFICER, name="lawyer", limit=2, cursor=first["next"])
    assert [person["name"] for person in first["items"] + rest["items"]] == [f"Sample Lawyer {number}" for number in range(3)]
    assert (first["total"], rest["next"]) == (3, None)
