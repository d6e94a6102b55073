"""Every account of the sample deployment follows every link and sends every form empty."""

import json

import pytest
from lxml import html

from tests.support.crawler import Crawler
from tests.support.embedded import running_site

EMAILS = (
    "officer@lead.example",
    "coordinator@lead.example",
    "reviewer@lead.example",
    "librarian@lead.example",
    "admin@lead.example",
    "reader@partner.example",
    "coordinator@partner.example",
    "reader@bar.example",
    "admin@bar.example",
)
CODE_NAMES = ("Blue Heron", "Grey Falcon", "Red Cedar", "Silver Lagoon", "Amber Valley")
OF_THE_LEAD_ALONE = (*CODE_NAMES, *(f"Sample Lawyer {number}" for number in range(1, 6)), "C-20", "Sample note")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crawled")
    with running_site(folder, "--demo") as site:
        site.written = json.loads((folder / "demo.json").read_text())
        yield site


@pytest.fixture(scope="module")
def visits(site):
    """What each account was shown, by address."""
    visits = {}
    for email in EMAILS:
        crawler = visits[email] = Crawler(site.url)
        crawler.sign_in(email, site.written["accounts"][0]["password"])
        crawler.visit_all()
    yield visits
    for crawler in visits.values():
        crawler.close()


def pages(visit):
    return {address: answer for address, answer in visit.pages.items() if answer.headers["Content-Type"].startswith("text/html")}


def test_the_accounts_are_all_of_them(site):
    assert sorted(one["email"] for one in site.written["accounts"]) == sorted(EMAILS)


@pytest.mark.parametrize("email", EMAILS)
def test_no_link_is_dead(visits, email):
    assert {address: answer.status_code for address, answer in visits[email].pages.items() if answer.status_code != 200} == {}


@pytest.mark.parametrize("email", EMAILS)
def test_every_page_has_one_heading_ids_of_its_own_and_nothing_inline(visits, email):
    for address, answer in pages(visits[email]).items():
        tree = html.fromstring(answer.content)
        ids = tree.xpath("//@id")
        inline = tree.xpath("//@style | //script[not(@src)] | //style | //@*[starts-with(name(), 'on')]")
        assert (len(tree.xpath("//h1")), sorted(set(ids)), inline) == (1, sorted(ids), []), address


@pytest.mark.parametrize("email", EMAILS)
def test_titles_and_addresses_name_nobody(visits, email):
    for address, answer in pages(visits[email]).items():
        title = html.fromstring(answer.content).findtext(".//title")
        assert [name for name in OF_THE_LEAD_ALONE[:10] if name in title or name.replace(" ", "+") in address] == [], address


@pytest.mark.parametrize("email", [email for email in EMAILS if "lead" not in email])
def test_other_organisations_see_nothing_of_the_cases(visits, email):
    for address, answer in visits[email].pages.items():
        assert [words for words in OF_THE_LEAD_ALONE if words in answer.text] == [], address


def test_a_coordinator_sees_every_case(visits):
    seen = " ".join(answer.text for answer in visits["coordinator@lead.example"].pages.values())
    assert [name for name in CODE_NAMES if name not in seen] == []


@pytest.mark.parametrize("email", EMAILS)
def test_a_form_sent_empty_is_answered_not_failed(visits, email):
    sent = visits[email].send_every_form_empty()
    assert [one for one in sent if one[2] >= 500 or one[2] == 405] == []
