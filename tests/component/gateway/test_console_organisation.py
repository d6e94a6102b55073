"""An organisation's own pages: profile, members, invitations, programs."""

import re
from uuid import uuid4

import pytest

from chassis.values import utcnow
from tests.support.console import Console, places, shown_once, words
from tests.support.site import PASSWORD, Client, Organisation


@pytest.fixture(scope="module")
def organisation(site):
    return Organisation(site, "Sample Organisation of Members")


@pytest.fixture(scope="module")
def admin(site, organisation):
    return Console(site, organisation.member("admin"))


@pytest.fixture(scope="module")
def officer(site, organisation):
    return Console(site, organisation.member("case_officer"))


@pytest.fixture
def member(organisation):
    return organisation.member("reviewer")


def an_address():
    return f"{uuid4().hex[:12]}@example.org"


def version_on(page):
    return re.search(r'name="version" value="(\d+)"', page.text)[1]


def test_an_administrator_changes_the_profile(admin):
    version = version_on(admin.get("/organisation"))
    sent = {"version": version, "name": "Sample Organisation of Members", "profile": "Sample profile.", "second_factor": "false"}
    answer = admin.post("/organisation", **sent)
    assert (answer.status_code, answer.location) == (303, "/organisation?done=saved")
    assert "Sample profile." in words(admin.get("/organisation"))


def test_what_somebody_changed_meanwhile_stands_beside_what_was_typed(admin):
    page = admin.get("/organisation")
    name = "Sample Organisation of Members"
    admin.post("/organisation", version=version_on(page), name=name, profile="Theirs.", second_factor="false")
    mine = {"name": name, "profile": "Mine.", "second_factor": "false"}
    answer = admin.post("/organisation", version=version_on(page), **mine)
    assert (answer.status_code, "Now: Theirs." in words(answer), ">Mine.</textarea>" in answer.text) == (412, True, True)
    assert words(answer).count("Now:") == 1
    assert admin.post("/organisation", version=version_on(answer), **mine).status_code == 303
    assert "Mine." in words(admin.get("/organisation"))


def test_a_member_reads_the_profile_and_is_offered_nothing_more(officer):
    page = officer.get("/organisation")
    assert ("Administrators change this." in words(page), "<textarea" in page.text) == (True, False)
    assert [place for place in places(page) if place.startswith("/organisation")] == ["/organisation"] * 3 + ["/organisation/members"]
    assert officer.post("/organisation", version="1", name="Sample").status_code == 403


def test_members_stand_with_their_roles_in_words(officer, member):
    text = words(officer.get("/organisation/members"))
    assert f"Sample reviewer Reviewer {member.email} · no second factor" in text


def test_another_role_holds_at_once(site, admin, member):
    theirs = Console(site, member)
    assert theirs.get("/cases").status_code == 200
    path = f"/organisation/members/{member.membership_id}"
    answer = admin.post(path, form="roles", version=version_on(admin.get(path)), roles="auditor")
    assert answer.location == f"{path}?done=roles-changed"
    assert theirs.get("/cases").status_code == 403


def test_a_member_without_any_role_is_a_wrong_field(admin, member):
    path = f"/organisation/members/{member.membership_id}"
    answer = admin.post(path, form="roles", version=version_on(admin.get(path)), roles="")
    assert (answer.status_code, 'href="#f-roles-roles"' in answer.text) == (422, True)


def test_roles_changed_meanwhile_are_said_in_words(admin, member):
    path = f"/organisation/members/{member.membership_id}"
    old = version_on(admin.get(path))
    admin.post(path, form="roles", version=old, roles="auditor")
    answer = admin.post(path, form="roles", version=old, roles="librarian")
    assert (answer.status_code, "Now: Auditor" in words(answer)) == (412, True)


def test_the_last_administrator_stays(site):
    alone = Organisation(site, "Sample Organisation of One")
    member = alone.member("admin")
    admin = Console(site, member)
    path = f"/organisation/members/{member.membership_id}"
    answer = admin.post(path, form="roles", version=version_on(admin.get(path)), roles="coordinator")
    assert (answer.status_code, "Your organisation needs an administrator" in words(answer)) == (409, True)
    answer = admin.post(path, form="ending", version=version_on(admin.get(path)), confirmation="let go")
    assert (answer.status_code, "Your organisation needs an administrator" in words(answer)) == (409, True)


def test_a_member_is_let_go_only_by_typing_it_and_is_out_at_once(site, admin, member):
    theirs = Console(site, member)
    path = f"/organisation/members/{member.membership_id}"
    version = version_on(admin.get(path))
    refused = admin.post(path, form="ending", version=version, confirmation="yes")
    assert (refused.status_code, "This is not the word “let go”." in words(refused)) == (422, True)
    assert theirs.get("/my-day").status_code == 200
    assert admin.post(path, form="ending", version=version, confirmation=" Let go").location == "/organisation/members?done=member-gone"
    assert theirs.get("/my-day").location == "/sign-in?next=/my-day"
    assert ("Has left" in words(admin.get(path)), "<form" in words(admin.get(path))) == (True, False)


def test_a_link_for_a_new_password_is_shown_once_and_works(site, admin, member):
    theirs = Console(site, member)
    path = f"/organisation/members/{member.membership_id}"
    answer = admin.post(path, form="recovery")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    link = shown_once(answer).removeprefix("http://localhost")
    assert link not in admin.get(path).text
    stranger = Console(site)
    assert "Choose a new password" in words(stranger.get(link))
    assert stranger.post(link, password="another sample password").location == "/sign-in?done=recovered"
    assert theirs.get("/my-day").status_code == 303
    Console(site, member, password="another sample password")


