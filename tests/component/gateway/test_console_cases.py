"""The pages of cases as caseworkers use them, without scripts."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.console import Reader
from tests.support.newsroom import TEXTS
from tests.support.site import Organisation

IN_A_MONTH = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


@pytest.fixture(scope="module")
def officer(site, newsroom):
    return Reader(site, newsroom.organisation.member("case_officer"))


@pytest.fixture(scope="module")
def coordinator(site, newsroom):
    return Reader(site, newsroom.organisation.member("coordinator"))


@pytest.fixture(scope="module")
def reviewer(site, newsroom):
    return Reader(site, newsroom.organisation.member("reviewer"))


@pytest.fixture
def opened(site, officer):
    """A case as it is after the call: five fields."""
    return _opened(site, officer)


def _opened(site, officer, **changed):
    given = {"title": "Blue Heron", "country": "AW", "summary": "Sample call.", "subject_name": "Sample Lawyer 3"}
    return site.rpc.call("cases", "open_case", {**given, **changed}, context=officer.member.context)


@pytest.fixture
def path(opened):
    return f"/cases/{opened['id']}"


@pytest.fixture
def ask(site, officer, opened):
    """Ask cases about the case as the officer."""
    return lambda method, who=officer, **more: site.rpc.call("cases", method, {"case_id": opened["id"], **more}, context=who.member.context)


def primary(text):
    """Return the words of the page's one next step."""
    head = text[text.index('<div class="head">') : text.index('<nav class="tabs"')]
    found = re.findall(r'class="(?:button )?primary"[^>]*>([^<]+)<', head)
    assert len(found) <= 1
    return found[0] if found else None


def warnings(text):
    """Return what the page says is missing."""
    return re.findall(r'#warn"></use></svg><span>([^<]+?) ?<', text)


def test_from_intake_to_a_case_ready_for_an_alert(site, officer, coordinator):
    taken_in = {"title": "Blue Heron", "country": "AW", "summary": "Sample call.", "subject_name": "Sample Lawyer 3"}
    path = officer.done("/cases/new", **taken_in).split("?")[0]
    steps = []

    def next_step():
        text = officer.read(path)
        steps.append(primary(text))
        address = re.search(r'class="button primary" href="([^"]+)"', text)
        return address and address[1].replace("&amp;", "&")

    next_step()
    officer.done(path)  # the button itself accepts
    officer.done(next_step(), within="true")
    officer.done(next_step(), status="confirmed")
    officer.done(
        next_step(),
        state="given",
        purposes=["assist", "urgent_appeal"],
        audience__kind="public",
        identifiability="initials",
        expires_at=IN_A_MONTH,
    )
    officer.done(next_step(), harm_of_action="Sample harm.", likelihood="2", impact="3", valid_until=IN_A_MONTH)
    assert next_step() is None
    coordinator.done(f"{path}/risk/approve")
    assert next_step() == f"/alerts/new?case_id={path.split('/')[2]}"
    assert steps == [
        "Accept the case",
        "Check the mandate",
        "Verify the facts",
        "Record the lawyer’s answer",
        "Assess the risk",
        None,
        "Draft an alert",
    ]
    assert warnings(officer.read(path)) == []
    more = officer.read(f"{path}?purpose=media&reach=public&identifiability=named")
    assert warnings(more) == ["The lawyer has not been asked about this purpose."]
    assert re.findall(r"\b(?:open_case|accept_case|record_\w+|approve_\w+)\b", officer.read(f"{path}/timeline")) == []


def test_what_is_missing_names_whom_it_concerns_and_leads_to_what_resolves_it(officer, opened, path):
    text = officer.read(path)
    assert len(warnings(text)) == 5
    (party,) = opened["subjects"]
    assert f'href="{path}/consent/record?party_id={party["id"]}&amp;purpose=urgent_appeal"' in text
    assert [f'href="{path}/{page}"' in text for page in ("mandate", "verification", "risk", "steps/accept_case")] == [True] * 4


