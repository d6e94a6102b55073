"""A work on its way: what its organisation sees, what everybody reads, and what stays inside."""

import pytest

from chassis.contexts import PUBLIC
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from tests.component.library.conftest import COORDINATOR, LIBRARIAN, OFFICER, PARTNER, STRANGER
from tests.component.library.shelf import JUDGMENT, TEXT, Shelf


@pytest.fixture
def shelf(component):
    return Shelf(component)


def test_what_is_not_published_is_read_by_its_own_staff_and_nobody_else(shelf):
    work = shelf.work()
    assert shelf.call("get_work", OFFICER, work_id=work["id"])["state"] == "draft"
    for who in (PARTNER, STRANGER):
        with pytest.raises(NotFound, match="no-such-work"):
            shelf.call("get_work", who, work_id=work["id"])
    with pytest.raises(NotFound, match="no-such-work"):
        shelf.call("get_public_work", PUBLIC, work_id=work["id"])


def test_a_published_work_is_read_by_everybody_under_another_id(shelf):
    published = shelf.published()
    seen = shelf.call("get_public_work", PUBLIC, work_id=published["published_as"])
    assert seen == {**seen, "representation": "public", "version": 1, "texts": published["texts"], "parties": ["—"], "countries": ["AW"]}
    assert seen["id"] != published["id"]
    assert "Sample Applicant 1" not in str(seen)
    assert shelf.call("get_work", STRANGER, work_id=seen["id"])["representation"] == "public"


def test_what_is_changed_afterwards_is_read_by_nobody_else_until_it_is_published_again(shelf):
    published = shelf.published()
    amended = shelf.change("amend_work", published, texts={"en": {"title": "Another sample title"}})
    public_id = published["published_as"]
    assert (amended["state"], shelf.title(public_id)) == ("draft", "Sample Applicant v. Country A")
    assert shelf.call("list_public_works", PUBLIC, lang=["en"])["total"] == 1
    again = shelf.change("publish_work", amended)
    assert (shelf.title(public_id), again["published_as"]) == ("Another sample title", public_id)


def test_what_a_draft_is_narrowed_by_narrows_nothing_that_others_see(shelf):
    shelf.change("amend_work", shelf.published(), countries=["TV"])
    found = [shelf.call("list_public_works", PUBLIC, country=[country])["total"] for country in ("AW", "TV")]
    own = [shelf.call("list_works", LIBRARIAN, country=[country])["total"] for country in ("AW", "TV")]
    assert (found, own) == ([1, 0], [0, 1])


def test_a_withdrawn_work_is_gone_for_everybody_with_its_passages(shelf):
    published = shelf.published_with_citation()
    (citing,) = shelf.call("list_public_citing", PUBLIC, principle=["16"])["items"]
    withdrawn = shelf.change("withdraw_work", published, note="Sample reason.")
    assert (withdrawn["state"], withdrawn["withdrawal_note"], withdrawn["steps"]) == ("withdrawn", "Sample reason.", [])
    for method, request in (("get_public_work", {"work_id": citing["work_id"]}), ("get_public_passage", {"passage_id": citing["id"]})):
        with pytest.raises(NotFound, match="gone"):
            shelf.call(method, PUBLIC, **request)
    assert shelf.call("list_public_citing", PUBLIC, principle=["16"])["items"] == []
    assert [one["id"] for one in shelf.call("list_works_feed", PUBLIC)["deleted"]] == [citing["work_id"]]
    with pytest.raises(Conflict, match="wrong-work-state"):
        shelf.change("amend_work", withdrawn, issuer="Sample issuer")


def test_a_database_that_was_put_back_withdraws_again(shelf, component):
    published = shelf.published()
    with component.database.transaction() as tx:
        entry = {"id": published["id"]}
        reapplier = component.service.reappliers["work.withdrawn"]
        done = [reapplier.handler(component.service, tx, LIBRARIAN, entry) for _ in range(2)]
    assert done == [True, False]
    with pytest.raises(NotFound, match="gone"):
        shelf.call("get_public_work", PUBLIC, work_id=published["published_as"])


