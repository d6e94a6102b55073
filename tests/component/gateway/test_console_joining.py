"""The page that a link opens: joining, acting for another organisation too, choosing a new password."""

from uuid import uuid4

import pytest

from tests.support.console import Console, words
from tests.support.site import PASSWORD, Organisation


@pytest.fixture(scope="module")
def organisation(site):
    return Organisation(site, "Sample Organisation of Newcomers")


@pytest.fixture
def stranger(site):
    return Console(site)


def invited(organisation, email=None):
    email = email or f"{uuid4().hex[:12]}@example.org"
    return f"/join/{organisation.directory.invite_member(email=email, roles=['case_officer'])['token']}"


def test_the_page_says_what_is_asked_before_it_is_asked(stranger, organisation):
    link = invited(organisation, "newcomer@example.org")
    page = stranger.get(link)
    assert "At least 12 characters." in words(page)
    assert ('value="newcomer@example.org" readonly' in page.text, '<meta name="robots" content="noindex">' in page.text) == (True, True)
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "same-origin")


def test_a_short_password_and_no_name_are_said_together_and_the_link_stays_good(stranger, organisation):
    link = invited(organisation)
    answer = stranger.post(link, name="", password="short")
    assert (answer.status_code, "2 fields need your attention" in words(answer)) == (422, True)
    assert ("At least 12 characters" in words(answer), "short" in answer.text) == (True, False)
    assert stranger.post(link, name="Sample newcomer", password=PASSWORD).status_code == 303


def test_a_link_is_good_once(stranger, organisation):
    link = invited(organisation)
    assert stranger.post(link, name="Sample newcomer", password=PASSWORD).status_code == 303
    again = stranger.post(link, name="Sample thief", password=PASSWORD)
    assert (again.status_code, "Have you just used it? Then all is well" in words(again)) == (404, True)


@pytest.mark.parametrize("token", ["guessed", "x" * 500])
def test_a_guessed_link_opens_nothing_and_says_so(stranger, token):
    page = stranger.get(f"/join/{token}")
    assert (page.status_code, "This link opens nothing" in words(page)) == (404, True)


def test_the_page_says_the_same_whether_the_address_has_an_account_or_not(site, stranger, organisation):
    known = Organisation(site, "Sample Organisation of Others").member("case_officer").email
    seen = {words(stranger.get(invited(organisation, email))) for email in (known, f"{uuid4().hex[:12]}@example.org")}
    assert len(seen) == 1


def test_whoever_has_an_account_joins_with_its_password(site, stranger, organisation):
    member = Organisation(site, "Sample Organisation of Before").member("case_officer")
    link = invited(organisation, member.email)
    wrong = stranger.post(link, name="Sample member", password="not their password at all")
    assert (wrong.status_code, "This is not the password of this account." in words(wrong)) == (422, True)
    assert stranger.post(link, name="Sample member", password=PASSWORD).location == "/sign-in?done=joined"
    assert "Your account is ready." in words(stranger.get("/sign-in?done=joined"))


def test_a_link_stays_good_while_directory_is_down(site, stranger, organisation, down):
    link = invited(organisation)
    down({"directory"})
    assert stranger.post(link, name="Sample newcomer", password=PASSWORD).status_code == 503
    site.down.clear()
    assert stranger.post(link, name="Sample newcomer", password=PASSWORD).status_code == 303