def test_titles_and_addresses_tell_no_name(officer, path):
    for page in ("", "/people", "/facts", "/consent", "/notes", "/alerts", "/timeline", "/amend", "/team", "/consent/record"):
        text = officer.read(path + page)
        title = re.search(r"<title>(.*?)</title>", text)[1]
        assert re.fullmatch(r"C-\d{4}-\d{4} · Havana", title), page
        assert [found for found in re.findall(r'(?:href|action)="([^"]*)"', text) if "Sample" in found or "Heron" in found] == [], page


def test_a_code_name_that_tells_the_name_is_asked_about_once_and_not_refused(officer):
    given = {"title": "Nuñez file", "country": "AW", "summary": "Sample call.", "subject_name": "Samplename Nunez"}
    asked = officer.send("/cases/new", **given)
    said = ("The code name contains a name that the case holds", "Save anyway", "Nothing is saved yet")
    assert (asked.status, [part in asked.words for part in said]) == (200, [True] * 3)
    other = officer.send("/cases/new", seen=asked.text, title="Nunez again")
    assert "Save anyway" in other.words
    path = officer.done("/cases/new", seen=asked.text).split("?")[0]
    assert officer.done(f"{path}/amend", priority="high") == f"{path}?done=saved"
    again = officer.send(f"{path}/amend", title="NUNEZ")
    assert (again.status, "Save anyway" in again.words) == (200, True)
    assert officer.done(f"{path}/amend", seen=again.text) == f"{path}?done=saved"


def test_what_is_wrong_with_a_case_is_said_before_its_code_name_is_asked_about(officer):
    wrong = officer.send("/cases/new", title="Nunez", subject_name="Samplename Nunez", country="", summary="")
    assert (wrong.status, "Save anyway" in wrong.words) == (422, False)


def test_my_day_leads_to_the_cases_that_need_their_next_step(officer, path):
    item = officer.read("/my-day").split(f'href="{path}"')[1].split("</a>")[0]
    assert ["Case needs its next step" in item, " since " in f" {item[item.index('meta') + 6 :]}", "due" in item] == [True, True, False]


def test_a_program_that_leads_a_case_is_called_one(site, newsroom, officer, coordinator):
    admin = Reader(site, newsroom.admin)
    key = newsroom.organisation.client(newsroom.admin, roles=["case_officer"], scopes=["cases:read", "cases:write"])
    case = key.post("/cases", json={"title": "Sample by program", "country": "AW", "summary": "-"}).json
    assert [
        f"<bdi>{name}</bdi>" in who.read(f"/cases/{case['id']}")
        for who, name in ((coordinator, "a program of ours"), (admin, "Sample program"))
    ] == [
        True,
        True,
    ]


def test_a_case_is_changed_in_what_was_changed_alone(officer, path, ask):
    assert officer.done(f"{path}/amend", title="Grey Heron", legal_hold="true", next_review_at=IN_A_MONTH) == f"{path}?done=saved"
    held = ask("get_case")
    assert (held["title"], held["legal_hold"], held["next_review_at"], held["summary"]) == (
        "Grey Heron",
        True,
        f"{IN_A_MONTH}T23:59:59Z",
        "Sample call.",
    )
    newest = ask("list_timeline")["items"][0]
    assert (newest["code"], newest["params"]) == ("amend_case", {"fields": ["legal_hold", "next_review_at", "title"]})


def test_an_unticked_box_takes_the_hold_away(officer, path, ask):
    officer.done(f"{path}/amend", legal_hold="true")
    officer.done(f"{path}/amend", legal_hold="false")
    assert ask("get_case")["legal_hold"] is False


def test_a_case_cannot_lose_its_name(officer, path, ask):
    answer = officer.send(f"{path}/amend", title="")
    assert (answer.status_code, "Code name of the case: This is needed." in answer.text) == (422, True)
    assert ask("get_case")["title"] == "Blue Heron"


