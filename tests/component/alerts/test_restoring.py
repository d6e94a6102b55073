"""A database of alerts that was put back does not show again what was withdrawn since."""

import pytest

from chassis.contexts import PUBLIC
from chassis.errors import NotFound
from tests.component.alerts.conftest import COORDINATOR, GROUP, OFFICER, PARTNER, PARTNER_ORG, clearance_of
from tests.support.restoring import Backup


def state(desk, alert):
    shown = desk.call("get_alert", OFFICER, alert)
    return shown["state"], (shown["withdrawal"] or {}).get("cause")


BY_HAND, BY_REVOCATION = "by_hand", "clearance_revoked"


@pytest.mark.parametrize("cause", [BY_HAND, BY_REVOCATION])
def test_an_alert_that_was_withdrawn_stays_withdrawn_for_the_same_cause(desk, component, cause):
    alert = desk.published()
    (public_id,) = desk.public_ids()
    backup = Backup(component.service)
    if cause == BY_HAND:
        desk.withdraw(alert)
    else:
        desk.revoke(clearance_of(alert))
    backup.put_back()
    assert (desk.public_ids(), state(desk, alert)) == ([public_id], ("published", None))
    assert [backup.open() for _ in range(3)] == [1, 0, 0]
    assert (desk.public_ids(), state(desk, alert)) == ([], ("withdrawn", cause))
    with pytest.raises(NotFound, match="gone"):
        desk.call("get_public_alert", PUBLIC, alert_id=public_id)
    assert desk.recalls(alert) == [("", "copies", "cannot_be_confirmed"), ("", "feed", "asked"), ("", "public_page", "hidden")]


def test_what_was_taken_from_its_readers_by_a_later_edition_is_not_shown_to_them_again(desk, component):
    alert = desk.published()
    backup = Backup(component.service)
    draft = desk.call("update_alert", OFFICER, alert, version=alert["version"])
    draft = desk.call("amend_alert", OFFICER, draft, version=draft["version"], audience={"kind": "group", "group_id": str(GROUP)})
    desk.publish(desk.approve(draft))
    backup.put_back()
    assert len(desk.public_ids()) == 1
    assert [backup.open() for _ in range(3)] == [1, 0, 0]
    assert (desk.public_ids(), state(desk, alert)) == ([], ("published", None))
    assert desk.recalls(alert) == [("", "copies", "cannot_be_confirmed"), ("", "feed", "asked"), ("", "public_page", "hidden")]


def test_an_edition_for_a_group_is_taken_back_from_every_organisation_in_it(desk, component):
    alert = desk.published_to_group()
    shared = alert["edition"]["representation_id"]
    backup = Backup(component.service)
    desk.withdraw(alert)
    backup.put_back()
    assert desk.call("get_alert", PARTNER, alert_id=shared)["id"] == shared
    assert backup.open() == 1
    with pytest.raises(NotFound):
        desk.call("get_alert", PARTNER, alert_id=shared)
    assert [line for line in desk.recalls(alert) if line[1] == "site"] == [(str(PARTNER_ORG), "site", "hidden")]


def test_an_alert_that_is_published_anew_stands_while_nothing_is_put_back(desk, component):
    desk.withdraw(desk.published())
    standing = desk.published()
    assert Backup(component.service).open() == 0
    assert desk.public_ids() == [standing["edition"]["representation_id"]]
    assert state(desk, standing)[0] == "published"
    assert desk.call("list_alerts", COORDINATOR)["total"] == 2
