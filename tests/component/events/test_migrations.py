"""The migrations of events make the tables that the code speaks of."""

from chassis.storage import migrate
from services.events.storage.tables import metadata


def test_the_migrated_tables_are_those_in_the_code(component):
    assert migrate.differences(component.database, metadata, version_table=migrate.SERVICE_VERSION) == []
