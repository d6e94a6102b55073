import pytest

from chassis.errors import Forbidden
from tests.component.library.calendar_desk import OTHER_SOURCE, SOURCE
from tests.component.library.people import OFFICER

ROW = {
    "key": "sr-2026-fr",
    "mechanism": "SR",
    "session": "Session 1",
    "kind": "stakeholder_submission",
    "lang": "en",
    "title": "Sample review of Country A",
    "country": "FR",
    "date": "2026-06-15",
    "tzid": "Europe/Zurich",
    "certainty": "confirmed",
    "source_url": SOURCE,
    "most_words": "2815",
    "languages": "en;fr",
    "joint": "allowed",
}


def imported(desk, *rows, dry_run=False):
    return desk.call("import_opportunities", rows=list(rows), dry_run=dry_run)


def outcomes(done):
    return (done["kept"], [row["outcome"] for row in done["rows"]])


def errors(done):
    return [(row["row"], error["pointer"], error["code"]) for row in done["rows"] for error in row["errors"]]


def listed(desk):
    return desk.call("list_opportunities")["items"]


def test_a_preview_says_what_would_be_done_and_keeps_nothing(desk):
    assert outcomes(imported(desk, ROW, dry_run=True)) == (False, ["added"])
    assert listed(desk) == []


def test_a_row_becomes_an_opportunity_within_the_organisation(desk):
    done = imported(desk, ROW)
    assert outcomes(done) == (True, ["added"])
    found = desk.call("get_opportunity", opportunity_id=done["rows"][0]["opportunity_id"])
    assert (found["state"], found["due"]["date"], found["session"]["name"]) == ("draft", "2026-06-15", "Session 1")
    assert (found["requirements"]["most_words"], found["requirements"]["languages"]) == (2815, ["en", "fr"])


def test_the_same_table_again_changes_nothing(desk):
    imported(desk, ROW)
    assert outcomes(imported(desk, ROW)) == (True, ["unchanged"])
    assert len(listed(desk)) == 1


def test_another_date_of_the_same_source_is_an_extension_and_of_another_source_a_dispute(desk):
    imported(desk, ROW)
    assert outcomes(imported(desk, {**ROW, "date": "2026-06-29"})) == (True, ["changed"])
    assert outcomes(imported(desk, {**ROW, "date": "2026-07-29", "source_url": OTHER_SOURCE})) == (True, ["disputed"])
    (found,) = listed(desk)
    assert (found["due"]["date"], found["due"]["certainty"], found["disputed"]) == ("2026-06-29", "extended", True)


def test_a_row_in_another_language_adds_its_texts(desk):
    imported(desk, ROW)
    imported(desk, {**ROW, "lang": "fr", "title": "Examen d’exemple du pays A"})
    (found,) = listed(desk)
    assert {lang: text["title"] for lang, text in found["texts"].items()} == {
        "en": "Sample review of Country A",
        "fr": "Examen d’exemple du pays A",
    }


WRONG = (
    ({"mechanism": "XX"}, "/mechanism", "no-such-mechanism"),
    ({"session": "Session 9"}, "/session", "no-such-mechanism-session"),
    ({"kind": "letter"}, "/kind", "not-one-of"),
    ({"date": "15.6.2026"}, "/date", "invalid"),
    ({"date": ""}, "/date", "required"),
    ({"time": "25:00"}, "/time", "wrong-format"),
    ({"tzid": "Zurich"}, "/tzid", "not-a-zone"),
    ({"date": "2026-03-29", "time": "02:30"}, "/time", "no-such-local-time"),
    ({"country": "XX"}, "/country", "not-a-country"),
    ({"lang": "english"}, "/lang", "not-a-language"),
    ({"source_url": "calendar"}, "/source_url", "not-a-url"),
    ({"most_words": "many"}, "/most_words", "invalid"),
    ({"joint": "perhaps"}, "/joint", "not-one-of"),
    ({"title": ""}, "/title", "required"),
    ({"colour": "red"}, "/colour", "unknown-field"),
)


def test_what_is_wrong_is_named_by_row_and_column_and_keeps_nothing(desk, subtests):
    for changed, pointer, code in WRONG:
        with subtests.test(f"{pointer} {code}"):
            done = imported(desk, {**ROW, "key": "other"}, {**ROW, **changed})
            assert (outcomes(done), errors(done)) == ((False, ["added", "refused"]), [(2, pointer, code)])
            assert listed(desk) == []


def test_a_key_stands_for_one_row(desk):
    assert errors(imported(desk, ROW, ROW)) == [(2, "/key", "twice")]


def test_what_was_withdrawn_does_not_come_back(desk):
    found = desk.call("get_opportunity", opportunity_id=imported(desk, ROW)["rows"][0]["opportunity_id"])
    desk.step("withdraw_opportunity", desk.step("publish_opportunity", found))
    assert errors(imported(desk, ROW)) == [(1, "/key", "withdrawn")]


def test_only_librarians_import(desk):
    with pytest.raises(Forbidden, match="role-lacks-verb"):
        desk.call("import_opportunities", OFFICER, rows=[ROW])