def test_what_somebody_changed_meanwhile_stands_beside_what_was_typed_and_what_was_not_touched_stays_theirs(officer, path, ask):
    ask(
        "amend_case",
        version=ask("get_case")["version"],
        summary="Sample call.\nSample second line.",
        next_review_at=f"{IN_A_MONTH}T12:00:00Z",
    )
    before = officer.read(f"{path}/amend")
    ask("amend_case", version=ask("get_case")["version"], title="Red Cedar", marking="red", summary="Sample other summary.")
    as_browsers_send_it = "Sample call.\r\nSample second line."
    stale = officer.send(f"{path}/amend", seen=before, title="Grey Heron", summary=as_browsers_send_it)
    assert stale.status_code == 412
    assert [part in stale.text for part in ("Now: Red Cedar", 'value="Grey Heron"', "while you wrote")] == [True] * 3
    assert (stale.text.count("Changed meanwhile"), ">Sample other summary.</textarea>" in stale.text) == (2, True)
    assert officer.send(f"{path}/amend", seen=stale.text).status_code == 303
    held = ask("get_case")
    assert (held["title"], held["marking"], held["summary"]) == ("Grey Heron", "red", "Sample other summary.")
    assert held["next_review_at"] == f"{IN_A_MONTH}T12:00:00Z"
    assert ask("list_timeline")["items"][0]["params"] == {"fields": ["title"]}


def test_nothing_typed_is_lost_when_cases_go_down(site, officer, path, ask, down):
    before = officer.read(f"{path}/people/new")
    down({"cases"})
    answer = officer.send(f"{path}/people/new", seen=before, role="witness", name="Sample Witness 1", other_names=["Sample A", "Sample B"])
    assert answer.status_code == 503
    site.down.clear()
    officer.done(f"{path}/people/new", seen=answer.text)
    person = ask("list_parties")["items"][1]
    assert (person["name"], person["other_names"]) == ("Sample Witness 1", ["Sample A", "Sample B"])


def test_the_team_is_saved_once_it_was_shown_who_gains_and_who_loses_sight(site, newsroom, officer, path, ask):
    other, third = (newsroom.organisation.member("case_officer") for _ in range(2))
    mine = officer.member.membership_id
    ask("set_team", version=ask("get_case")["version"], lead=mine, members=[third.membership_id])
    looked = officer.send(f"{path}/team", members=[mine, other.membership_id])
    assert looked.status_code == 200
    assert [part in looked.text for part in ("Gain sight of the case:", "Lose sight of the case at once:", "Save the team")] == [True] * 3
    assert set(ask("get_case")["team"]) == {mine, third.membership_id}
    changed = officer.send(f"{path}/team", seen=looked.text, members=[mine])
    assert (changed.status_code, "Gain sight" in changed.text) == (200, False)
    officer.done(f"{path}/team", seen=looked.text)
    assert set(ask("get_case")["team"]) == {mine, other.membership_id}


def test_who_leaves_the_team_is_led_to_the_list(newsroom, officer, path):
    other = newsroom.organisation.member("case_officer")
    looked = officer.send(f"{path}/team", lead=other.membership_id, members=[])
    assert "This is you." in looked.text
    assert officer.done(f"{path}/team", seen=looked.text) == "/cases?done=team-set"
    officer.read(path, status=404)


def test_a_form_that_is_sent_again_leads_nowhere_once_its_record_is_hidden(site, newsroom, officer, coordinator):
    empty, taken_in = officer.read("/cases/new"), {"title": "Blue Heron", "country": "AW", "summary": "Sample call."}
    case_id = officer.done("/cases/new", seen=empty, **taken_in).split("?")[0].removeprefix("/cases/")
    team = {"lead": newsroom.organisation.member("case_officer").membership_id, "members": []}
    site.rpc.call("cases", "set_team", {"case_id": case_id, "version": 1, **team}, context=coordinator.member.context)
    assert officer.send("/cases/new", seen=empty, **taken_in).status_code == 404


def test_a_case_goes_through_its_stages(officer, coordinator, path, ask):
    assert officer.done(f"{path}/steps/accept_case") == f"{path}?done=case-accepted"
    without = officer.send(f"{path}/steps/hold_case")
    assert (without.status_code, "Why is it put on hold?: This is needed." in without.text) == (422, True)
    officer.done(f"{path}/steps/hold_case", reason="Sample reason.")
    assert primary(officer.read(path)) == "Take the case up again"
    officer.done(f"{path}/steps/resume_case")
    officer.done(f"{path}/steps/close_case", outcome="released", retain_until=IN_A_MONTH)
    assert (primary(officer.read(path)), primary(coordinator.read(path))) == (None, "Approve the closing")
    assert "somebody else has to approve it" in officer.read(f"{path}/steps/approve_closing")
    assert ["It stands in the My day of: " in officer.read(page) for page in (path, f"{path}/steps/approve_closing")] == [True, True]
    coordinator.done(f"{path}/steps/approve_closing")
    officer.done(f"{path}/steps/reopen_case")
    officer.done(f"{path}/steps/close_case", outcome="released", retain_until=IN_A_MONTH)
    coordinator.done(f"{path}/steps/approve_closing")
    coordinator.done(f"{path}/steps/archive_case")
    assert (ask("get_case")["stage"], primary(officer.read(path))) == ("archived", None)


