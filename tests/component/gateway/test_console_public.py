"""The public pages: who publishes, in which languages, and what stands there once it is gone."""

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


def test_the_link_of_a_language_shows_the_alert_in_it(newsroom, read):
    page = read(f"{address_of(newsroom.published_statement())}?lang=fr")
    assert page.words.index("Titre d’exemple") < page.words.index("Sample headline")
