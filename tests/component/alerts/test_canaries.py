"""What is guarded is found in clear nowhere until it is public: no dump, no file, no message, no log."""

import logging

from chassis.schemas import field_classes
from services.alerts import schemas
from tests.component.alerts.conftest import COORDINATOR, GROUP, OFFICER
from tests.support.canaries import Canaries


def texts(canary, of):
    body = {name: canary(f"{of}.{name}") for name in ("headline", "facts", "demands")}
    return {"en": body, "fr": body}


def tell_a_story(desk, canary):
    """Fill every guarded field there is of every request, and show each text to somebody."""
    group = {"kind": "group", "group_id": str(GROUP)}
    alert = desk.draft(audience=group, texts=texts(canary, "DraftAlert"))
    alert = desk.call("submit_alert", OFFICER, alert, version=alert["version"])
    alert = desk.call("send_back_alert", COORDINATOR, alert, version=alert["version"], reason=canary("SendBackAlert.reason"))
    alert = desk.call("amend_alert", OFFICER, alert, version=alert["version"], texts=texts(canary, "AmendAlert"))
    alert = desk.publish(desk.approve(alert))
    desk.call("difference", COORDINATOR, alert)
    desk.call("list_alerts", COORDINATOR)
    desk.call("withdraw_alert", COORDINATOR, alert, version=alert["version"], reason=canary("WithdrawAlert.reason"))


def test_what_is_guarded_is_found_in_no_dump_file_message_or_log(desk, caplog, tmp_path):
    canary = Canaries()
    with caplog.at_level(logging.DEBUG):
        tell_a_story(desk, canary)
    assert canary.found_in_database(desk.component.database) == []
    assert canary.found_in_files(tmp_path) == []
    assert canary.found_in(caplog.text) == []


def test_every_guarded_field_of_every_request_has_a_canary(desk):
    canary = Canaries()
    tell_a_story(desk, canary)
    requests = (schemas.DraftAlert, schemas.AmendAlert, schemas.SendBackAlert, schemas.WithdrawAlert)
    guarded = {f"{request.__name__}.{name}" for request in requests for name, kind in field_classes(request).items() if kind == "guarded"}
    of_texts = {f"{request}.{name}" for request in ("DraftAlert", "AmendAlert") for name in field_classes(schemas.TextBody)}
    assert set(canary.planted) == guarded - {"DraftAlert.texts", "AmendAlert.texts"} | of_texts


def test_a_public_text_is_in_clear_and_a_draft_of_it_is_not(desk):
    canary = Canaries()
    alert = desk.published(texts=texts(canary, "public"))
    assert {place for place, _ in canary.found_in_database(desk.component.database)} == {"representation.open_body"}
    desk.withdraw(alert)
    assert canary.found_in_database(desk.component.database) == []
