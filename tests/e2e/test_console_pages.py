"""Every page of the console in a real browser: readable by assistive technology, on a phone, in the dark, from right to left.

Pictures of each stay in build/screenshots/ to be looked at.
"""

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.crawler import Crawler
from tests.support.embedded import REPOSITORY, running_site

PICTURES = REPOSITORY / "build" / "screenshots"
ACCOUNTS = (
    "coordinator@lead.example",
    "officer@lead.example",
    "librarian@lead.example",
    "admin@lead.example",
    "reader@partner.example",
)
LOOKS = {
    "wide": {"viewport": {"width": 1280, "height": 900}, "locale": "en", "color_scheme": "light"},
    "phone": {"viewport": {"width": 360, "height": 740}, "locale": "ar", "color_scheme": "dark"},
}
STANDARD = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)\d+(?=/|$)|(?<=/)[A-Z]{2}$")
SIZES = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(one => one.decodedBodySize)"
MOST_BYTES, MOST_REQUESTS = 250_000, 8


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("looked-at")
    with running_site(folder, "--demo") as site:
        site.password = json.loads((folder / "demo.json").read_text())["accounts"][0]["password"]
        yield site


def kind_of(address):
    """Return what pages of this kind have in common: the path with ids, numbers and countries left out."""
    return ID.sub("*", address.partition("?")[0])


def one_of_each_kind(site):
    """Return kind of page → (account, address), for every kind that any of the accounts can reach."""
    found = {"/sign-in": (ACCOUNTS[0], "/sign-in")}
    for email in ACCOUNTS:
        crawler = Crawler(site.url)
        crawler.sign_in(email, site.password)
        crawler.visit_all()
        crawler.close()
        for address, answer in crawler.pages.items():
            if answer.headers["Content-Type"].startswith("text/html"):
                found.setdefault(kind_of(address), (email, address))
    return found


@pytest.fixture(scope="module")
def kinds(site):
    return one_of_each_kind(site)


@pytest.fixture(scope="module", params=LOOKS)
def seen(request, site, kinds, browser):
    """What a look at each kind of page showed: violations, width, cost, complaints of the browser; with a picture of it."""
    folder = PICTURES / request.param
    folder.mkdir(parents=True, exist_ok=True)
    seen = {}
    for email in ACCOUNTS:
        with browser.new_context(**LOOKS[request.param]) as context:
            page = context.new_page()
            sign_in(page, site, email)
            for kind, address in [(kind, address) for kind, (account, address) in kinds.items() if account == email]:
                seen[kind] = looked_at(page, f"{site.url}{address}", folder / f"{picture_name(kind)}.png")
    return seen


def sign_in(page, site, email):
    page.goto(f"{site.url}/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", site.password)
    page.click("main button")
    page.wait_for_url("**/my-day*")


def picture_name(kind):
    return kind.strip("/").replace("/", "-").replace("*", "one") or "public"


def looked_at(page, address, picture: Path):
    complaints = []

    def hear(complaint):
        complaints.append(str(getattr(complaint, "text", complaint)))

    page.on("pageerror", hear)
    page.on("console", hear)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=picture, full_page=True)
    page.remove_listener("pageerror", hear)
    page.remove_listener("console", hear)
    sizes = page.evaluate(SIZES)
    found = Axe().run(page, options=STANDARD).response["violations"]
    return {
        "violations": [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found],
        "overhang": page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
        "complaints": complaints,
        "requests": len(sizes),
        "bytes": sum(sizes),
    }


def each(seen, part):
    return {kind: what[part] for kind, what in seen.items() if what[part]}


def test_assistive_technology_finds_nothing_wrong(seen):
    assert each(seen, "violations") == {}


def test_nothing_scrolls_sideways(seen):
    assert each(seen, "overhang") == {}


def test_the_browser_complains_of_nothing(seen):
    assert each(seen, "complaints") == {}


def test_pages_stay_small(seen):
    assert {kind: what for kind, what in seen.items() if what["bytes"] > MOST_BYTES or what["requests"] > MOST_REQUESTS} == {}