def test_a_step_that_the_stage_forbids_is_not_offered(officer, path):
    officer.read(f"{path}/steps/archive_case", status=409)
    officer.read(f"{path}/steps/erase_case", status=404)
    officer.done(f"{path}/steps/decline_case", reason="duplicate")
    text = officer.read(path)
    assert ("steps/" in text, "Duplicate" in text) == (False, True)


def test_a_step_somebody_took_meanwhile_is_said(officer, path):
    before = officer.read(path)
    officer.done(f"{path}/steps/accept_case")
    answer = officer.send(path, seen=before)
    assert (answer.status_code, "while you wrote" in answer.text) == (412, True)


def test_a_person_is_added_with_safe_ways_to_reach_them_and_changed(officer, path, opened, ask):
    (subject,) = opened["subjects"]
    officer.done(
        f"{path}/people/new",
        role="representative",
        name="Sample Representative 1",
        represents=subject["id"],
        capacity="counsel",
        other_names=["Sample Other Name", ""],
        nationalities=["NU", ""],
        contacts__0__kind="phone",
        contacts__0__value="000",
        contacts__0__safe="false",
        contacts__0__code_word="sample",
    )
    text = officer.read(f"{path}/people")
    assert [part in text for part in ("Sample Representative 1", "Niue", "Not safe", "Code word: sample", "Counsel")] == [True] * 5
    person = ask("list_parties")["items"][1]
    officer.done(f"{path}/people/{person['id']}", pseudonym="Falcon")
    changed = ask("list_parties")["items"][1]
    assert changed == {**person, "pseudonym": "Falcon", "version": 2, "updated_at": changed["updated_at"]}


def test_one_more_contact_is_one_more_row_and_loses_nothing(officer, path, ask):
    answer = officer.send(f"{path}/people/new", name="Sample Person 1", contacts__0__value="000", more="contacts")
    assert answer.status_code == 200
    assert [part in answer.text for part in ('value="Sample Person 1"', 'value="000"', 'name="contacts.1.value"')] == [True] * 3
    assert len(ask("list_parties")["items"]) == 1


def test_a_representative_speaks_for_somebody(officer, path):
    answer = officer.send(f"{path}/people/new", role="representative", name="Sample Representative 1")
    assert (answer.status_code, "For whom do they speak?: This is needed." in answer.text) == (422, True)


def test_a_person_changed_meanwhile_is_shown_beside(officer, path, opened, ask):
    (subject,) = opened["subjects"]
    before = officer.read(f"{path}/people/{subject['id']}")
    ask("amend_party", party_id=subject["id"], version=1, name="Sample Lawyer 4")
    stale = officer.send(f"{path}/people/{subject['id']}", seen=before, name="Sample Lawyer 5")
    assert (stale.status_code, "Now: Sample Lawyer 4" in stale.text, 'value="Sample Lawyer 5"' in stale.text) == (412, True, True)


def test_people_are_found_by_name_and_the_name_stands_in_no_address(officer, opened):
    answer = officer.send("/cases/people", name="lawyer SAMPLE")
    assert (answer.status_code, opened["reference"] in answer.text) == (200, True)
    nobody = officer.send("/cases/people", name="Unknown")
    assert "Nobody with these words in the name." in nobody.text


def test_an_inexact_date_is_written_and_read_as_people_do(officer, path, ask):
    officer.done(f"{path}/facts/new", title="Sample incident", dates="2024-03", acts__0__type="threat", acts__0__dates="2024")
    text = officer.read(f"{path}/facts")
    assert [part in text for part in ("March 2024, day unknown", "2024, month and day unknown", "Threat or intimidation")] == [True] * 3
    wrong = officer.send(f"{path}/facts/new", title="Sample incident", dates="last spring")
    assert (wrong.status_code, "When was it?: Write it as 2026" in wrong.text, 'value="last spring"' in wrong.text) == (422, True, True)


