from uuid import uuid4

import pytest
from sqlalchemy import select

from chassis.contexts import PUBLIC
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from chassis.messages.outbox import outbox
from tests.component.library.calendar_desk import JUNE, LATER, OTHER_SOURCE, SOURCE, TEXTS
from tests.component.library.people import COORDINATOR, LIBRARIAN, OFFICER, PARTNER, STRANGER

RELATIVE = {"precision": "relative", "certainty": "projected", "tzid": "Europe/Zurich", "days_before_session": 90}
MONTH = {"precision": "month", "certainty": "confirmed", "tzid": "Europe/Zurich", "month": "2026-06"}


def messages(desk):
    with desk.component.database.reading() as tx:
        return list(tx.execute(select(outbox.c.type).order_by(outbox.c.position)).scalars())


def listed(desk, viewer=LIBRARIAN, **request):
    method = "list_public_opportunities" if viewer is PUBLIC else "list_opportunities"
    return [item["id"] for item in desk.call(method, viewer, **request)["items"]]


def errors_of(refused):
    return [(error["pointer"], error["code"]) for error in refused.value.params["errors"]]


def test_it_is_read_as_it_was_added_with_its_source(desk):
    found = desk.add()
    assert (found["texts"], found["source_url"], found["disputed"], found["state"]) == (TEXTS, SOURCE, False, "draft")
    assert (found["due"]["date"], found["due"]["ends_at"]) == ("2026-06-15", "2026-06-15T22:00:00Z")
    assert [(one["source_url"], one["in_force"]) for one in found["notices"]] == [(SOURCE, True)]


def test_within_the_organisation_staff_reads_it_and_nobody_else(desk):
    found = desk.add()
    assert [listed(desk, one) for one in (OFFICER, PARTNER, STRANGER, PUBLIC)] == [[found["id"]], [], [], []]
    for one in (PARTNER, STRANGER, PUBLIC):
        with pytest.raises(NotFound, match="no-such-opportunity"):
            desk.call("get_opportunity", one, opportunity_id=found["id"])


def test_once_published_everybody_reads_it_under_another_id_and_without_what_is_ours(desk):
    found = desk.published()
    outside = found["representation_id"]
    views = [desk.call("get_opportunity", one, opportunity_id=outside) for one in (STRANGER, PARTNER, PUBLIC)]
    assert views[0] == views[1] == views[2]
    assert (views[0]["id"], views[0]["version"], views[0]["texts"]) == (outside, 1, TEXTS)
    assert found["id"] not in str(views[0])
    assert {"steps", "representation_id", "created_at"} & views[0].keys() == set()
    with pytest.raises(NotFound, match="no-such-opportunity"):
        desk.call("get_opportunity", STRANGER, opportunity_id=found["id"])
    assert desk.call("get_opportunity", LIBRARIAN, opportunity_id=outside)["id"] == found["id"]


def test_it_is_published_and_changed_with_its_message(desk):
    found = desk.published()
    desk.step("amend_opportunity", found, country=None)
    assert messages(desk) == ["representation.written.v1"] * 2


def test_only_librarians_write_and_only_their_own(desk):
    found = desk.published()
    with pytest.raises(Forbidden, match="role-lacks-verb"):
        desk.add(OFFICER)
    for other in (found["id"], found["representation_id"]):
        with pytest.raises(NotFound, match="no-such-opportunity"):
            desk.step("amend_opportunity", {"id": other, "version": 1}, STRANGER, country=None)


def test_an_extension_keeps_what_the_source_said_before(desk):
    found = desk.says(desk.published(), LATER)
    assert (found["due"]["date"], found["due"]["certainty"]) == ("2026-06-29", "extended")
    assert [(one["due"]["date"], one["standing"]) for one in found["notices"]] == [("2026-06-29", "standing"), ("2026-06-15", "replaced")]


def test_two_sources_that_disagree_are_both_shown_to_everybody_until_somebody_decides(desk):
    disputed = desk.says(desk.published(), LATER, source_url=OTHER_SOURCE)
    public = desk.call("get_public_opportunity", PUBLIC, opportunity_id=disputed["representation_id"])
    for view in (disputed, public):
        assert (view["disputed"], view["due"]["date"]) == (True, "2026-06-15")
        assert [(one["source_url"], one["agrees"]) for one in view["notices"]] == [(OTHER_SOURCE, False), (SOURCE, True)]
    assert listed(desk, disputed=True) == [disputed["id"]]
    decided = desk.step("decide_notice", disputed, notice_id=disputed["notices"][0]["id"])
    assert (decided["disputed"], decided["due"]["date"]) == (False, "2026-06-29")
    assert [one["standing"] for one in decided["notices"]] == ["standing", "set_aside"]
    assert listed(desk, disputed=True) == []


def test_whoever_read_an_older_version_changes_nothing(desk):
    found = desk.add()
    desk.says(found, LATER)
    with pytest.raises(Conflict, match="stale-version"):
        desk.step("amend_opportunity", found, country=None)


def test_a_month_has_no_date_in_any_view(desk):
    due = desk.add(due=MONTH)["due"]
    assert (due["month"], due["date"], due["first"], due["last"]) == ("2026-06", None, "2026-06-01", "2026-06-30")


