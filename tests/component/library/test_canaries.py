"""What is guarded is found in clear nowhere until it is public: no dump, no file, no message, no log."""

import logging
from uuid import UUID

from chassis.contexts import PUBLIC
from chassis.schemas import field_classes
from services.library import schemas
from services.library.service import LibraryService
from tests.component.library.calendar_desk import tell_of_the_calendar
from tests.component.library.conftest import LIBRARIAN
from tests.component.library.shelf import Shelf
from tests.support.canaries import Canaries


def written(canary, of):
    return {
        "texts": {"en": {"title": canary(f"{of}.texts"), "summary": canary(f"{of}.texts.summary")}},
        "authors": [canary(f"{of}.authors")],
        "parties": [{"name": canary(f"{of}.parties")}],
        "kind": "law",
        "status_lines": [{"status": "adopted", "date": "2026", "note": canary(f"{of}.status_lines.note")}],
    }


def tell_a_story(component, canary):
    """Fill every guarded field there is of every request about a work that is never published."""
    shelf = Shelf(component)
    work = shelf.call("create_work", LIBRARIAN, **written(canary, "CreateWork"))
    work = shelf.change("amend_work", work, **written(canary, "AmendWork"))
    work = shelf.call("add_expression", LIBRARIAN, work_id=work["id"], lang="en", kind="official")
    expression = {"expression_id": work["held_expressions"][0]["id"]}
    cites = "Basic Principles on the Role of Lawyers, principle 16"
    shelf.call("put_text", LIBRARIAN, **expression, text=f"{canary('PutText.text')} {cites}")
    shelf.call("add_passage", LIBRARIAN, **expression, anchor="art. 1", text=canary("AddPassage.text"))
    shelf.call("begin_file", LIBRARIAN, **expression, name=canary("BeginFile.name"), media_type="text/plain")
    training = {
        "title": canary("CreateTraining.texts"),
        "description": canary("CreateTraining.description"),
        "objectives": canary("objectives"),
    }
    made = shelf.call("create_training", LIBRARIAN, kind="course", texts={"en": training})
    amended = {"title": canary("AmendTraining.texts")}
    shelf.call("amend_training", LIBRARIAN, training_id=made["id"], version=1, texts={"en": amended})
    for method, name in (("preview_import", "PreviewImport"), ("import_works", "ImportWorks")):
        shelf.call(method, LIBRARIAN, format="csv", text=f"title,summary\n{canary(f'{name}.text')},{canary(f'{name}.text')}")
    for method in ("list_works", "list_citations"):
        shelf.call(method, LIBRARIAN)
    return work


def tell_of_a_withdrawal(component, canary):
    work = Shelf(component).published()
    Shelf(component).change("withdraw_work", work, note=canary("WithdrawWork.note"))
    made = component.call("create_training", LIBRARIAN, kind="course", texts={"en": {"title": "Sample course"}})
    component.call("publish_training", LIBRARIAN, training_id=made["id"], version=1)
    component.call("withdraw_training", LIBRARIAN, training_id=made["id"], version=2, note=canary("WithdrawTraining.note"))


def test_what_is_guarded_is_found_in_no_dump_file_message_or_log(desk, caplog, tmp_path):
    canary = Canaries()
    with caplog.at_level(logging.DEBUG):
        tell_a_story(desk.component, canary)
        tell_of_a_withdrawal(desk.component, canary)
        tell_of_the_calendar(desk, canary)
    assert canary.found_in_database(desk.component.database) == []
    assert canary.found_in_files(tmp_path) == []
    assert canary.found_in(caplog.text) == []


def test_every_guarded_field_of_every_request_has_a_canary(desk):
    canary = Canaries()
    tell_a_story(desk.component, canary)
    tell_of_a_withdrawal(desk.component, canary)
    tell_of_the_calendar(desk, canary)
    requests = {method.request for method in LibraryService.methods.values() if method.request.__module__.startswith(schemas.__name__)}
    guarded = {f"{one.__name__}.{name}" for one in requests for name, kind in field_classes(one).items() if kind == "guarded"}
    assert guarded - set(canary.planted) == set()


def test_a_published_work_says_no_name_that_is_suppressed(component):
    canary = Canaries()
    shelf = Shelf(component)
    parties = [{"name": canary("suppressed")}, {"name": "Sample Applicant 2", "suppressed": False}]
    work = shelf.published(parties=parties)
    seen = shelf.call("get_public_work", PUBLIC, work_id=UUID(work["published_as"]))
    assert (seen["parties"], canary.found_in_database(component.database)) == (["—", "Sample Applicant 2"], [])


def test_a_published_opportunity_is_in_clear_and_no_plan_for_it_is(desk):
    canary = Canaries()
    texts = {"en": {"title": canary("texts"), "summary": ""}}
    desk.plan(desk.published(texts=texts), note=canary("note"), co_signers=[{"name": canary("co_signers")}])
    found = canary.found_in_database(desk.component.database)
    assert found == [("representation.open_body", "texts")]