def test_note_and_estimate_of_a_date_survive_an_amend(officer, path, ask):
    act = {
        "type": "threat",
        "dates": {"from": "2024-01-01", "to": "2024-12-31", "precision": "estimated", "note": "Sample: by the family."},
    }
    dates = {"from": "2024-03-01", "to": "2024-03-31", "precision": "estimated", "note": "Sample: in spring."}
    incident = ask("add_incident", title="Sample incident", dates=dates, acts=[act])
    text = officer.read(f"{path}/facts")
    assert ("about March 2024 (Sample: in spring.)" in text, "about 2024 (Sample: by the family.)" in text) == (True, True)
    officer.done(f"{path}/facts/{incident['id']}", acts__0__stated_reason="Sample reason.", place="Sample place")
    changed = ask("get_incident", incident_id=incident["id"])
    assert (changed["dates"], changed["acts"][0]["dates"], changed["acts"][0]["stated_reason"]) == (dates, act["dates"], "Sample reason.")
    officer.done(f"{path}/facts/{incident['id']}", dates="2024-04")
    changed = ask("get_incident", incident_id=incident["id"])
    assert changed["dates"] == {**dates, "from": "2024-04-01", "to": "2024-04-30"}


def test_one_more_act_is_one_more_row_and_an_emptied_one_is_gone(officer, path, ask):
    more = officer.send(f"{path}/facts/new", title="Sample incident", dates="2024", acts__0__type="threat", more="acts")
    assert (more.status_code, 'name="acts.1.type"' in more.text) == (200, True)
    officer.done(f"{path}/facts/new", seen=more.text, more=None, acts__1__type="raid")
    (incident,) = ask("list_incidents")["items"]
    assert [act["type"] for act in incident["acts"]] == ["threat", "raid"]
    officer.done(f"{path}/facts/{incident['id']}", acts__0__type="")
    assert [act["type"] for act in ask("list_incidents")["items"][0]["acts"]] == ["raid"]


def test_an_incident_changed_meanwhile_is_shown_whole_beside_the_form(officer, path, ask):
    incident = ask("add_incident", title="Sample incident", dates="2024", acts=[{"type": "threat"}])
    before = officer.read(f"{path}/facts/{incident['id']}")
    ask("amend_incident", incident_id=incident["id"], version=1, acts=[{"type": "threat"}, {"type": "raid"}], place="Sample place")
    stale = officer.send(f"{path}/facts/{incident['id']}", seen=before, description="Sample description.")
    aside = stale.text[stale.text.index("What is stored now") :]
    assert (stale.status_code, "Raid or search" in aside, 'value="Sample place"' in stale.text) == (412, True, True)
    officer.done(f"{path}/facts/{incident['id']}", seen=stale.text)
    held = ask("get_incident", incident_id=incident["id"])
    assert ([act["type"] for act in held["acts"]], held["description"]) == (["threat", "raid"], "Sample description.")


def test_consent_is_recorded_for_several_purposes_at_once_and_shown_per_purpose(officer, path, ask):
    officer.done(
        f"{path}/consent/record",
        purposes=["assist", "media"],
        state="given",
        audience__kind="public",
        identifiability="named",
        conditions="Sample condition.",
        expires_at=IN_A_MONTH,
    )
    officer.done(f"{path}/consent/record", purposes=["statistics"], state="refused")
    held = {one["purpose"]: (one["state"], one["audience"]["kind"], one["identifiability"]) for one in ask("list_consents")["items"]}
    assert held == {
        "assist": ("given", "public", "named"),
        "media": ("given", "public", "named"),
        "statistics": ("refused", "organisation", "anonymous"),
    }
    text = officer.read(f"{path}/consent")
    chips = re.findall(r'dial-purpose">([^<]+)</span> <span class="chip state-(\w+)"', text)
    assert dict(chips)["Media and the public"] == "given"
    assert [state for _, state in chips] == ["none", "given", "none", "none", "none", "given", "none", "refused"]
    assert "Everybody · By name" in text


