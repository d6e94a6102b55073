"""One's own pages: sessions, password, second factor."""

import re
from datetime import timedelta

import pyotp
import pytest

from chassis.values import utcnow
from tests.support.console import Console, places, shown_once, words
from tests.support.site import PASSWORD, Organisation


@pytest.fixture(scope="module")
def organisation(site):
    return Organisation(site, "Sample Organisation of Accounts")


@pytest.fixture
def member(organisation):
    return organisation.member("case_officer")


@pytest.fixture
def console(site, member):
    return Console(site, member)


@pytest.fixture
def later(site):
    """Let the directory think that time has passed: each code is good once."""
    directory = site.services["directory"]

    def by(seconds):
        directory.clock = lambda: utcnow() + timedelta(seconds=seconds)
        return directory.now()

    yield by
    directory.clock = utcnow


def test_the_account_says_who_one_is_in_words(console, member):
    text = words(console.get("/account"))
    assert [part in text for part in (member.email, "Sample case_officer", "Takes in cases", "Sample Organisation of Accounts")] == [
        True
    ] * 4


def test_a_session_elsewhere_is_ended_and_this_one_goes_on(site, console, member):
    elsewhere = Console(site, member)
    page = console.get("/account")
    endings = re.findall(r'action="(/account/sessions/[0-9a-f-]+/end)"', page.text)
    assert (words(page).count("this one"), len(endings)) == (1, 2)  # the third began when the member joined
    assert [console.post(ending).location for ending in endings] == ["/account?done=session-ended"] * 2
    assert (elsewhere.get("/my-day").status_code, console.get("/my-day").status_code) == (303, 200)


def test_nobody_ends_the_session_of_another(site, console, organisation):
    other = organisation.member("case_officer")
    assert console.post(f"/account/sessions/{other.session_id}/end").status_code == 404
    assert Console(site, other).get("/my-day").status_code == 200


def test_signing_out_everywhere_is_here_too(site, console, member):
    elsewhere = Console(site, member)
    assert console.post("/account/sessions/end-all").location == "/sign-in?done=signed-out-everywhere"
    assert (console.client.get_cookie("havana_session"), elsewhere.get("/my-day").status_code) == (None, 303)


def test_a_new_password_ends_the_other_sessions(site, console, member):
    elsewhere = Console(site, member)
    wrong = console.post("/account/password", password="not the password", new_password="another sample password")
    assert (wrong.status_code, "This is not the password of this account." in words(wrong)) == (422, True)
    short = console.post("/account/password", password=PASSWORD, new_password="short")
    assert (short.status_code, 'href="#f--new_password"' in short.text) == (422, True)
    assert elsewhere.get("/my-day").status_code == 200
    done = console.post("/account/password", password=PASSWORD, new_password="another sample password")
    assert done.location == "/account?done=password-changed"
    assert (console.get("/my-day").status_code, elsewhere.get("/my-day").status_code) == (200, 303)


def enrolled(console):
    page = console.post("/account/second-factor", form="begin")
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    return page, pyotp.TOTP(shown_once(page))


def test_the_second_factor_is_drawn_without_styles_and_turned_on_by_its_first_code(site, console, member, later):
    page, totp = enrolled(console)
    svg = re.search(r"<svg[^>]*qr.*?</svg>", page.text, re.DOTALL)[0]
    assert ("style" in svg, "<script" in svg, svg.count("<path")) == (False, False, 2)
    wrong = console.post("/account/second-factor", form="confirm", code="000000")
    assert (wrong.status_code, "This code is wrong" in words(wrong), totp.secret in wrong.text) == (422, True, False)
    done = console.post("/account/second-factor", form="confirm", code=totp.at(utcnow()))
    assert done.location == "/account?done=second-factor-on"
    refused = Console(site).client.post("/sign-in", data={"email": member.email, "password": PASSWORD})
    assert 'name="code"' in refused.text
    assert console.post("/account/second-factor", code="000000").status_code == 422
    assert console.post("/account/second-factor", code=totp.at(later(30))).location == "/account?done=second-factor-off"


@pytest.fixture
def no_hints(site):
    """Hints get lost: a gateway may not rest on them."""
    database = site.services["directory"].database
    send, database.send_hint = database.send_hint, lambda kind, data: None
    yield
    database.send_hint = send


@pytest.mark.usefixtures("no_hints")
def test_where_a_second_factor_is_needed_every_page_leads_to_setting_it_up(site):
    strict = Organisation(site, "Sample Organisation of Care")
    admin = Console(site, strict.member("admin", "coordinator"))
    page = admin.get("/organisation")
    version = re.search(r'name="version" value="(\d+)"', page.text)[1]
    sent = {"version": version, "name": "Sample Organisation of Care", "profile": "", "second_factor": "true"}
    assert admin.post("/organisation", **sent).status_code == 303
    led = [admin.get(path).location for path in ("/my-day", "/cases", "/cases/new", "/organisation", "/sharing-groups")]
    assert led == ["/account"] * 5
    account = admin.get("/account")
    assert ("First set up your second factor" in words(account), "/account/second-factor" in places(account)) == (True, True)
    _page, totp = enrolled(admin)
    assert admin.post("/account/second-factor", form="confirm", code=totp.at(utcnow())).status_code == 303
    assert (admin.get("/cases").status_code, "First set up" in words(admin.get("/account"))) == (200, False)


def test_the_account_is_for_who_is_signed_in(site):
    paths = ("/account", "/account/password", "/account/second-factor")
    assert [Console(site).get(path).location for path in paths] == [f"/sign-in?next={path}" for path in paths]


def test_a_code_is_kept_while_directory_is_down(console, down):
    enrolled(console)
    down({"directory"})
    answer = console.post("/account/second-factor", form="confirm", code="123456")
    assert (answer.status_code, 'value="123456"' in answer.text) == (503, True)
