"""What is guarded is found in clear nowhere until it is public: no dump, no file, no message, no log."""

import logging

from chassis.schemas import field_classes
from services.events import schemas
from services.events.schemas.common import TextBody
from tests.component.events.conftest import COORDINATOR, MANAGER, STRANGER
from tests.support.canaries import Canaries

PUBLIC_ONCE_PUBLISHED = {"DraftEvent.title", "DraftEvent.summary", "DraftEvent.place"}


def contents(canary, of):
    texts = {"en": {name: canary(f"{of}.{name}") for name in ("title", "summary")}}
    return {
        "texts": texts,
        "place": canary(f"{of}.place"),
        "venue": canary(f"{of}.venue"),
        "link": f"https://{canary(f'{of}.link')}.example",
    }


def tell_a_story(office, canary):
    """Fill every guarded field there is of every request about an event that is shown to its hosts alone, and let it be read."""
    event, _ = office.hosted(visibility="hosts", **contents(canary, "DraftEvent"))
    event = office.call("submit_event", MANAGER, event)
    event = office.call("send_back_event", COORDINATOR, event, reason=canary("SendBackEvent.reason"))
    event = office.call("revoke_host", MANAGER, event, organisation_id=event["hosts"][1]["organisation_id"])
    event = office.call("amend_event", MANAGER, event, **contents(canary, "AmendEvent"))
    event = office.published(event)
    office.call("list_events", MANAGER)
    office.call("list_events", STRANGER, of="shared")
    office.call("cancel_event", MANAGER, event, reason=canary("CancelEvent.reason"))


def test_what_is_guarded_is_found_in_no_dump_file_message_or_log(office, caplog, tmp_path):
    canary = Canaries()
    with caplog.at_level(logging.DEBUG):
        tell_a_story(office, canary)
    assert canary.found_in_database(office.component.database) == []
    assert canary.found_in_files(tmp_path) == []
    assert canary.found_in(caplog.text) == []


def test_every_guarded_field_of_every_request_about_events_has_a_canary(office):
    canary = Canaries()
    tell_a_story(office, canary)
    requests = (schemas.DraftEvent, schemas.AmendEvent, schemas.SendBackEvent, schemas.CancelEvent)
    guarded = {f"{request.__name__}.{name}" for request in requests for name, kind in field_classes(request).items() if kind == "guarded"}
    of_texts = {f"{request}.{name}" for request in ("DraftEvent", "AmendEvent") for name in field_classes(TextBody)}
    assert set(canary.planted) == guarded - {"DraftEvent.texts", "AmendEvent.texts"} | of_texts


def test_of_a_public_event_what_is_for_everybody_is_in_clear_and_nothing_else(office):
    canary = Canaries()
    office.published(**contents(canary, "DraftEvent"))
    assert {field for _, field in canary.found_in_database(office.component.database)} == PUBLIC_ONCE_PUBLISHED