@pytest.fixture
def group(site, coordinator):
    about = {"name": "Sample network", "organisations": [Organisation(site, "Sample Partner").id]}
    return site.rpc.call("directory", "create_sharing_group", about, context=coordinator.member.context)


def test_consent_may_be_limited_to_sharing_groups(officer, path, ask, group):
    officer.done(
        f"{path}/consent/record",
        purposes=["share_partner"],
        state="given",
        audience__kind="group",
        audience__groups=[group["id"]],
        identifiability="initials",
    )
    (held,) = ask("list_consents")["items"]
    assert held["audience"] == {"kind": "group", "groups": [group["id"]]}
    assert "Sample network" in officer.read(f"{path}/consent")
    question = f"{path}?purpose=share_partner&identifiability=anonymous&reach="
    narrower, wider = (warnings(officer.read(question + reach)) for reach in (f"group:{group['id']}", "public"))
    assert "The lawyer agreed to fewer readers than these." not in narrower
    assert "The lawyer agreed to fewer readers than these." in wider


def test_a_form_without_an_answer_names_all_that_is_missing(officer, path):
    answer = officer.send(f"{path}/consent/record", purposes=[""], audience__kind=None, identifiability=None)
    assert answer.status_code == 422
    wanted = ("What was asked about?: This is needed.", "What was the answer?: This is needed.", "3 fields need your attention")
    assert [part in answer.text for part in wanted] == [True] * 3


@pytest.fixture
def published(site, officer, coordinator, path, ask):
    """The case with an alert that everybody reads."""
    ask("accept_case", version=ask("get_case")["version"])
    ask("record_mandate", within=True)
    ask("record_verification", status="confirmed")
    later = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    checks = ask("record_risk", likelihood=1, impact=1, harm_of_action="Sample harm.", valid_until=later)
    ask("approve_risk", who=coordinator, risk_id=checks["risk"]["id"])
    (party,) = ask("list_parties")["items"]
    answer = {"state": "given", "audience": {"kind": "public"}, "identifiability": "initials"}
    ask("record_consent", party_id=party["id"], purposes=["urgent_appeal", "media"], **answer)
    alert = _published(site, officer, coordinator, case_id=path.split("/")[2])
    site.deliver()
    return alert


def _published(site, officer, coordinator, *, case_id):
    def tell(who, method, **request):
        return site.rpc.call("alerts", method, request, context=who.member.context)

    about = {"kind": "urgent_appeal", "country": "AW", "audience": {"kind": "public"}, "identifiability": "initials", "texts": TEXTS}
    alert = tell(officer, "draft_alert", case_id=case_id, **about)
    alert = tell(officer, "submit_alert", alert_id=alert["id"], version=alert["version"])
    for aspect in ("facts", "consent", "risk"):
        alert = tell(coordinator, "sign_off_alert", alert_id=alert["id"], version=alert["version"], aspect=aspect)
    return tell(coordinator, "publish_alert", alert_id=alert["id"], version=alert["version"])


def test_withdrawing_says_beforehand_what_is_recalled_and_what_cannot_be(site, officer, path, published, ask):
    page = f"{path}/consent/withdraw?purpose=urgent_appeal"
    text = officer.read(page)
    said = ("1 alert of this case can be read by others now:", published["texts"]["en"]["headline"], "cannot be called back")
    assert [part in text for part in said] == [True] * 3
    unconfirmed = officer.send(page, confirmation="yes")
    assert (unconfirmed.status_code, "This is not the word “withdraw”." in unconfirmed.text) == (422, True)
    assert officer.done(page, confirmation="Withdraw") == f"{path}/consent?recalled={published['id']}&done=consent-withdrawn"
    site.deliver()
    states = {one["purpose"]: one["state"] for one in ask("list_consents")["items"]}
    assert states == {"urgent_appeal": "withdrawn", "media": "given"}
    assert 'class="chip state-withdrawn"' in officer.read(f"{path}/alerts")
    assert "state-withdrawn" in officer.read(f"{path}/consent")


