"""Lists of works from other programs: previewed, saved once, each wrong row named."""

import pytest

from chassis.errors import Forbidden, Invalid
from tests.component.library.conftest import COORDINATOR, LIBRARIAN

CSV = """kind,title,date,countries,doi,authors
judgment,Sample v. Country A,2024-05-07,AW,10.1000/sample.1,Sample Author 1; Sample Author 2
law,Sample Bar Act,2020,TV,,
planet,Sample mistake,2020,,,
report,,never,,,
"""
BIBTEX = r"""@article{a, title={R{\^o}le of lawyers \& courts}, author={Sample, Author and Other, Author}, year=2023, month=4, doi={https://doi.org/10.1000/SAMPLE.1}}
@techreport{b, title={Sample report}, institution={Sample institute}, year={2021}}
@misc{c, title={never closed
"""
CSL = """[{"type": "legal_case", "title": "Sample v. Country B", "issued": {"date-parts": [[2022, 3]]}, "author": [{"family": "Sample", "given": "A."}]},
 {"type": "legislation", "title": "Sample Bar Act", "issued": {"date-parts": [[2020]]}}, 7]"""


@pytest.fixture
def take(component):
    def take(text, format_, *, method="import_works", who=LIBRARIAN):
        found = component.call(method, who, format=format_, text=text)
        return [(row["row"], row["outcome"]) for row in found["rows"]], found

    return take


def test_a_preview_saves_nothing_and_names_every_wrong_field_of_every_row(take, component):
    outcomes, found = take(CSV, "csv", method="preview_import")
    assert outcomes == [(2, "new"), (3, "new"), (4, "wrong"), (5, "wrong")]
    assert [sorted(error["pointer"] for error in row["errors"]) for row in found["rows"][2:]] == [["/kind"], ["/date", "/texts/en/title"]]
    assert component.call("list_works", LIBRARIAN)["items"] == []


def test_what_is_imported_twice_is_saved_once(take, component):
    assert [take(CSV, "csv")[0] for _ in range(2)] == [
        [(2, "new"), (3, "new"), (4, "wrong"), (5, "wrong")],
        [(2, "known"), (3, "known"), (4, "wrong"), (5, "wrong")],
    ]
    works = component.call("list_works", LIBRARIAN)["items"]
    assert [
        (work["titles"]["en"], work["state"], work["countries"], work["authors"]) for work in sorted(works, key=lambda one: one["kind"])
    ] == [
        ("Sample v. Country A", "draft", ["AW"], ["Sample Author 1", "Sample Author 2"]),
        ("Sample Bar Act", "draft", ["TV"], []),
    ]


def test_the_same_work_is_known_again_in_another_format(take):
    take(CSV, "csv")
    outcomes, found = take(BIBTEX, "bibtex")
    assert (outcomes, found["rows"][0]["title"]) == ([(1, "known"), (2, "new"), (3, "wrong")], "Rôle of lawyers & courts")
    assert take(CSL, "csl")[0] == [(1, "new"), (2, "known"), (3, "wrong")]


def test_a_work_that_stands_twice_in_a_list_is_saved_once(take):
    twice = "title,kind\nSample v. Country A,judgment\nSAMPLE V. COUNTRY A,judgment\n"
    assert take(twice, "csv")[0] == [(2, "new"), (3, "known")]


@pytest.mark.parametrize(("format_", "text"), [("csl", '{"title": "no list"}'), ("csv", "planet,title\n1,x"), ("csv", "kind\nlaw")])
def test_what_is_no_list_of_works_is_named(take, format_, text):
    assert take(text, format_, method="preview_import")[0] == [(1, "wrong")]


def test_what_cannot_be_read_at_all_is_refused(take):
    with pytest.raises(Invalid, match="file-unreadable"):
        take("not json", "csl", method="preview_import")


def test_a_list_that_is_too_long_is_refused(take):
    with pytest.raises(Invalid, match="too-many-rows"):
        take("title\n" + "".join(f"Sample {number}\n" for number in range(501)), "csv", method="preview_import")


def test_librarians_alone_import(take):
    for method in ("preview_import", "import_works"):
        with pytest.raises(Forbidden, match="role-lacks-verb"):
            take(CSV, "csv", method=method, who=COORDINATOR)
