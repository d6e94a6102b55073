"""The public pages: who publishes, in which languages, and what stands there once it is gone."""

import re

import pytest

from tests.support.console import Page


@pytest.fixture
def read(site):
    client = site.app.test_client()
    return lambda path: Page(client.get(path, headers={"Accept": "text/html"}))


def address_of(alert):
    return f"/public/alerts/{alert['edition']['representation_id']}"


def test_a_public_alert_says_who_publishes_it_and_which_principles_are_at_stake(newsroom, read):
    alert = newsroom.published_statement(principles=["16"])
    page = read(address_of(alert))
    assert page.status == 200
    parts = ("Published by Sample Organisation", "Principle 16: No intimidation", "Sample facts.", "Faits d’exemple.", "What we ask for")
    assert [part for part in parts if part not in page.words] == []
    assert address_of(alert) in [link.split("?")[0] for link in read("/").links]
    assert "Sample Organisation" in read("/").words


def test_a_withdrawn_alert_is_gone_in_words_and_says_no_reason(newsroom, read):
    alert = newsroom.published_statement()
    newsroom.withdraw(alert)
    page = read(address_of(alert))
    assert (page.status, "This was withdrawn" in page.words) == (410, True)
    assert [word for word in ("Sample reason", "Sample headline", "consent") if word in page.text] == []


def test_a_print_says_where_to_see_whether_it_was_withdrawn(newsroom, read):
    alert = newsroom.published_statement()
    text = read(address_of(alert)).text
    assert re.search(r'<p class="printed">[^<]+ <span dir="ltr">(https?://[^/]+)?([^<]+)</span>', text)[2] == address_of(alert)


def test_the_way_into_the_console_keeps_the_language(site, newsroom):
    client = site.app.test_client()
    address = f"{address_of(newsroom.published_statement())}?lang=fr"
    (way,) = [link for link in Page(client.get(address)).links if link.startswith("/my-day")]
    door = client.get(client.get(way).location)
    assert (door.status_code, "lang=fr" in door.location.replace("%3F", "?").split("next=")[0]) == (303, False)
    page = client.get(door.location)
    assert (page.status_code, '<html lang="fr"' in page.text) == (200, True)
    client.post("/language", data={"language": "es", "next": door.location})
    assert '<html lang="es"' in client.get(door.location).text


def test_a_language_that_is_not_spoken_here_changes_nothing_at_the_door(site):
    client = site.app.test_client()
    led = client.get("/sign-in?lang=xx&next=/cases")
    assert (led.status_code, led.location, led.headers.get("Set-Cookie")) == (303, "/sign-in?next=%2Fcases", None)


def test_the_link_of_a_language_shows_the_alert_in_it(newsroom, read):
    page = read(f"{address_of(newsroom.published_statement())}?lang=fr")
    assert page.words.index("Titre d’exemple") < page.words.index("Sample headline")