def test_withdrawing_says_beside_each_purpose_which_alerts_rest_on_it_and_afterwards_where_their_recall_stands(officer, path, published):
    page = f"{path}/consent/withdraw"
    notes = re.findall(r'value="(\w+)"> <span>[^<]+?(?: <small class="note">([^<]*)</small>)?</span>', officer.read(page))
    assert notes == [("everything", ""), ("urgent_appeal", "1 published alert disappears"), ("media", "")]
    ended = officer.read(officer.done(page, purposes=["urgent_appeal"], confirmation="withdraw"))
    assert "1 alert is being recalled." in ended
    assert f'href="/alerts/{published["id"]}/recalls"' in ended


def test_everything_is_withdrawn_by_one_choice_and_then_there_is_nothing_to_withdraw(officer, path, published, ask):
    page = f"{path}/consent/withdraw"
    assert f'href="{page}"' in officer.read(f"{path}/consent")
    officer.done(page, purposes=["", "everything"], confirmation="withdraw")
    assert {one["state"] for one in ask("list_consents")["items"]} == {"withdrawn"}
    assert f'href="{page}"' not in officer.read(f"{path}/consent")


def test_withdrawing_names_every_wrong_field_at_once_in_the_order_of_the_page(officer, path, published):
    refused = officer.send(f"{path}/consent/withdraw", confirmation="")
    assert re.findall(r'<li><a href="#f--(\w+)">([^<]+)</a>', refused.text) == [
        ("purposes", "For what is consent withdrawn?: This is needed."),
        ("confirmation", "Type “withdraw” to confirm: This is not the word “withdraw”."),
    ]


def test_withdrawing_does_not_wait_for_alerts_to_answer(officer, path, published, ask, down):
    down({"alerts"})
    page = f"{path}/consent/withdraw?purpose=urgent_appeal"
    assert "Alerts do not answer now" in officer.read(page)
    officer.done(page, confirmation="withdraw")
    assert {one["state"] for one in ask("list_consents")["items"]} == {"withdrawn", "given"}


def test_a_case_works_on_while_alerts_do_not_answer(officer, path, down):
    down({"alerts"})
    assert "Alerts do not answer now" in officer.read(f"{path}/alerts")
    assert len(warnings(officer.read(path))) == 5


def test_names_that_the_directory_does_not_tell_are_said_to_be_missing(officer, path, down):
    officer.read(path)
    down({"directory"})
    assert "The directory does not answer now" in officer.read(path)


def test_an_instruction_stands_in_the_way_until_it_ends(officer, path, ask):
    without = officer.send(f"{path}/instructions/new", kind="withhold_from", text="Sample words.")
    assert without.status_code == 422
    officer.done(f"{path}/instructions/new", kind="ask_first", text="Sample words.", purposes=["urgent_appeal"])
    assert "The lawyer wants to be asked before this is done." in warnings(officer.read(path))
    (held,) = ask("list_instructions")["items"]
    officer.done(f"{path}/instructions/{held['id']}/end")
    assert "The lawyer wants to be asked before this is done." not in warnings(officer.read(path))
    again = officer.send(f"{path}/instructions/{held['id']}/end")
    assert again.status_code == 409


def test_the_risk_is_approved_by_somebody_else(officer, coordinator, path, ask):
    wrong = officer.send(f"{path}/risk", likelihood="2")
    assert (wrong.status_code, "What harm may our own action do?: This is needed." in wrong.text) == (422, True)
    coordinator.done(f"{path}/risk", harm_of_action="Sample harm.", likelihood="2", impact="3", valid_until=IN_A_MONTH)
    own = coordinator.read(f"{path}/risk/approve")
    assert ("somebody else has to approve it" in own, '<button class="primary">Approve' in own) == (True, False)
    assert "It stands in the My day of: Sample admin coordinator" in own
    officer.read(f"{path}/risk/approve", status=403)
    officer.done(f"{path}/risk", harm_of_action="Sample harm.", likelihood="5", impact="5", valid_until=IN_A_MONTH)
    text = coordinator.read(f"{path}/risk/approve")
    assert "25 of 25" in text
    coordinator.done(f"{path}/risk/approve")
    assert ask("list_checks")["risk"]["approver"] == coordinator.member.membership_id