def test_librarians_write_and_coordinators_publish(shelf):
    work = shelf.work()
    for who, method, request in (
        (COORDINATOR, "create_work", JUDGMENT),
        (OFFICER, "publish_work", {"work_id": work["id"], "version": 1}),
        (COORDINATOR, "amend_work", {"work_id": work["id"], "version": 1}),
    ):
        with pytest.raises(Forbidden, match="role-lacks-verb"):
            shelf.call(method, who, **request)
    assert shelf.call("get_work", COORDINATOR, work_id=work["id"])["steps"] == ["publish"]
    assert shelf.call("publish_work", COORDINATOR, work_id=work["id"], version=1)["state"] == "published"


def test_a_work_goes_through_review_and_back(shelf):
    submitted = shelf.change("submit_work", shelf.work())
    assert (submitted["state"], submitted["steps"]) == ("in_review", ["amend", "send_back", "publish"])
    assert shelf.change("send_back_work", submitted)["state"] == "draft"


def test_a_change_to_an_older_version_is_refused(shelf):
    work = shelf.work()
    shelf.change("amend_work", work, issuer="Sample court")
    with pytest.raises(Conflict, match="stale-version"):
        shelf.change("amend_work", work, issuer="Sample court")


def test_the_same_identifier_is_the_same_work_however_it_is_written(shelf):
    shelf.work(identifiers=[{"kind": "doi", "value": "https://doi.org/10.1000/Sample.1"}])
    with pytest.raises(Conflict, match="work-exists"):
        shelf.work(identifiers=[{"kind": "doi", "value": "doi:10.1000/sample.1"}])
    other = shelf.call("create_work", STRANGER, **JUDGMENT, identifiers=[{"kind": "doi", "value": "10.1000/sample.1"}])
    assert other["version"] == 1


def test_only_laws_have_status_lines(shelf):
    line = {"status": "in_force", "date": "2026-01"}
    law = shelf.work(kind="law", status_lines=[line, {"status": "introduced", "date": "2025"}])
    assert [one["status"] for one in law["status_lines"]] == ["introduced", "in_force"]
    with pytest.raises(Invalid) as raised:
        shelf.work(status_lines=[line])
    assert raised.value.params["errors"] == [{"pointer": "/status_lines", "code": "only-of-laws"}]


def test_a_text_is_cut_into_passages_and_the_parser_suggests(shelf):
    work = shelf.with_text()
    passages = shelf.call("list_passages", LIBRARIAN, work_id=work["id"])["items"]
    assert [one["anchor"] for one in passages] == ["para. 1", "para. 2", "para. 3"]
    assert work["suggested"] == 2
    found = shelf.call("list_citations", OFFICER, state=["suggested"])["items"]
    assert [(one["number"], one["sub"], one["text"][one["start"] : one["end"]]) for one in found] == [
        ("16", "a", "16 (a)"),
        ("18", "", "18"),
    ]
    assert shelf.call("list_citations", STRANGER)["items"] == []


def test_what_nobody_accepted_is_never_published(shelf):
    work = shelf.change("publish_work", shelf.with_text())
    assert shelf.call("list_public_citing", PUBLIC)["items"] == []
    assert shelf.call("get_public_work", PUBLIC, work_id=work["published_as"])["principles"] == []


def test_what_a_person_accepts_in_a_published_work_is_read_at_once_with_what_stands_around_it(shelf):
    published = shelf.published_with_citation()
    (citing,) = shelf.call("list_public_citing", PUBLIC, principle=["16"], kind=["judgment"], country=["AW"], year=[2024], use=["applied"])[
        "items"
    ]
    assert (citing["anchor"], citing["before"], citing["after"]) == ("para. 2", "1. The applicant is a lawyer.", "3. The court decides.")
    assert citing["work"]["titles"] == {"en": "Sample Applicant v. Country A"}
    assert [(one["number"], one["sub"], one["use"]) for one in citing["citations"]] == [("16", "a", "applied")]
    work = shelf.call("get_public_work", PUBLIC, work_id=published["published_as"])
    assert (work["principles"], citing["work_id"]) == (["16"], work["id"])
    assert shelf.call("list_public_works", PUBLIC, principle=["16"])["total"] == 1


