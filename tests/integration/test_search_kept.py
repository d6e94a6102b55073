"""What kept searches find on each engine: all that was written, however lately, and nothing that may not be read any more."""

from dataclasses import replace
from uuid import uuid4

import pytest

from tests.support.desk import running_desk
from tests.support.oracle import Record, Someone
from tests.support.worlds import MEMBERS, ORGS, SITES

OFFICER = Someone("person", org=ORGS[0], site=SITES[0], membership=MEMBERS[0], roles={"case_officer"}, scopes={"*"}, ceiling="red")
ANYBODY = Someone("public")
NAME = "heron"


def a_record():
    """Return an alert for everybody."""
    return Record(
        id=uuid4(), kind="alert", owner=ORGS[1], marking="clear", until=None, at=0, to_public=True, to_federation=False, to_sites=set(),
        to_organisations=set(), to_coordinators_of=set(), to_members=set(), to_groups=set(),
    )  # fmt: skip


def narrowed(record):
    return replace(record, to_public=False, to_organisations={ORGS[1]})


@pytest.fixture
def desk(engine, tmp_path):
    with running_desk(tmp_path, engine) as desk:
        desk.show(OFFICER, [])
        yield desk


@pytest.fixture
def kept(desk):
    """The id of a search that the officer keeps."""
    return str(desk.ask(OFFICER, "save_search", name="Sample search", question={"q": NAME})["id"])


def findings(desk, kept):
    return [item["id"] for item in desk.ask(OFFICER, "list_findings", saved_search_id=kept)["items"]]


def new(desk, kept):
    return desk.ask(OFFICER, "get_saved_search", saved_search_id=kept)["new"]


def test_what_was_written_a_moment_ago_is_found(desk, kept):
    desk.ask(OFFICER, "search", q=NAME)
    record = a_record()
    desk.show(OFFICER, [record], name=NAME)
    desk.watch()
    assert (findings(desk, kept), new(desk, kept)) == ([str(record.id)], 1)


def test_what_may_not_be_read_any_more_is_neither_among_findings_nor_counted(desk, kept):
    record = a_record()
    desk.show(OFFICER, [record], name=NAME)
    desk.watch()
    desk.show(OFFICER, [narrowed(record)], name=NAME)
    desk.watch()
    assert (findings(desk, kept), new(desk, kept)) == ([], 0)


def test_what_was_withdrawn_takes_no_place_and_is_not_counted_from_the_moment_it_was_announced(desk, kept):
    gone, standing = a_record(), a_record()
    desk.show(OFFICER, [gone, standing], name=NAME)
    desk.watch()
    desk.component.receive("representation.withdrawn.v1", id=str(gone.id), kind="alert", version=desk.owners.version)
    page = desk.ask(OFFICER, "list_findings", saved_search_id=kept, limit=1)
    assert ([item["id"] for item in page["items"]], page["next"], new(desk, kept)) == ([str(standing.id)], None, 1)


def test_a_title_that_everybody_could_read_before_is_suggested_to_nobody_else(desk):
    record = a_record()
    desk.show(OFFICER, [record], name=NAME)
    desk.component.service.engine.settle()
    assert [one["id"] for one in desk.ask(ANYBODY, "suggest_public", q=NAME)["items"]] == [str(record.id)]
    desk.show(OFFICER, [narrowed(record)], name=NAME)
    assert desk.ask(ANYBODY, "suggest_public", q=NAME)["items"] == []
