"""What everybody may read: JSON and Atom, cached for a moment, gone at once."""

import xml.etree.ElementTree as ET
from uuid import uuid4

import pytest

ATOM = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}


@pytest.fixture
def public(site):
    return site.app.test_client()


def published_id(newsroom, public, alert):
    """Return the id under which everybody knows an alert."""
    return alert["edition"]["representation_id"]


def feed(public, **headers):
    response = public.get("/feeds/alerts.atom", headers=headers)
    assert (response.status_code, response.mimetype) == (200, "application/atom+xml")
    return ET.fromstring(response.data)


def test_a_published_alert_is_public_json_without_anything_inner(newsroom, public):
    alert = newsroom.published_statement()
    found = public.get(f"/api/v1/public/alerts/{published_id(newsroom, public, alert)}")
    assert found.status_code == 200
    assert found.json["id"] != alert["id"]
    assert alert["id"] not in found.text
    assert set(found.json) == {
        "id", "representation", "version", "organisation_id", "organisation_name", "kind", "country", "marking", "principles", "texts",
        "published_at", "updated_at",
    }  # fmt: skip
    assert found.headers["Cache-Control"] == "public, no-cache"


def test_the_owner_asks_what_an_organisation_sees_and_gets_what_it_gets(newsroom, public):
    alert = newsroom.published_statement()
    seen = newsroom.coordinator.get(f"/alerts/{alert['id']}/seen-by/{uuid4()}")
    assert seen.json == public.get(f"/api/v1/public/alerts/{published_id(newsroom, public, alert)}").json
    newsroom.withdraw(alert)
    assert newsroom.coordinator.get(f"/alerts/{alert['id']}/seen-by/{uuid4()}").status_code == 404


def test_the_feed_tells_of_an_alert_and_then_that_it_is_gone(newsroom, public):
    alert = newsroom.published_statement()
    outward = f"urn:uuid:{published_id(newsroom, public, alert)}"
    entries = {entry.findtext("a:id", None, ATOM): entry for entry in feed(public).findall("a:entry", ATOM)}
    assert entries[outward].findtext("a:title", None, ATOM) == "Sample headline"
    assert entries[outward].findtext("a:author/a:name", None, ATOM) == "Sample Organisation"
    newsroom.withdraw(alert)
    after = feed(public)
    assert outward not in [entry.findtext("a:id", None, ATOM) for entry in after.findall("a:entry", ATOM)]
    assert outward in [deleted.get("ref") for deleted in after.findall("at:deleted-entry", ATOM)]
    assert all(deleted.get("when") for deleted in after.findall("at:deleted-entry", ATOM))


def test_the_feed_speaks_the_readers_language_where_the_alert_does(newsroom, public):
    newsroom.published_statement()
    assert "Titre d’exemple" in {
        entry.findtext("a:title", None, ATOM) for entry in feed(public, **{"Accept-Language": "fr"}).findall("a:entry", ATOM)
    }


def test_markup_in_an_alert_is_text_in_the_feed(newsroom, public):
    markup = "<script>alert(1)</script> & more"
    texts = {lang: {"headline": markup, "facts": markup, "demands": markup} for lang in ("en", "fr")}
    newsroom.published_statement(texts=texts)
    contents = [entry.find("a:content", ATOM) for entry in feed(public).findall("a:entry", ATOM)]
    marked = [content for content in contents if markup in content.text]
    assert [(content.get("type"), len(content)) for content in marked] == [("text", 0)]


def test_a_withdrawn_alert_is_410_and_an_unknown_one_404(newsroom, public):
    alert = newsroom.published_statement()
    address = f"/api/v1/public/alerts/{published_id(newsroom, public, alert)}"
    assert public.get(address).status_code == 200
    newsroom.withdraw(alert)
    gone, unknown = public.get(address), public.get(f"/api/v1/public/alerts/{uuid4()}")
    assert [(answer.status_code, answer.json["code"]) for answer in (gone, unknown)] == [(410, "gone"), (404, "no-such-alert")]


def test_a_crowd_reaches_the_service_once(site, newsroom, public):
    newsroom.published_statement()
    public.get("/feeds/alerts.atom")
    site.calls.clear()
    first = public.get("/feeds/alerts.atom")
    again = public.get("/feeds/alerts.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data, site.calls) == (200, 304, b"", [])


def test_nobody_needs_to_sign_in_and_an_old_cookie_does_no_harm(newsroom, public):
    public.set_cookie("havana_session", "ended long ago")
    assert public.get("/api/v1/public/alerts").status_code == 200
    assert public.get("/api/v1/cases").json["code"] == "sign-in-required"


def test_the_feed_lives_on_in_the_cache_while_the_service_is_down(newsroom, public, down):
    newsroom.published_statement()
    assert public.get("/feeds/alerts.atom").status_code == 200
    down(["alerts"])
    assert public.get("/feeds/alerts.atom").status_code == 200
    assert public.get("/api/v1/public/alerts").status_code == 503
