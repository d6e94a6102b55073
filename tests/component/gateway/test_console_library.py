"""The library in the console, by somebody who clicks: a work from its first title to the public page, and back."""

from io import BytesIO

import pytest

from tests.support.console import Reader, words
from tests.support.newsroom import Newsroom

CITES = "1. The applicant is a lawyer.\n\n2. The Basic Principles on the Role of Lawyers, principle 16 (a), say so."


@pytest.fixture(scope="module")
def library(site):
    return Newsroom(site, "Sample Library")


@pytest.fixture(scope="module")
def librarian(site, library):
    return Reader(site, library.organisation.member("librarian"))


@pytest.fixture(scope="module")
def officer(site, library):
    return Reader(site, library.organisation.member("case_officer"))


def a_work(librarian, **more):
    return librarian.done("/library/works/new", kind="judgment", texts__en__title="Sample v. Country A", **more).partition("?")[0]


def with_text(librarian):
    work = a_work(librarian)
    expression = librarian.done(f"{work}/texts/new", lang="en").partition("?")[0]
    librarian.done(expression, number=1, text=CITES)
    return work, expression


def test_a_work_goes_from_its_title_to_the_public_page(librarian):
    work, _ = with_text(librarian)
    assert "1 citation waits" in librarian.read(work)
    queue = f"/library/citations?work_id={work.rpartition('/')[2]}"
    address, fields = librarian.form(queue)
    assert "<mark>16 (a)</mark>" in librarian.read(queue)
    fields.setlist("state", ["accepted"])
    fields.setlist("use", ["applied"])
    assert "done=citation-accepted" in librarian._send(address, fields).location
    assert "done=work-published" in librarian.done(work, number=0)
    page = librarian.get(work)
    (public,) = [link for link in page.links if link.startswith("/public/works/")]
    assert "principle 16 (a)" in librarian.get(public).words
    withdrawn = librarian.send(f"{work}/withdraw", confirmation="no")
    assert withdrawn.status == 422
    librarian.done(f"{work}/withdraw", confirmation="withdraw")
    assert (librarian.get(public).status, "Withdrawn" in librarian.read(work)) == (410, True)


def test_a_file_is_sent_read_and_given_back(librarian):
    _, expression = with_text(librarian)
    _, fields = librarian.form(expression)
    sent = librarian.client.post(expression, data={**fields, "file": (BytesIO(CITES.encode()), "sample.txt", "text/plain")})
    assert (sent.status_code, "done=file-stored" in sent.location) == (303, True), sent.text
    assert "done=file-read" in librarian.done(expression)
    (file,) = [link for link in librarian.get(expression).links if link.startswith("/library/files/")]
    assert librarian.client.get(file).data == CITES.encode()
    wrong = librarian.client.post(expression, data={**fields, "file": (BytesIO(b"x"), "sample.zip", "application/zip")})
    assert wrong.status_code == 422


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(librarian):
    answer = librarian.send("/library/works/new", kind="", texts__en__title="Sample title", source_url="nowhere")
    assert (answer.status, "Sample title" in answer.text) == (422, True)
    assert words(answer).count("needs your attention") + words(answer).count("need your attention") == 1


def test_a_change_to_an_older_version_comes_back_with_what_is_stored_now(librarian):
    work = a_work(librarian)
    seen = librarian.read(f"{work}/amend")
    librarian.done(f"{work}/amend", issuer="Sample court, second")
    answer = librarian.send(f"{work}/amend", seen=seen, issuer="Sample court, third")
    assert (answer.status, "Sample court, second" in answer.text, "Sample court, third" in answer.text) == (412, True, True)


def test_an_import_is_looked_at_before_it_is_saved(librarian):
    looked = librarian.send("/library/import", text="title,kind\nSample import,report\n,planet\n")
    assert ("1 new, 0 known, 1 wrong" in words(looked), "Save 1 new work" in looked.buttons) == (True, True)
    assert "Sample import" not in librarian.read("/library/works")
    saved = librarian.send("/library/import", seen=looked.text, save="true")
    assert "1 work was saved as a draft." in words(saved)
    assert "Sample import" in librarian.read("/library/works?state=draft")


def test_a_training_is_published_reviewed_and_withdrawn(librarian):
    path = librarian.done("/library/trainings/new", kind="course", texts__en__title="Sample course", review_by="2999-01-01").partition("?")[
        0
    ]
    assert "done=training-published" in librarian.done(path)
    assert "done=training-reviewed" in librarian.done(path, review_by="2999-02-01")
    librarian.done(f"{path}/withdraw", confirmation="withdraw")
    assert "Withdrawn" in librarian.read(path)


def test_others_read_and_are_offered_no_step_that_is_not_theirs(librarian, officer):
    work, expression = with_text(librarian)
    for path in ("/library/works", expression, "/library/citations", "/library/trainings", "/library/principles"):
        page = officer.get(path)
        assert (page.status, [form.action for form in page.forms if form.method == "POST" and "library" in form.action]) == (200, [])
    for path in ("/library/works/new", f"{work}/amend", f"{work}/withdraw", "/library/import", "/library/trainings/new"):
        assert officer.get(path).status == 403


def test_what_others_have_not_published_is_not_there(site, librarian):
    work, expression = with_text(librarian)
    stranger = Reader(site, Newsroom(site, "Sample Stranger").organisation.member("librarian"))
    for path in (work, f"{work}/amend", expression):
        assert stranger.get(path).status == 404
    assert "Sample v. Country A" not in stranger.read("/library/works")


def test_a_case_is_linked_from_the_work_and_shows_it(site, library, librarian):
    work = a_work(librarian)
    case = library.open_case(title="Blue lark").json["id"]
    officer = Reader(site, library.organisation.member("coordinator"))
    page = officer.get(work)
    form = next(one for one in page.forms if one.get("form") == "refer")
    assert (form["record_id"], officer._send(work, form).status) == (case, 303)
    assert "Sample v. Country A" in officer.read(f"/cases/{case}")
    assert ("Blue lark" in officer.read(work), "Blue lark" in librarian.read(work)) == (True, False)
    taken = next(one for one in officer.get(work).forms if one.get("form") == "unrefer")
    assert officer._send(work, taken).status == 303
    assert "Sample v. Country A" not in officer.read(f"/cases/{case}")
