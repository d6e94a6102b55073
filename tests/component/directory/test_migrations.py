"""The revisions of the directory make the tables that its code declares."""

from chassis.storage import migrate
from services.directory.storage import metadata


def test_the_revisions_agree_with_the_tables(directory):
    assert migrate.differences(directory.service.database, metadata, version_table=migrate.SERVICE_VERSION) == []