def test_an_assessment_that_was_replaced_while_it_was_read_is_not_approved(officer, coordinator, path):
    officer.done(f"{path}/risk", harm_of_action="Sample harm.", likelihood="1", impact="1", valid_until=IN_A_MONTH)
    before = coordinator.read(f"{path}/risk/approve")
    officer.done(f"{path}/risk", harm_of_action="Sample greater harm.", likelihood="5", impact="5", valid_until=IN_A_MONTH)
    answer = coordinator.send(f"{path}/risk/approve", seen=before)
    assert (answer.status_code, "There is a newer assessment" in answer.text) == (409, True)


def test_notes_are_added_and_every_answer_stays_in_the_history(officer, path):
    officer.done(f"{path}/notes", body="Sample note 1.")
    officer.done(f"{path}/notes", body="Sample note 2.")
    text = officer.read(f"{path}/notes")
    assert text.index("Sample note 2.") < text.index("Sample note 1.")
    officer.done(f"{path}/verification", status="possible", method="Sample first method.")
    officer.done(f"{path}/verification", status="likely", method="Sample second method.")
    history = officer.read(f"{path}/consent/history")
    assert history.index("Sample second method.") < history.index("Sample first method.")


def test_a_reviewer_of_the_team_reads_and_is_offered_no_step(officer, reviewer, path, ask):
    ask("set_team", version=ask("get_case")["version"], lead=officer.member.membership_id, members=[reviewer.member.membership_id])
    for page in ("", "/people", "/facts", "/consent", "/notes", "/alerts", "/timeline", "/consent/history"):
        text = reviewer.read(path + page)
        assert re.findall(rf'href="{path}/(?:amend|team|steps|people/new|facts/new|consent/record|risk|mandate)', text) == [], page
    for page in ("/amend", "/team", "/steps/accept_case", "/people/new", "/facts/new", "/consent/record", "/consent/withdraw", "/risk"):
        reviewer.read(path + page, status=403)
    reviewer.done(f"{path}/notes", body="Sample note of a reviewer.")


def test_a_case_out_of_sight_is_not_there(site, officer, reviewer, path):
    foreign = Reader(site, Organisation(site, "Sample Other Organisation").member("coordinator"))
    for reader in (reviewer, foreign):
        for page in ("", "/people", "/facts", "/consent", "/notes", "/alerts", "/timeline"):
            reader.read(path + page, status=404)
    for page in ("/amend", "/team", "/steps/accept_case", "/consent/withdraw"):
        foreign.read(path + page, status=404)


def references(text):
    return re.findall(r'<th scope="row">(C-[\d-]+)</th>', text)


def test_the_list_is_filtered_sorted_and_paged_by_its_address(site, newsroom):
    reader = Reader(site, newsroom.organisation.member("case_officer"))
    first, second, third = (
        _opened(site, reader, title=f"Sample {number}", country=country, priority=priority)["reference"]
        for number, country, priority in ((1, "AW", "urgent"), (2, "NU", "normal"), (3, "NU", "low"))
    )
    assert references(reader.read("/cases")) == [third, second, first]
    assert references(reader.read("/cases?sort=updated_at&q=&stage=&priority=&country=")) == [first, second, third]
    assert references(reader.read("/cases?country=NU")) == [third, second]
    assert references(reader.read("/cases?priority=urgent&stage=intake")) == [first]
    assert references(reader.read(f"/cases?q={second}")) == [second]
    page = reader.read("/cases?limit=2")
    following = re.search(r'href="([^"]+)" rel="next"', page)[1].replace("&amp;", "&")
    assert (references(page), references(reader.read(following))) == ([third, second], [first])
    unread = reader.read("/cases?stage=never")
    assert ("These filters could not be read" in unread, len(references(unread))) == (True, 3)
    assert "No case fits these filters." in reader.read("/cases?q=nothing")


def test_an_empty_list_teaches_the_first_step(site, newsroom):
    reader = Reader(site, newsroom.organisation.member("case_officer"))
    assert "Take in the first one" in reader.read("/cases")


def test_a_page_says_on_paper_whose_it_is_and_how_far_it_may_go(officer, path):
    text = officer.read(path)
    assert re.search(r'<p class="printed">TLP:AMBER · Printed by Sample case_officer, \d+ \w+ \d{4}, [\d:]+ UTC</p>', text)
