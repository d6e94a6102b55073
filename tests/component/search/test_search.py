"""What is found, by whom, from when on and until when."""

from uuid import UUID

import pytest

from chassis.errors import Unavailable
from services.search.storage import index
from tests.component.search.conftest import away, running

HEADLINE = "Sample headline"


def with_words(headline, facts="Sample facts."):
    text = {"headline": headline, "facts": facts, "demands": "Sample demands."}
    return {"en": text, "fr": {"headline": "Titre", "facts": "Faits.", "demands": "Demandes."}}


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """A site with one alert, for questions alone."""
    with running(tmp_path_factory.mktemp("settled")) as searched:
        searched.newsroom.published_statement(texts=with_words("Détention of a lawyer in Country A", "The lawyer was arrested."))
        searched.settle()
        yield searched


def test_what_was_published_is_found_and_what_was_withdrawn_is_not_even_before_the_engine_has_followed(searched):
    alert = searched.newsroom.published_statement()
    searched.settle()
    assert searched.titles("headline") == [HEADLINE]
    searched.newsroom.withdraw(alert)
    answer = searched.found("headline", kind="alert")
    assert (answer["items"], answer["total"], answer["facets"].get("country", [])) == ([], 0, [])
    searched.settle()
    assert searched.titles("headline") == []


def test_what_is_not_published_is_not_found_by_anybody(searched):
    searched.newsroom.officer.post("/alerts", json={
        "kind": "statement", "country": "FR", "audience": {"kind": "public"}, "identifiability": "anonymous", "texts": with_words("Secret plan"),
    })  # fmt: skip
    searched.newsroom.open_case(title="Secret heron")
    searched.settle()
    assert [searched.found("secret", who=who)["total"] for who in (None, searched.newsroom.officer)] == [0, 0]


def test_a_hit_leads_to_its_page_and_marks_what_was_looked_for_in_escaped_text(searched):
    alert = searched.newsroom.published_statement(texts=with_words("<b>Detention</b> of a lawyer"))
    searched.settle()
    (hit,) = searched.found("detention", kind="alert")["items"]
    public_id = alert["edition"]["representation_id"]
    assert (hit["title"], hit["path"]) == ("&lt;b&gt;<mark>Detention</mark>&lt;/b&gt; of a lawyer", f"/public/alerts/{public_id}")
    (hit,) = searched.found("detention", kind="alert", who=searched.newsroom.officer)["items"]
    assert hit["path"] == f"/alerts/{public_id}"
    assert searched.newsroom.officer.get(f"/alerts/{public_id}").status_code == 200


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("arrested", 1), ("arrest", 1), ('"was arrested"', 1), ('"arrested was"', 0), ("arres*", 1), ("lawyer -arrested", 0), ("arested", 1),
        ("country:fr arrested", 1), ("country:de arrested", 0), ("kind:work arrested", 0), ("after:2020 arrested", 1), ("before:2020 arrested", 0),
        ("detention", 1), ("détention", 1), ("detención", 1),
    ],
)  # fmt: skip
def test_a_question_is_read_as_it_was_meant(settled, typed, finds):
    assert len(settled.titles(typed)) == finds


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "- - -",
        "::: ()",
        "kind: after: -",
        "*",
        "AND OR NOT",
        "\x00\x07\u202e",
        "юрист محام avocat 弁護士 וכיל δικηγόρος адвокат वकील",
        "a" * 900,
    ],
)
def test_whatever_is_typed_has_an_answer(settled, typed):
    assert settled.public.get("/public/search", query_string={"q": typed}).status_code == 200


def test_a_question_of_ten_thousand_characters_is_refused_by_name(settled):
    answer = settled.public.get("/public/search", query_string={"q": "lawyer " * 1500})
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "too-long")


def test_facets_count_what_would_be_found_and_narrow_it(searched):
    for country in ("FR", "FR", "DE"):
        searched.newsroom.published_statement(country=country)
    searched.settle()
    counted = searched.found("headline", kind="alert")["facets"]["country"]
    assert [(one["value"], one["count"]) for one in counted] == [("FR", 2), ("DE", 1)]
    assert searched.found("headline", kind="alert", country="DE")["total"] == 1


def test_pages_follow_each_other_without_loss_or_repeat(searched):
    for _ in range(5):
        searched.newsroom.published_statement()
    searched.settle()
    seen, path = [], "/public/search?q=headline&kind=alert&limit=2"
    while path:
        page = searched.public.get(path).json
        seen += [item["id"] for item in page["items"]]
        path = page["next"] and page["next"].removeprefix("/api/v1")
    assert (len(seen), len(set(seen))) == (5, 5)


