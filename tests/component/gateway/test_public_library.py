"""The library as everybody reads it: pages without a script, feeds, references, a card for other sites."""

import json

import bibtexparser
import pytest
from lxml import etree, html

from tests.support.console import said_by
from tests.support.site import Client

CITES = (
    "1. The applicant is a lawyer.\n\n2. The Basic Principles on the Role of Lawyers, principle 16 (a), say so.\n\n3. The court decides."
)
TITLE = "Sample <b>Applicant</b> v. Country A & others"
ATOM = "{http://www.w3.org/2005/Atom}"


class Library:
    """What the newsroom's librarian publishes."""

    def __init__(self, site, newsroom):
        self.site, self.api = site, Client(site, secret=newsroom.organisation.member("librarian").secret)

    def ok(self, answer):
        assert answer.status_code in {200, 201}, answer.json
        return answer.json

    def change(self, work, step, **body):
        return self.ok(self.api.post(f"/library/works/{work['id']}/{step}", json=body, headers={"If-Match": f'"{work["version"]}"'}))

    def published(self, **about):
        about = {
            "kind": "judgment",
            "texts": {"en": {"title": TITLE, "summary": "Sample summary."}},
            "countries": ["AW"],
            "date": "2024-05",
            **about,
        }
        work = self.ok(self.api.post("/library/works", json=about))
        work = self.ok(self.api.post(f"/library/works/{work['id']}/expressions", json={"lang": "en", "kind": "official"}))
        work = self.ok(self.api.put(f"/library/expressions/{work['held_expressions'][0]['id']}/text", json={"text": CITES}))
        (citation,) = self.ok(self.api.get("/library/citations", query_string={"work_id": work["id"]}))["items"]
        reading = {"state": "accepted", "use": "applied", **({"conformity": "conflicts"} if about["kind"] == "law" else {})}
        tag = {"If-Match": f'"{citation["version"]}"'}
        self.ok(self.api.post(f"/library/citations/{citation['id']}/decide", json=reading, headers=tag))
        return self.change(work, "publish")


@pytest.fixture(scope="module")
def library(site, newsroom):
    return Library(site, newsroom)


@pytest.fixture(scope="module")
def judgment(library):
    return library.published(identifiers=[{"kind": "doi", "value": "10.1000/sample.1"}], authors=["Sample Author 1"], issuer="Sample court")


@pytest.fixture(scope="module")
def law(library):
    return library.published(kind="law", texts={"en": {"title": "Sample Bar Act"}}, status_lines=[{"status": "in_force", "date": "2025"}])


def read(site, path, status=200):
    answer = site.app.test_client().get(path)
    assert answer.status_code == status, answer.text
    return answer


def page(site, path):
    """Return the words of a public page, which holds no script."""
    answer = read(site, path)
    tree = html.fromstring(answer.text)
    assert tree.xpath("//script | //@onclick | //@style") == []
    return said_by(tree)


def test_every_principle_has_a_page_that_says_what_cites_it(site, judgment):
    assert "Principle 16" in page(site, "/public/principles/16?lang=en")
    words = page(site, "/public/principles/16?lang=en")
    assert ("para. 2" in words, "Applied" in words, "Country A & others" in words) == (True, True, True)
    assert "Nothing that is published here cites it yet." in page(site, "/public/principles/29?lang=en")
    assert page(site, "/public/principles?lang=en").count("lawyer") > 5
    read(site, "/public/principles/30", 422)


def test_what_people_wrote_is_text_and_nothing_else(site, judgment):
    assert "<b>" not in read(site, f"/public/works/{judgment['published_as']}").text


def test_the_laws_that_touch_a_principle_stand_by_themselves(site, judgment, law):
    words = page(site, "/public/principles/16?kind=bill,law,regulation&lang=en")
    assert ("Sample Bar Act" in words, "Conflicts" in words, "Country A & others" in words) == (True, True, False)