def test_what_is_due_before_a_session_moves_with_it(desk):
    found = desk.published(due=RELATIVE)
    assert found["due"]["first"] == "2026-07-03"
    session = {"mechanism_id": desk.mechanism["id"], "mechanism_session_id": desk.session["id"], "version": desk.session["version"]}
    desk.call("amend_mechanism_session", **session, begins_on="2026-11-01", ends_on=None)
    after = desk.call("get_public_opportunity", PUBLIC, opportunity_id=found["representation_id"])
    assert (after["due"]["first"], after["session"]["begins_on"]) == ("2026-08-03", "2026-11-01")


def test_what_contradicts_itself_is_refused_field_by_field(desk):
    with pytest.raises(Invalid) as refused:
        desk.add(due={**JUNE, "time": "18:00"})
    assert errors_of(refused) == [("/due/time", "not-with-this-precision")]
    with pytest.raises(Invalid) as refused:
        desk.add(due={**MONTH, "date": "2026-06-15"})
    assert errors_of(refused) == [("/due/date", "not-with-this-precision")]
    with pytest.raises(Invalid) as refused:
        desk.add(mechanism_id=str(uuid4()))
    assert errors_of(refused) == [("/mechanism_id", "no-such-mechanism")]
    with pytest.raises(Invalid) as refused:
        desk.add(session_id=str(uuid4()))
    assert errors_of(refused) == [("/session_id", "no-such-mechanism-session")]


def test_what_is_withdrawn_is_gone_for_everybody_and_stays_for_us(desk):
    found = desk.published()
    withdrawn = desk.step("withdraw_opportunity", found, COORDINATOR)
    assert (withdrawn["state"], withdrawn["steps"], listed(desk), listed(desk, PUBLIC)) == ("withdrawn", [], [found["id"]], [])
    with pytest.raises(NotFound, match="gone"):
        desk.call("get_public_opportunity", PUBLIC, opportunity_id=found["representation_id"])


def test_what_was_withdrawn_is_withdrawn_again_in_a_database_that_was_put_back(desk):
    found = desk.published()
    reapplier = desk.component.service.reappliers["opportunity.withdrawn"]
    for expected in (True, False):
        with desk.component.database.transaction() as tx:
            assert reapplier.handler(desk.component.service, tx, LIBRARIAN, {"id": found["id"]}) is expected
    assert listed(desk, PUBLIC) == []


def test_the_first_to_be_due_stands_first_and_what_nobody_knows_the_date_of_last(desk):
    unknown = desk.add(due=RELATIVE, session_id=desk.add_session("Session 2")["id"])
    third, first, second = desk.add(due=LATER), desk.add(due={**JUNE, "date": "2026-05-01"}), desk.add()
    ids = [one["id"] for one in (first, second, third, unknown)]
    assert listed(desk) == ids
    page = desk.call("list_opportunities", limit=2)
    assert [one["id"] for one in page["items"]] + listed(desk, limit=2, cursor=page["next"]) == ids


def test_the_agenda_of_a_month_holds_what_may_be_due_in_it(desk):
    month, day, _later = desk.add(due=MONTH), desk.add(), desk.add(due={**JUNE, "date": "2026-07-01"})
    assert sorted(listed(desk, due_from="2026-06-10", due_to="2026-06-20")) == sorted([month["id"], day["id"]])


def test_filters_narrow_the_list(desk):
    ids = [desk.add()["id"]]
    asked = ({"kind": ["call_for_input"]}, {"kind": ["stakeholder_submission"]}, {"country": ["FR"]}, {"country": ["DE"]})
    assert [listed(desk, **one) for one in asked] == [[], ids, ids, []]


def test_a_list_takes_as_many_statements_with_three_as_with_one(desk):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            desk.published()
        for viewer, method in ((LIBRARIAN, "list_opportunities"), (PUBLIC, "list_public_opportunities")):
            with desk.component.counting() as statements:
                desk.call(method, viewer)
            counts.append(len(statements))
    assert counts[:2] == counts[2:]


def test_mechanisms_and_sessions_are_for_everybody_and_changed_by_whoever_added_them(desk):
    of_stranger = desk.call("get_mechanism", STRANGER, mechanism_id=desk.mechanism["id"])
    assert (of_stranger["name"], of_stranger["is_ours"]) == ("Sample review", False)
    with pytest.raises(NotFound, match="no-such-mechanism"):
        desk.call("amend_mechanism", STRANGER, mechanism_id=desk.mechanism["id"], version=1, name="Other")
    amended = desk.call("amend_mechanism", mechanism_id=desk.mechanism["id"], version=1, name="Other sample review")
    assert (amended["name"], amended["version"]) == ("Other sample review", 2)
    with pytest.raises(Conflict, match="mechanism-exists"):
        desk.call("add_mechanism", kind="upr", name="Sample", acronym="SR", url="https://mechanism.example")
    with pytest.raises(Conflict, match="mechanism-session-exists"):
        desk.add_session("Session 1")
    with pytest.raises(Invalid) as refused:
        desk.add_session("Session 3", begins_on="2026-10-02", ends_on="2026-10-01")
    assert errors_of(refused) == [("/ends_on", "ends-before-it-begins")]


def test_lists_of_mechanisms_and_sessions_take_as_many_statements_with_three_as_with_one(desk):
    counts = []
    for number in (2, 3):
        for method, request in (("list_mechanisms", {}), ("list_mechanism_sessions", {"mechanism_id": desk.mechanism["id"]})):
            with desk.component.counting() as statements:
                desk.call(method, **request)
            counts.append(len(statements))
        desk.call("add_mechanism", kind="upr", name="Sample", acronym=f"SR{number}", url="https://mechanism.example")
        desk.add_session(f"Session {number}")
    assert counts[:2] == counts[2:]
