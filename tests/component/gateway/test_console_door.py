"""Signing in and out by the console's pages."""

import re

import pytest

from tests.support.site import PASSWORD


@pytest.fixture
def member(newsroom):
    return newsroom.organisation.member("case_officer")


@pytest.fixture
def browser(site):
    return site.app.test_client()


def sign_in(browser, member, *, password=PASSWORD, after=""):
    return browser.post(f"/sign-in{after}", data={"email": member.email, "password": password})


def token_in(answer):
    return re.search(r'name="csrf_token" value="([0-9a-f]+)"', answer.text)[1]


def test_who_is_not_signed_in_is_led_to_the_door_and_back(browser, member):
    led = browser.get("/cases?stage=open")
    assert (led.status_code, led.location) == (303, "/sign-in?next=/cases?stage%3Dopen")
    back = browser.post(led.location, data={"email": member.email, "password": PASSWORD})
    assert (back.status_code, back.location) == (303, "/cases?stage=open")
    assert browser.get(back.location).status_code == 200


def test_a_wrong_password_says_no_more_than_that(browser, member):
    answer = sign_in(browser, member, password="not the password of anybody")
    assert (answer.status_code, "E-mail or password is wrong" in answer.text) == (403, True)
    assert "not the password" not in answer.text


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "/%09/evil.example", "//[", "http://["]
)
def test_signing_in_leads_nowhere_else(browser, member, elsewhere):
    assert sign_in(browser, member, after=f"?next={elsewhere}").location == "/my-day"


def test_signing_out_ends_the_session_for_whoever_kept_its_cookie(site, browser, member):
    sign_in(browser, member)
    secret = browser.get_cookie("havana_session").value
    token = token_in(browser.get("/my-day"))
    assert browser.post("/sign-out", data={"csrf_token": token}).location == "/sign-in?done=signed-out"
    thief = site.app.test_client()
    thief.set_cookie("havana_session", secret)
    assert thief.get("/my-day").location == "/sign-in?next=/my-day"


def test_locking_keeps_the_place(browser, member):
    sign_in(browser, member)
    token = token_in(browser.get("/cases"))
    locked = browser.post("/lock", data={"csrf_token": token, "next": "/cases?"})
    assert locked.location == "/sign-in?done=locked&next=/cases?"
    assert browser.get("/cases").status_code == 303


def test_a_form_without_its_token_is_refused(browser, member):
    sign_in(browser, member)
    assert browser.post("/sign-out", data={}).status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://[", ""])
def test_a_form_from_elsewhere_is_refused(browser, member, origin):
    form = {"email": member.email, "password": PASSWORD}
    assert browser.post("/sign-in", data=form, headers={"Origin": origin}).status_code == 403


def test_private_pages_are_kept_by_nobody_and_public_ones_are_asked_for_again(browser, member):
    sign_in(browser, member)
    assert browser.get("/my-day").headers["Cache-Control"] == "no-store"
    assert browser.get("/").headers["Cache-Control"] == "public, no-cache"


def test_public_pages_have_no_script_and_say_nothing_of_their_reader(browser, member):
    sign_in(browser, member)
    text = browser.get("/").text
    assert ("<script" in text, "Sample" in text) == (False, False)


def test_a_service_that_is_down_is_said_on_a_page_that_loses_nothing(browser, member, down):
    sign_in(browser, member)
    form = browser.get("/cases/new").text
    down({"cases"})
    key, token = (re.search(rf'name="{name}" value="([0-9a-f]+)"', form)[1] for name in ("idempotency_key", "csrf_token"))
    sent = {
        "csrf_token": token,
        "idempotency_key": key,
        "title": "Blue Heron",
        "country": "AW",
        "summary": "Sample call.",
        "priority": "high",
    }
    answer = browser.post("/cases/new", data=sent)
    assert answer.status_code == 503
    assert [part in answer.text for part in ("Blue Heron", "Sample call.", f'value="{key}"', 'value="high" checked')] == [True] * 4
