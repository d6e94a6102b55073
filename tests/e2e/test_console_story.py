"""The main job, in a real browser: from a call at night to a published alert, and gone everywhere when the lawyer says so."""

import json
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.support.embedded import running_site
from tests.support.waiting import until

HEADLINES = {"en": "Sample alert: S. L. held without charge", "ar": "تنبيه نموذجي: س. ل. محتجز بلا تهمة"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("story")
    with running_site(folder, "--demo") as site:
        site.written = json.loads((folder / "demo.json").read_text())
        yield site


@pytest.fixture(scope="module")
def people(site, browser):
    """A window for each of them, signed in."""
    contexts = {name: browser.new_context() for name in ("officer@lead", "coordinator@lead", "reader@partner")}
    windows = {name: context.new_page() for name, context in contexts.items()}
    for name, page in windows.items():
        page.goto(f"{site.url}/sign-in")
        page.fill("[name=email]", f"{name}.example")
        page.fill("[name=password]", site.written["accounts"][0]["password"])
        page.click("main button")
        page.wait_for_url("**/my-day*")
    yield windows
    for context in contexts.values():
        context.close()


def type_in(page, *keys):
    """Type as somebody without a mouse does: a text, or the name of a key."""
    for key in keys:
        page.keyboard.press(key) if key in {"Tab", "Enter", "Space", "ArrowDown"} else page.keyboard.type(key)


def save(page):
    page.click("main form.form .primary")
    page.wait_for_load_state()
    assert page.locator(".error").count() == 0, page.locator("main").inner_text()


def in_days(number):
    return (datetime.now(UTC) + timedelta(days=number)).date().isoformat()


def next_step(page):
    return page.locator(".head .primary").inner_text()


def take_in_by_keyboard(site, page):
    """Five fields and no mouse: `c` opens the form with the first field focused, Enter in the last one saves."""
    page.goto(f"{site.url}/my-day")
    type_in(page, "c")
    page.wait_for_url("**/cases/new")
    type_in(
        page,
        "Sample Lawyer 9",
        "Tab",
        "Aruba",
        "Tab",
        "Sample call: held at the airport.",
        "Tab",
        "ArrowDown",
        "Tab",
        "Quiet River",
        "Enter",
    )
    page.wait_for_url("**/cases/*done=case-opened")
    return page.url.partition("?")[0]


def record_what_is_missing(page, case):
    page.click(".head .primary")
    page.wait_for_url("**done=case-accepted")
    page.goto(f"{case}/mandate")
    page.check("[name=within][value=true]")
    save(page)
    page.goto(f"{case}/verification")
    page.check("[name=status][value=confirmed]")
    save(page)
    page.goto(f"{case}/risk")
    page.fill("[name=harm_of_action]", "Sample assessment: attention protects.")
    page.check("[name=likelihood][value='2']")
    page.check("[name=impact][value='3']")
    page.fill("[name=valid_until]", in_days(30))
    save(page)


def record_consent(page, case):
    page.goto(f"{case}/consent")
    page.click(".head .primary")
    page.check("[name=state][value=given]")
    page.check("[name=purposes][value=urgent_appeal]")
    page.check("[name='audience.kind'][value=public]")
    page.check("[name=identifiability][value=initials]")
    page.fill("[name=expires_at]", in_days(90))
    save(page)


def approve_the_risk(page, case):
    page.goto(case)
    assert next_step(page) == "Approve the risk assessment"
    page.click(".head .primary")
    page.click("main .primary >> nth=-1")
    page.wait_for_url("**done=risk-approved")


def draft(page, case):
    page.goto(case)
    assert next_step(page) == "Draft an alert"
    page.click(".head .primary")
    page.check("[name=audience] >> nth=0")
    page.check("[name=identifiability][value=initials]")
    for tag, headline in HEADLINES.items():
        page.fill(f"[name='texts.{tag}.headline']", headline)
        page.fill(f"[name='texts.{tag}.facts']", "Sample facts.")
        page.fill(f"[name='texts.{tag}.demands']", "Sample demands.")
    save(page)
    page.wait_for_url("**done=alert-drafted")
    alert = page.url.partition("?")[0]
    page.click("#submit button.primary")
    page.wait_for_url("**done=alert-submitted")
    return alert


def sign_off_and_publish(page, alert):
    page.goto(f"{alert}/review")
    for words in ("Sign off the facts", "Sign off consent", "Sign off the risk"):
        with page.expect_navigation():
            page.click(f"button:has-text('{words}')")
    page.click("button:has-text('Publish to everybody')")
    page.wait_for_url("**done=alert-published")


@pytest.fixture(scope="module")
def published(site, people):
    """The case and the alert after the main job was done."""
    officer, coordinator = people["officer@lead"], people["coordinator@lead"]
    case = take_in_by_keyboard(site, officer)
    record_what_is_missing(officer, case)
    record_consent(officer, case)
    approve_the_risk(coordinator, case)
    alert = draft(officer, case)
    sign_off_and_publish(coordinator, alert)
    return case, alert


def public_page(site, page):
    page.goto(f"{site.url}/")
    page.click(f"text={HEADLINES['en']}")
    return page.url.partition("?")[0]


def test_from_a_call_to_a_public_alert_and_back(site, people, published, browser):
    case, alert = published
    with browser.new_context(java_script_enabled=False) as context:
        anybody = context.new_page()
        address = public_page(site, anybody)
        assert HEADLINES["ar"] in anybody.locator("main").inner_text()
        assert HEADLINES["en"] in httpx.get(f"{site.url}/feeds/alerts.atom").text

        officer = people["officer@lead"]
        officer.goto(f"{case}/consent")
        officer.click("text=Withdraw consent")
        officer.check("[name=purposes][value=urgent_appeal]")
        officer.fill("[name=confirmation]", "withdraw")
        officer.click("main form.form button >> nth=-1")
        officer.wait_for_url("**done=consent-withdrawn")

        until(lambda: anybody.goto(address).status == 410)
        assert HEADLINES["en"] not in anybody.content()
        anybody.goto(f"{site.url}/")
        assert HEADLINES["en"] not in anybody.locator("main").inner_text()
        assert HEADLINES["en"] not in httpx.get(f"{site.url}/feeds/alerts.atom").text

    coordinator = people["coordinator@lead"]
    coordinator.goto(f"{alert}/recalls")
    ledger = coordinator.locator("main").inner_text()
    assert [words in ledger for words in ("Public page", "Atom feed", "Copies")] == [True] * 3


def test_a_partner_sees_what_is_shared_and_no_case(site, people):
    partner = people["reader@partner"]
    partner.goto(f"{site.url}/alerts")
    text = partner.locator("main").inner_text()
    assert ["observers needed" in text, "Quiet River" in text] == [True, False]


def test_three_shifts_leave_to_a_page_that_says_nothing_of_the_reader(site, people):
    officer = people["officer@lead"]
    officer.goto(f"{site.url}/cases")
    for _ in range(3):
        officer.keyboard.press("Shift")
    officer.wait_for_url(f"{site.url}/")
    assert "Sample Officer" not in officer.content()


def test_one_key_locks_and_signing_in_leads_back(site, people):
    officer = people["officer@lead"]
    officer.goto(f"{site.url}/cases?stage=open")
    officer.keyboard.press("Alt+l")
    officer.wait_for_url(re.compile("/sign-in.*done=locked"))
    officer.fill("[name=email]", "officer@lead.example")
    officer.fill("[name=password]", site.written["accounts"][0]["password"])
    officer.keyboard.press("Enter")
    officer.wait_for_url(f"{site.url}/cases?stage=open")
