"""Intake, change, team and stages of a case."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from chassis import audience, representations
from chassis.contexts import Viewer
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from chassis.values import Tlp
from tests.component.cases.conftest import COORDINATOR, OFFICER, ORG, OTHER_OFFICER, OTHER_ORG, a_member
from tests.support.components import NOON


def test_intake_is_five_fields_and_saved_at_once(site):
    case = site.call(
        "open_case",
        OFFICER,
        title="Blue heron",
        country="fr",
        summary="Called us at night.",
        priority="urgent",
        subject_name="Sample Lawyer 3",
    )
    assert site.call("get_case", OFFICER, case_id=case["id"]) == case
    shown = {name: case[name] for name in ("reference", "version", "stage", "country", "summary", "priority", "marking", "lead", "team")}
    assert shown == {
        "reference": "C-2026-0001",
        "version": 1,
        "stage": "intake",
        "country": "FR",
        "summary": "Called us at night.",
        "priority": "urgent",
        "marking": "amber",
        "lead": str(OFFICER.membership),
        "team": [str(OFFICER.membership)],
    }
    assert [(person["name"], person["role"]) for person in case["subjects"]] == [("Sample Lawyer 3", "subject")]
    assert site.messages() == [("case.opened.v1", {"case_id": case["id"]})]


def test_references_count_per_organisation_and_year(site):
    elsewhere = a_member("case_officer", org=OTHER_ORG)
    first, second, other = site.open_case(), site.open_case(), site.open_case(elsewhere)
    site.now = NOON + timedelta(days=366)
    following = site.open_case()
    assert [case["reference"] for case in (first, second, other, following)] == ["C-2026-0001", "C-2026-0002", "C-2026-0001", "C-2027-0001"]


def test_a_case_says_who_can_see_it(site):
    case = site.open_case()
    assert case["visible_to"] == [{"code": "coordinators", "id": str(ORG)}, {"code": "member", "id": str(OFFICER.membership)}]


def test_an_amended_case_has_a_new_version(site):
    case = site.open_case()
    amended = site.call("amend_case", OFFICER, case_id=case["id"], version=1, title="Grey heron", summary="", type="reprisal")
    assert (amended["title"], amended["summary"], amended["type"], amended["version"]) == ("Grey heron", "", "reprisal", 2)


def test_a_case_cannot_lose_its_name(site):
    case = site.open_case()
    with pytest.raises(Invalid):
        site.call("amend_case", OFFICER, case_id=case["id"], version=1, title=" ")
    assert site.call("get_case", OFFICER, case_id=case["id"])["title"] == case["title"]


def test_a_stale_version_is_refused_with_the_current_one_and_changes_nothing(site):
    case = site.open_case()
    amended = site.call("amend_case", OFFICER, case_id=case["id"], version=1, title="Grey heron")
    with pytest.raises(Conflict) as refused:
        site.call("amend_case", OFFICER, case_id=case["id"], version=1, title="White heron")
    assert refused.value.args == ("stale-version", {"current": 2})
    assert site.call("get_case", OFFICER, case_id=case["id"]) == amended


def test_a_repeated_intake_is_one_case(site):
    first, again = site.open_case(key="k1"), site.open_case(key="k1")
    assert (again, site.call("list_cases", OFFICER)["total"], len(site.messages())) == (first, 1, 1)


def test_a_key_used_for_another_intake_is_refused(site):
    site.open_case(key="k1")
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        site.open_case(key="k1", title="Grey heron")


def test_a_program_sees_the_case_it_took_in_and_no_other(site):
    scopes = frozenset({"cases:read", "cases:write"})
    program, other = (
        Viewer(kind="client", id=uuid4(), org=ORG, roles=frozenset({"case_officer"}), scopes=scopes, ceiling=Tlp.AMBER) for _ in range(2)
    )
    case = site.open_case(program)
    assert (site.call("get_case", program, case_id=case["id"]), case["lead"]) == (case, str(program.id))
    assert site.call("list_cases", other)["total"] == 0


def test_every_wrong_field_of_an_intake_is_named_at_once_and_nothing_is_kept(site):
    with pytest.raises(Invalid) as refused:
        site.call("open_case", OFFICER, title="", country="XX", priority="now", extra=1)
    errors = refused.value.params["errors"]
    assert {error["pointer"]: error["code"] for error in errors} == {
        "/title": "required",
        "/country": "not-a-country",
        "/summary": "required",
        "/priority": "not-one-of",
        "/extra": "unknown-field",
    }
    assert (site.call("list_cases", OFFICER)["total"], site.messages()) == (0, [])


def test_markup_is_kept_as_the_text_it_is(site):
    assert site.open_case(summary="<script>alert(1)</script>")["summary"] == "<script>alert(1)</script>"


def test_nobody_marks_a_case_above_their_own_ceiling(site):
    officer = a_member("case_officer", ceiling=Tlp.AMBER)
    case = site.open_case(officer)
    with pytest.raises(Invalid, match="above-ceiling"):
        site.call("amend_case", officer, case_id=case["id"], version=1, marking="red")


def test_a_team_sees_the_case_and_who_left_it_does_not(site):
    case = site.open_case()
    team = {"lead": str(OTHER_OFFICER.membership), "members": []}
    changed = site.call("set_team", COORDINATOR, case_id=case["id"], version=1, **team)
    assert (changed["lead"], changed["team"]) == (str(OTHER_OFFICER.membership), [str(OTHER_OFFICER.membership)])
    assert site.call("get_case", OTHER_OFFICER, case_id=case["id"]) == changed
    with pytest.raises(NotFound, match="no-such-case"):
        site.call("get_case", OFFICER, case_id=case["id"])


def test_an_officer_who_leaves_the_team_is_answered_with_nothing_and_it_is_saved(site):
    case = site.open_case()
    team = {"lead": str(OTHER_OFFICER.membership), "members": []}
    assert site.call("set_team", OFFICER, case_id=case["id"], version=1, **team) is None
    assert site.call("get_case", OTHER_OFFICER, case_id=case["id"])["team"] == [str(OTHER_OFFICER.membership)]


WAY = [
    (OFFICER, "accept_case", {}, "open"),
    (OFFICER, "hold_case", {"reason": "Waiting for the lawyer."}, "on_hold"),
    (OFFICER, "resume_case", {}, "open"),
    (OFFICER, "close_case", {"outcome": "released", "retain_until": "2036-01-01"}, "closing"),
    (COORDINATOR, "approve_closing", {}, "closed"),
    (OFFICER, "reopen_case", {}, "open"),
    (OFFICER, "close_case", {"outcome": "acquitted", "retain_until": "2036-01-01"}, "closing"),
    (COORDINATOR, "approve_closing", {}, "closed"),
    (OFFICER, "archive_case", {}, "archived"),
]


def test_a_case_goes_its_whole_way_and_tells_each_stage(site):
    case = site.open_case()
    for viewer, action, given, stage in WAY:
        case = site.call(action, viewer, case_id=case["id"], version=case["version"], **given)
        assert case["stage"] == stage
    assert (case["outcome"], case["retain_until"], case["closing"]["approved_by"]) == (
        "acquitted",
        "2036-01-01",
        str(COORDINATOR.membership),
    )
    stages = [data["stage"] for kind, data in site.messages() if kind == "case.stage_changed.v1"]
    assert stages == [stage for *_, stage in WAY]


def test_a_declined_case_says_why(site):
    case = site.open_case()
    declined = site.call("decline_case", OFFICER, case_id=case["id"], version=1, reason="out_of_mandate")
    assert (declined["stage"], declined["decline_reason"], declined["steps"]) == ("declined", "out_of_mandate", [])


def test_a_step_the_stage_does_not_allow_changes_nothing(site):
    case = site.open_case()
    with pytest.raises(Conflict, match="wrong-stage"):
        site.call("archive_case", OFFICER, case_id=case["id"], version=1)
    assert site.call("get_case", OFFICER, case_id=case["id"]) == case


def test_who_asked_for_the_closing_does_not_approve_it(site):
    case = site.open_case(COORDINATOR)
    case = site.call("accept_case", COORDINATOR, case_id=case["id"], version=1)
    case = site.call("close_case", COORDINATOR, case_id=case["id"], version=2, outcome="released", retain_until="2036-01-01")
    with pytest.raises(Conflict, match="approver-asked"):
        site.call("approve_closing", COORDINATOR, case_id=case["id"], version=3)


def test_the_cases_in_sight_are_listed_filtered_and_paged(site):
    herons = [site.open_case(title=f"Heron {number}", country="FR" if number % 2 else "MA") for number in range(5)]
    site.open_case(OTHER_OFFICER, title="Heron of others")
    whole = site.call("list_cases", OFFICER, limit=200)
    assert [item["id"] for item in whole["items"]] == [case["id"] for case in reversed(herons)]
    assert (whole["total"], whole["total_is_exact"], whole["next"]) == (5, True, None)
    first = site.call("list_cases", OFFICER, limit=3)
    rest = site.call("list_cases", OFFICER, limit=3, cursor=first["next"])
    assert first["items"] + rest["items"] == whole["items"]
    assert [item["title"] for item in site.call("list_cases", OFFICER, country=["MA"])["items"]] == ["Heron 4", "Heron 2", "Heron 0"]
    assert [item["title"] for item in site.call("list_cases", OFFICER, q="c-2026-0002")["items"]] == ["Heron 1"]
    assert site.call("list_cases", OFFICER, q="heron_", stage=["intake"])["items"] == []
    assert [item["title"] for item in site.call("list_cases", OFFICER, sort="updated_at", limit=1)["items"]] == ["Heron 0"]


def test_a_cursor_fits_only_who_it_was_made_for(site):
    for number in range(3):
        site.open_case(title=f"Heron {number}")
    cursor = site.call("list_cases", OFFICER, limit=1)["next"]
    with pytest.raises(Invalid, match="wrong-cursor"):
        site.call("list_cases", COORDINATOR, limit=1, cursor=cursor)


def test_a_case_answers_to_the_id_it_is_known_by_outside(site):
    case = site.open_case()
    with site.database.transaction() as tx:
        outside = representations.write(
            tx,
            kind="case",
            record_id=UUID(case["id"]),
            scope="share:1",
            owner_org=ORG,
            body={},
            audience={audience.org(OTHER_ORG)},
            marking=Tlp.AMBER,
            stream_type="case",
            now=NOON,
        )
    assert site.call("get_case", OFFICER, case_id=str(outside.id)) == case
    with pytest.raises(NotFound, match="no-such-case"):
        site.call("get_case", a_member("coordinator", org=OTHER_ORG), case_id=str(outside.id))


NOT_THEIRS = {
    "an officer of another team": OTHER_OFFICER,
    "a reviewer": a_member("reviewer"),
    "a partner reader": a_member("partner_reader"),
    "a partner reader in the team": a_member("partner_reader", membership=OFFICER.membership),
    "a coordinator elsewhere": a_member("coordinator", org=OTHER_ORG),
    "a team member's id elsewhere": a_member("case_officer", org=OTHER_ORG, membership=OFFICER.membership),
}
READS = ["get_case", "list_parties", "list_incidents", "list_checks", "list_consents", "list_clearances", "list_notes", "list_timeline"]


@pytest.mark.parametrize("viewer", NOT_THEIRS.values(), ids=NOT_THEIRS.keys())
def test_a_hidden_case_is_as_missing_as_one_that_never_was(site, viewer):
    case = site.open_case()
    for method in READS:
        answers = []
        for case_id in (case["id"], str(uuid4())):
            with site.counting() as statements, pytest.raises(NotFound) as refused:
                site.call(method, viewer, case_id=case_id)
            answers.append((refused.value.code, len(str(refused.value.params)), statements))
        assert answers[0] == answers[1]
    assert site.call("list_cases", viewer) == {"items": [], "next": None, "total": 0, "total_is_exact": True}
    assert site.call("find_people", viewer, name="Lawyer")["items"] == []
    assert site.call("my_day", viewer, days=90) == {"items": []}


@pytest.mark.parametrize("role", ["auditor", "admin", "events_manager", "librarian", "operator"])
def test_a_role_without_the_verb_is_told_so_whatever_the_case(site, role):
    for method in [*READS, "list_cases", "find_people", "my_day"]:
        request = {"list_cases": {}, "my_day": {}, "find_people": {"name": "Lawyer"}}.get(method, {"case_id": str(uuid4())})
        with pytest.raises(Forbidden, match="role-lacks-verb"):
            site.call(method, a_member(role), **request)


def test_a_reviewer_in_the_team_reads_and_notes_but_decides_nothing(site):
    reviewer = a_member("reviewer")
    case = site.open_case()
    site.call("set_team", OFFICER, case_id=case["id"], version=1, lead=case["lead"], members=[str(reviewer.membership)])
    site.call("add_note", reviewer, case_id=case["id"], body="Seen.")
    with pytest.raises(Forbidden, match="role-lacks-verb"):
        site.call("accept_case", reviewer, case_id=case["id"], version=3)


def test_a_coordinator_sees_every_case_of_the_organisation(site):
    case = site.open_case()
    assert site.call("get_case", COORDINATOR, case_id=case["id"]) == case


def test_a_case_marked_above_the_ceiling_is_hidden(site):
    case = site.open_case()
    site.call("amend_case", OFFICER, case_id=case["id"], version=1, marking="red")
    with pytest.raises(NotFound):
        site.call("get_case", a_member("coordinator", ceiling=Tlp.AMBER), case_id=case["id"])
