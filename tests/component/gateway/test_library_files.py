"""Files of the library: encrypted on the disk, whole or not there, read in the sandbox, and nobody else's to open."""

from io import BytesIO

import pytest
from docx import Document

from tests.support.canaries import Canaries
from tests.support.newsroom import Newsroom
from tests.support.site import Client

CITES = "2. The Basic Principles on the Role of Lawyers, principle 16 (a), say so."
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(scope="module")
def librarian(newsroom, site):
    return Client(site, secret=newsroom.organisation.member("librarian").secret)


def an_expression(librarian):
    work = librarian.post("/library/works", json={"kind": "judgment", "texts": {"en": {"title": "Sample judgment"}}})
    assert work.status_code == 201, work.json
    answer = librarian.post(f"/library/works/{work.json['id']}/expressions", json={"lang": "en", "kind": "official"})
    assert answer.status_code == 200, answer.json
    return answer.json["held_expressions"][0]["id"]


def put(librarian, data, media_type="text/plain", *, expression=None, name="sample.txt"):
    place = expression or an_expression(librarian)
    return librarian.post(f"/library/expressions/{place}/files", query_string={"name": name}, data=data, content_type=media_type)


def file_of(answer):
    assert answer.status_code == 201, answer.json
    return answer.json["held_expressions"][0]["files"][0]


def docx_of(*paragraphs):
    document, made = Document(), BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(made)
    return made.getvalue()


def pdf_of(text):
    """Return a PDF of one page, written by hand."""
    stream = f"BT /F1 12 Tf 40 700 Td ({text.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj{one}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return f"{body}xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF".encode()


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("text/plain", f"1. The applicant is a lawyer.\n\n{CITES}".encode()),
        (
            "text/html",
            f"<html><head><title>x</title><script>y</script></head><body><p>1. The applicant.</p><p>{CITES}</p></body></html>".encode(),
        ),
        (DOCX, docx_of("1. The applicant is a lawyer.", CITES)),
        ("application/pdf", pdf_of(CITES)),
    ],
    ids=["plain", "html", "docx", "pdf"],
)
def test_the_text_of_a_file_is_read_and_searched_for_citations(librarian, media_type, data):
    file = file_of(put(librarian, data, media_type))
    read = librarian.post(f"/library/files/{file['id']}/read")
    assert (read.status_code, read.json["suggested"]) == (200, 1), read.json
    passages = librarian.get(f"/library/works/{read.json['id']}/passages").json["items"]
    assert (passages[-1]["anchor"], passages[-1]["text"]) == ("para. 2", CITES)


def test_a_file_comes_back_as_it_was_and_is_never_shown_in_a_page(librarian):
    data = b"<script>sample()</script>" * 10_000
    answer = librarian.get(f"/library/files/{file_of(put(librarian, data, 'text/html'))['id']}")
    assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (200, data, "no-store")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_on_the_disk_nobody_reads_a_file_nor_its_name(librarian, site):
    canaries = Canaries()
    file = file_of(put(librarian, canaries("bytes").encode() * 9000, name=canaries("name")))
    assert file["size_bytes"] > 100_000
    assert canaries.found_in_files(site.settings.data) == []


def test_a_file_of_another_organisation_is_not_there(librarian, site):
    file = file_of(put(librarian, b"Sample."))
    stranger = Newsroom(site, "Sample Strangers").organisation.browser("librarian", "coordinator")
    for answer in (stranger.get(f"/library/files/{file['id']}"), stranger.post(f"/library/files/{file['id']}/read")):
        assert (answer.status_code, answer.json["code"]) == (404, "no-such-file")
    place = an_expression(librarian)
    assert put(stranger, b"Sample.", expression=place).json["code"] == "no-such-expression"


def test_a_file_that_is_not_what_was_sent_is_not_said_to_be_there(librarian, site):
    place = an_expression(librarian)
    ask = site.rpc.call

    def changed(service, method, request, **more):
        if method == "finish_file":
            request = {**request, "size_bytes": request["size_bytes"] + 1}
        return ask(service, method, request, **more)

    site.rpc.call = changed
    try:
        answer = put(librarian, b"Sample.", expression=place)
    finally:
        del site.rpc.call
    assert (answer.status_code, answer.json["code"]) == (422, "file-differs")
    work_id = librarian.get("/library/works").json["items"][0]["id"]
    assert librarian.get(f"/library/works/{work_id}").json["held_expressions"][0]["files"] == []


@pytest.mark.parametrize(
    ("data", "media_type", "code"),
    [
        (b"x", "application/zip", "invalid-fields"),
        (b"not a pdf", "application/pdf", None),
        (b"x" * (26_214_400 + 1), "text/plain", "blob-too-large"),
    ],
    ids=["another kind", "no pdf", "too large"],
)
def test_what_is_no_file_of_ours_is_refused_with_a_reason(librarian, data, media_type, code):
    answer = put(librarian, data, media_type)
    if code is None:
        answer = librarian.post(f"/library/files/{file_of(answer)['id']}/read")
        code = "file-unreadable"
    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(librarian):
    answer = put(librarian, b"x" * (26_214_400 + 1_048_576 + 1))
    assert answer.status_code == 413