def test_what_is_rejected_afterwards_disappears(shelf):
    shelf.published_with_citation()
    (accepted,) = shelf.call("list_citations", LIBRARIAN, state=["accepted"])["items"]
    shelf.decide(accepted, "rejected")
    assert shelf.call("list_public_citing", PUBLIC)["items"] == []
    assert shelf.call("list_public_works", PUBLIC, principle=["16"])["total"] == 0


def test_a_decision_is_made_once_and_on_the_version_that_was_read(shelf):
    shelf.with_text()
    first = shelf.call("list_citations", LIBRARIAN)["items"][0]
    decided = shelf.decide(first, "accepted", use="recalled")
    assert (decided["state"], decided["use"], decided["annotator"]) == ("accepted", "recalled", LIBRARIAN.key)
    with pytest.raises(Conflict, match="stale-version"):
        shelf.decide(first, "rejected")
    with pytest.raises(Conflict, match="already-decided"):
        shelf.decide(decided, "accepted", use="recalled")


def test_whether_it_conforms_is_said_of_laws_alone(shelf):
    shelf.with_text()
    first = shelf.call("list_citations", LIBRARIAN)["items"][0]
    with pytest.raises(Invalid) as raised:
        shelf.decide(first, "accepted", conformity="conflicts")
    assert raised.value.params["errors"] == [{"pointer": "/conformity", "code": "only-of-laws"}]


def test_the_laws_that_touch_a_principle_are_found_by_whether_they_conform(shelf):
    law = shelf.with_text(kind="law", texts={"en": {"title": "Sample Bar Act"}})
    first = shelf.call("list_citations", LIBRARIAN, work_id=law["id"])["items"][0]
    shelf.decide(first, "accepted", conformity="conflicts")
    shelf.change("publish_work", shelf.read(law))
    found = [shelf.call("list_public_citing", PUBLIC, principle=["16"], conformity=[one])["total"] for one in ("conforms", "conflicts")]
    assert found == [0, 1]


def test_a_person_notes_what_the_parser_does_not_see(shelf):
    work = shelf.with_text()
    third = shelf.call("list_passages", LIBRARIAN, work_id=work["id"])["items"][2]
    shelf.call("add_citation", LIBRARIAN, passage_id=third["id"], number="20", manner="implied")
    added = shelf.call("list_citations", LIBRARIAN, principle=["20"])["items"]
    assert [(one["state"], one["manner"], one["by_parser"]) for one in added] == [("accepted", "implied", False)]
    for wrong, pointer in (({"number": "30"}, "/number"), ({"number": "16", "start": 5, "end": 500}, "/end")):
        with pytest.raises(Invalid) as raised:
            shelf.call("add_citation", LIBRARIAN, passage_id=third["id"], **wrong)
        assert raised.value.params["errors"][0]["pointer"] == pointer


def test_a_text_in_which_something_was_accepted_is_not_replaced(shelf):
    work = shelf.with_text()
    shelf.decide(shelf.call("list_citations", LIBRARIAN)["items"][0], "accepted")
    expression = work["held_expressions"][0]["id"]
    with pytest.raises(Conflict, match="passages-cited"):
        shelf.call("put_text", LIBRARIAN, expression_id=expression, text=TEXT)


@pytest.mark.parametrize("method", ["list_works", "list_public_works", "list_citations", "list_public_citing", "list_passages"])
def test_a_list_asks_the_database_as_often_for_three_as_for_one(shelf, component, method):
    def counted():
        who = PUBLIC if "public" in method else LIBRARIAN
        request = {"work_id": str(first["id"])} if method == "list_passages" else {}
        with component.counting() as statements:
            assert shelf.call(method, who, **request)["items"] != []
        return len(statements)

    first = shelf.published_with_citation()
    one = counted()
    for number in (2, 3):
        shelf.published_with_citation(identifiers=[{"kind": "ecli", "value": f"ECLI:SAMPLE:{number}"}])
    assert counted() == one