def test_who_mistypes_is_told_what_they_may_have_meant_by_words_that_everybody_knows(searched):
    searched.newsroom.published_statement(texts=with_words("Zanzifax"))
    searched.settle()
    assert searched.found("disbarmant")["meant"] == "disbarment"
    assert searched.found("zanzifex", kind="work")["meant"] is None


def test_titles_are_suggested_while_somebody_types(settled):
    suggested = settled.public.get("/public/search/suggestions?q=country+of+law").json["items"]
    assert [one["title"] for one in suggested if one["kind"] == "alert"] == ["Détention of a lawyer in Country A"]


def test_while_the_engine_is_away_search_says_so_nothing_else_suffers_and_it_catches_up(searched):
    searched.newsroom.published_statement()
    with away(searched.search):
        with pytest.raises(Unavailable):
            searched.search.follow_owners()
        answer = searched.public.get("/public/search?q=headline")
        assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (503, "search-unavailable", "2")
        assert searched.public.get("/public/alerts").json["total"] == 1
        ready = searched.site.app.test_client().get("/health/ready").json
        assert (ready["status"], ready["lacking"]) == ("ready", {"search": ["engine"]})
    searched.settle()
    assert searched.titles("headline") == [HEADLINE]


def test_what_an_owner_cannot_hand_over_is_given_up_by_name_and_holds_back_no_other(searched, monkeypatch):
    first = searched.newsroom.published_statement()
    second = searched.newsroom.published_statement(country="DE")
    poisoned = first["edition"]["representation_id"]
    fetch = type(searched.search)._fetch

    def fetched(self, owner, ids):
        return [one | {"document": None, "error": "unreadable"} if one["id"] == poisoned else one for one in fetch(self, owner, ids)]

    monkeypatch.setattr(type(searched.search), "_fetch", fetched)
    searched.settle()
    assert [item["id"] for item in searched.found("headline", kind="alert")["items"]] == [second["edition"]["representation_id"]]
    refused = searched.site.command_line().search.list_refused()["items"]
    assert [(one["id"], one["error"]) for one in refused] == [(poisoned, "unreadable")]
    monkeypatch.undo()
    searched.site.command_line().search.retry_refused(id=poisoned)
    searched.settle()
    assert searched.found("headline", kind="alert")["total"] == 2


def test_the_index_is_built_anew_without_a_gap_and_takes_in_what_happens_meanwhile(searched):
    searched.newsroom.published_statement()
    searched.settle()
    searched.site.command_line().search.begin_reindex()
    counts = []
    while searched.search.go_on_building():
        counts.append(searched.found("headline", kind="alert")["total"])
        if len(counts) == 1:
            searched.newsroom.published_statement(country="DE")
            searched.settle()
    assert counts[0] == 1
    assert set(counts[1:]) == {2}
    assert searched.found("headline", kind="alert")["total"] == 2
    status = searched.site.command_line().search.read_index_status()
    assert status["build"]["state"] == "done"


def test_what_differs_between_owners_index_and_engine_is_put_right(searched):
    alert = searched.newsroom.published_statement()
    searched.settle()
    shown = UUID(alert["edition"]["representation_id"])
    searched.search.engine.remove({shown: 0})
    with searched.search.database.transaction() as tx:
        tx.execute(index.indexed.delete())
    operator = searched.site.command_line().search
    assert searched.found("headline", kind="alert")["items"] == []
    while (page := operator.compare_with_owner(owner="alerts", after=None))["next"]:
        pass
    assert page["differed"] == 1
    searched.settle()
    assert searched.titles("headline") == [HEADLINE]
    assert operator.compare_with_engine()["differed"] >= 0


def test_who_searched_is_written_down_with_what_they_were_shown_and_not_what_they_typed(searched):
    alert = searched.newsroom.published_statement()
    searched.settle()
    searched.found("headline", who=searched.newsroom.officer, kind="alert")
    org = searched.newsroom.organisation.id
    rows = searched.site.command_line(UUID(org)).search.list_audit(limit=50)["items"]
    (row,) = [one for one in rows if one["action"] == "search"]
    assert row["subjects"] == [alert["edition"]["representation_id"]]
    assert "headline" not in str(row)
