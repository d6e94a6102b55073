"""The migrations of cases make the tables that the code speaks of."""

from chassis.storage import migrate
from services.cases.storage import metadata


def test_the_migrated_tables_are_those_in_the_code(site):
    assert migrate.differences(site.database, metadata, version_table=migrate.SERVICE_VERSION) == []