def test_a_work_is_read_with_its_passages_in_context(site, judgment):
    answer = read(site, f"/public/works/{judgment['published_as']}?lang=en")
    words = said_by(html.fromstring(answer.text))
    assert [one in words for one in ("1. The applicant is a lawyer.", "3. The court decides.", "Sample summary.")] == [True] * 3
    assert [said_by(one) for one in html.fromstring(answer.text).iter("mark")] == ["16 (a)"]


def test_a_country_has_its_page(site, judgment, law):
    words = page(site, "/public/countries/AW?lang=en")
    assert ("Sample Bar Act" in words, "Country A & others" in words) == (True, True)
    read(site, "/public/countries/XX", 404)


def test_the_list_is_narrowed_by_its_address_and_survives_nonsense(site, judgment, law):
    assert "1 in all" in page(site, "/public/works?kind=law&lang=en")
    assert "2 in all" in page(site, "/public/works?kind=&principle=16&country=AW&year=&lang=en")
    assert "2 in all" in page(site, "/public/works?year=never&nonsense=1&lang=en")


def test_references_are_read_back_by_other_programs(site, judgment, law):
    answer = read(site, f"/public/works/{judgment['published_as']}/reference.json")
    (item,) = json.loads(answer.text)
    assert {name: item[name] for name in ("type", "title", "DOI", "publisher", "author", "issued")} == {
        "type": "legal_case",
        "title": TITLE,
        "DOI": "10.1000/sample.1",
        "publisher": "Sample court",
        "author": [{"literal": "Sample Author 1"}],
        "issued": {"date-parts": [[2024, 5]]},
    }
    entries = bibtexparser.parse_string(read(site, "/public/principles/16/references.bib").text).entries
    assert sorted(entry["title"] for entry in entries) == [r"{Sample <b>Applicant</b> v. Country A \& others}", "{Sample Bar Act}"]
    assert len(json.loads(read(site, "/public/principles/16/references.json").text)) == 2


def test_the_feeds_say_what_is_new_and_what_is_gone(site, library, judgment):
    withdrawn = library.published(texts={"en": {"title": "Sample mistake"}})
    library.change(withdrawn, "withdraw")
    atom = etree.fromstring(read(site, "/feeds/library.atom").data)
    assert TITLE in [entry.findtext(f"{ATOM}title") for entry in atom.iter(f"{ATOM}entry")]
    assert [one.get("ref") for one in atom.iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry")] == [
        f"urn:uuid:{withdrawn['published_as']}"
    ]
    feed = read(site, "/feeds/library.json").json
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in feed["items"] if "principle-16" in item["tags"]].count(TITLE) == 1
    read(site, f"/public/works/{withdrawn['published_as']}", 410)


def test_a_card_alone_may_be_shown_in_frames_of_other_sites(site, judgment):
    card, other = (read(site, path) for path in ("/public/principles/16/card", "/public/principles/16"))
    assert ("frame-ancestors *" in card.headers["Content-Security-Policy"], card.headers.get("X-Frame-Options")) == (True, None)
    assert ("frame-ancestors 'none'" in other.headers["Content-Security-Policy"], other.headers["X-Frame-Options"]) == (True, "DENY")
    assert html.fromstring(card.text).xpath("//script | //form") == []


def test_a_training_has_its_page_until_it_is_withdrawn(site, library):
    texts = {"en": {"title": "Sample course", "description": "Sample description.", "objectives": "Sample objectives."}}
    made = library.ok(
        library.api.post("/library/trainings", json={"kind": "course", "texts": texts, "audiences": ["judges"], "principles": ["16"]})
    )
    tag = {"If-Match": '"1"'}
    published = library.ok(library.api.post(f"/library/trainings/{made['id']}/publish", json={}, headers=tag))
    path = f"/public/trainings/{published['published_as']}"
    assert all(one in page(site, f"{path}?lang=en") for one in ("Sample objectives.", "Judges and prosecutors", "16. "))
    assert "Sample course" in page(site, "/public/trainings?audience=judges&lang=en")
    assert "Sample course" not in page(site, "/public/trainings?audience=students&lang=en")
    library.ok(library.api.post(f"/library/trainings/{made['id']}/withdraw", json={}, headers={"If-Match": '"2"'}))
    read(site, path, 410)