def test_an_invitation_is_shown_once_and_lets_somebody_in(site, admin):
    address = an_address()
    answer = admin.post("/organisation/invitations/new", email=address, roles="case_officer")
    assert (answer.status_code, answer.headers["Cache-Control"], address in words(answer)) == (200, "no-store", True)
    link = shown_once(answer).removeprefix("http://localhost")
    listed = admin.get("/organisation/invitations")
    assert (address in words(listed), link in listed.text) == (True, False)
    stranger = Console(site)
    assert "Join Sample Organisation of Members" in words(stranger.get(link))
    joined = stranger.post(link, name="Sample newcomer", password=PASSWORD)
    assert joined.location == "/sign-in?done=joined"
    assert stranger.client.post("/sign-in", data={"email": address, "password": PASSWORD}).location == "/my-day"
    assert address not in words(admin.get("/organisation/invitations"))


def test_sending_an_invitation_twice_makes_one_and_shows_no_second_link(admin):
    sent = {"email": an_address(), "roles": "case_officer", "key": uuid4().hex}
    first, second = (admin.post("/organisation/invitations/new", **sent) for _ in range(2))
    assert (first.status_code, second.status_code, 'class="once"' in second.text) == (200, 409, False)
    assert words(admin.get("/organisation/invitations")).count(sent["email"]) == 1


def test_an_invitation_without_role_or_address_says_both_and_keeps_what_was_typed(admin):
    answer = admin.post("/organisation/invitations/new", email="not an address", roles="")
    assert (answer.status_code, "2 fields need your attention" in words(answer)) == (422, True)
    assert 'value="not an address"' in answer.text


def test_whoever_is_a_member_already_is_not_invited(admin, member):
    answer = admin.post("/organisation/invitations/new", email=member.email, roles="case_officer")
    assert (answer.status_code, "This person is a member already" in words(answer)) == (409, True)


def test_a_withdrawn_invitation_opens_nothing(site, admin):
    address = an_address()
    link = shown_once(admin.post("/organisation/invitations/new", email=address, roles="case_officer")).removeprefix("http://localhost")
    card = re.search(rf"{address}.*?action=\"([^\"]+)\"", admin.get("/organisation/invitations").text, re.DOTALL)
    assert admin.post(card[1]).location == "/organisation/invitations?done=invitation-withdrawn"
    opened = Console(site).get(link)
    assert (opened.status_code, "This link opens nothing" in words(opened)) == (404, True)
    assert admin.post(card[1]).status_code == 404


def a_program(**changed):
    life = {"expires_at": f"{utcnow().year + 1}-01-01"}
    return {"name": "Sample program", "roles": "coordinator", "scopes": "cases:read", **life, **changed}


def test_a_program_has_its_key_shown_once_until_it_is_revoked(site, admin):
    answer = admin.post("/organisation/programs/new", **a_program(name="Sample reader of cases"))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    program = Client(site, key=shown_once(answer))
    assert (program.get("/cases").status_code, program.get("/alerts").status_code) == (200, 403)
    listed = admin.get("/organisation/programs")
    path = next(place for place in places(listed) if re.fullmatch(r"/organisation/programs/[0-9a-f-]{36}", place))
    assert (shown_once(answer) in listed.text, "Read the cases that its roles may see" in words(admin.get(path))) == (False, True)
    assert admin.post(path, confirmation="").status_code == 422
    assert program.get("/cases").status_code == 200
    assert admin.post(path, confirmation="revoke").location == "/organisation/programs?done=program-revoked"
    assert program.get("/cases").status_code == 401
    assert "Revoked" in words(admin.get(path))


def test_every_wrong_field_of_a_program_is_said(admin):
    answer = admin.post("/organisation/programs/new", name="", roles="", scopes="", expires_at="")
    assert (answer.status_code, "4 fields need your attention" in words(answer)) == (422, True)
    answer = admin.post("/organisation/programs/new", **a_program(expires_at="2020-01-01"))
    assert (answer.status_code, "too small or too large" in words(answer)) == (422, True)


@pytest.mark.parametrize(
    "path",
    [
        "/organisation/invitations",
        "/organisation/invitations/new",
        "/organisation/programs",
        "/organisation/programs/new",
        "/sharing-groups/new",
    ],
)
def test_what_administrators_do_is_closed_to_others(officer, path):
    assert officer.get(path).status_code == 403


def test_a_partner_reader_does_not_learn_who_the_members_are(site, organisation, member):
    reader = Console(site, organisation.member("partner_reader"))
    answers = [reader.get(path) for path in ("/organisation/members", f"/organisation/members/{member.membership_id}")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert "/organisation/members" not in places(reader.get("/organisation"))


def test_another_organisation_finds_no_member_here(site, member):
    stranger = Console(site, Organisation(site, "Sample Organisation of Strangers").member("admin"))
    assert stranger.get(f"/organisation/members/{member.membership_id}").status_code == 404
    assert stranger.post(f"/organisation/members/{member.membership_id}", form="recovery").status_code == 404


def test_names_stand_in_no_title(admin, member):
    page = admin.get(f"/organisation/members/{member.membership_id}")
    assert re.search(r"<title>(.*?)</title>", page.text)[1] == "Member · Havana"


def test_nothing_typed_is_lost_while_directory_is_down(site, admin, down):
    address = an_address()
    admin.get("/organisation/invitations/new")
    down({"directory"})
    answer = admin.post("/organisation/invitations/new", email=address, roles="case_officer")
    assert (answer.status_code, address in answer.text, 'value="case_officer" checked' in answer.text) == (503, True, True)
