"""The data folder of a site that does not run: made before its first start, looked at after its last."""

from contextlib import contextmanager
from types import SimpleNamespace

from sqlalchemy import select

from chassis.messages.inbox import DONE, inbox
from chassis.messages.outbox import outbox
from chassis.storage import Database
from havana.composition import SERVICES
from tests.support.site import Organisation, Site
from tests.support.story import Story


def a_world(folder):
    """Return who is there when the site in `folder` starts: the people of `Story`, two readers in the group, two outside of it."""
    site = Site(folder, site="localhost")
    try:
        story = Story(site)
        outside = Organisation(site, "Sample Outsider", country="NL")
        partners, outsiders = ([one.member("partner_reader") for _ in range(2)] for one in (story.theirs, outside))
        site.deliver()
        return SimpleNamespace(story=story, partners=partners, outsiders=outsiders, group={"kind": "group", "group_id": story.group})
    finally:
        site.close()


@contextmanager
def database_of(folder, service):
    """Give the database of a service, to look at."""
    database = Database(f"sqlite:///{folder / service}.sqlite", service=service)
    try:
        yield database
    finally:
        database.close()


def rows(folder, service, query):
    """Return what a query finds in the database of a service."""
    with database_of(folder, service) as database, database.reading() as tx:
        return tx.execute(query).all()


def unread(folder):
    """Return (publisher, reader, message id) of every message that a reader must have and has not applied."""
    applied = {name: {row.message_id for row in rows(folder, name, select(inbox).where(inbox.c.state == DONE))} for name in SERVICES}
    sent = [(name, row) for name in SERVICES for row in rows(folder, name, select(outbox))]
    return sorted((name, reader, str(row.id)) for name, row in sent for reader in row.readers if row.id not in applied[reader])
