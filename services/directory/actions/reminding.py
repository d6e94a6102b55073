"""Reminders: others say that something waits for a member, only directory knows where to write to."""

from datetime import datetime
from uuid import UUID

from chassis import mail
from chassis.storage import Transaction
from services.directory.storage import people

MY_DAY = "/my-day"


def remind_member(tx: Transaction, *, membership_id: UUID, template: str, count: int, now: datetime) -> None:
    """Send the letter `template` to a member, with the number of what waits and a link to My day. To who has left or never was: nothing."""
    found = people.find_membership(tx, membership_id)
    if found is None or found.state != "active":
        return
    person = people.get_person(tx, found.person_id)
    mail.add(tx, to=person["email"], org=found.org_id, template=template, path=MY_DAY, count=count, now=now)
