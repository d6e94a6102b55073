"""What a partner sees of an alert: seen by its owner as the partner sees it, named after who published it, gone when it is gone."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from chassis.audit import audit
from chassis.contexts import PUBLIC
from chassis.errors import Forbidden, NotFound
from chassis.representations import representation
from tests.component.alerts.conftest import COORDINATOR, OFFICER, PARTNER, PARTNER_ORG, REVIEWER, STRANGER, a_member
from tests.support.components import NOON


def seen_by(desk, alert, organisation_id=PARTNER_ORG, *, viewer=COORDINATOR):
    return desk.call("get_partner_view", viewer, alert, organisation_id=str(organisation_id))


def shared_with(desk, viewer):
    (item,) = desk.call("list_alerts", viewer, of="shared")["items"]
    return item


def test_the_owner_sees_exactly_what_the_partner_sees(desk):
    alert = desk.published_to_group()
    item = shared_with(desk, PARTNER)
    assert seen_by(desk, alert) == desk.call("get_alert", PARTNER, item)


def test_the_owner_sees_what_is_published_while_the_next_edition_is_written(desk):
    alert = desk.published_to_group()
    before = seen_by(desk, alert)
    updating = desk.call("update_alert", OFFICER, alert, version=alert["version"])
    desk.call("amend_alert", OFFICER, updating, version=updating["version"], country="DE")
    assert seen_by(desk, alert) == before


def test_what_is_public_is_seen_by_every_organisation(desk):
    assert seen_by(desk, desk.published(), uuid4())["representation"] == "public"


def test_an_organisation_that_is_not_addressed_sees_nothing(desk):
    alert = desk.published_to_group()
    newcomer = uuid4()
    desk.neighbours.members.append(newcomer)
    for organisation_id in (STRANGER.org, newcomer):
        with pytest.raises(NotFound):
            seen_by(desk, alert, organisation_id)


def test_an_organisation_that_left_the_group_sees_nothing(desk):
    alert = desk.published_to_group()
    desk.neighbours.members.remove(PARTNER_ORG)
    with pytest.raises(NotFound):
        seen_by(desk, alert)


def test_nobody_sees_what_is_no_longer_or_not_yet_published(desk):
    ended = desk.published_to_group(valid_until=(NOON + timedelta(days=1)).isoformat())
    withdrawn = desk.published_to_group()
    desk.withdraw(withdrawn)
    desk.component.now = NOON + timedelta(days=1)
    for alert in (ended, withdrawn, desk.draft()):
        with pytest.raises(NotFound):
            seen_by(desk, alert)


def test_only_who_reads_the_alert_itself_asks_how_others_see_it(desk):
    alert = desk.published_to_group()
    item = shared_with(desk, PARTNER)
    for viewer, one in ((REVIEWER, alert), (STRANGER, alert), (PARTNER, alert), (PARTNER, item)):
        with pytest.raises(NotFound):
            seen_by(desk, one, viewer=viewer)
    with pytest.raises(Forbidden):
        seen_by(desk, alert, viewer=a_member("auditor"))


def test_asking_how_others_see_it_is_written_down(desk):
    alert = desk.published_to_group()
    seen_by(desk, alert)
    with desk.component.database.reading() as tx:
        rows = tx.execute(select(audit).where(audit.c.action == "alert.partner_view")).mappings().all()
    ((actor, body),) = [(row["actor"], json.loads(row["body"])) for row in rows]
    assert (actor, body["subjects"], body["params"]) == (COORDINATOR.key, [alert["id"]], {"organisation_id": str(PARTNER_ORG)})


def test_an_edition_keeps_the_name_under_which_it_was_published(desk):
    alert = desk.published_to_group()
    desk.neighbours.name = "Sample Organisation, renamed"
    item = shared_with(desk, PARTNER)
    named = [
        item["organisation_name"],
        *(desk.call("get_alert", *asks)["organisation_name"] for asks in ((PARTNER, item), (OFFICER, alert))),
    ]
    assert named == ["Sample Organisation"] * 3
    desk.publish(desk.approve(desk.call("update_alert", OFFICER, alert, version=alert["version"])))
    assert shared_with(desk, PARTNER)["organisation_name"] == "Sample Organisation, renamed"


def test_a_draft_is_published_under_no_name_yet(desk):
    assert desk.draft()["organisation_name"] == ""


def test_what_was_published_before_names_were_kept_has_none(desk):
    alert = desk.published()
    with desk.component.database.transaction() as tx:
        row = tx.execute(select(representation)).mappings().one()
        body = {name: value for name, value in row["open_body"].items() if name != "organisation_name"}
        tx.execute(update(representation).values(open_body=body))
    (public_id,) = desk.public_ids()
    assert desk.call("get_public_alert", PUBLIC, alert_id=public_id)["organisation_name"] == ""
    assert desk.call("get_alert", OFFICER, alert)["organisation_name"] == ""
