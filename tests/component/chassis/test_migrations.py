"""The revisions of the chassis make the tables that its code declares."""

from chassis.storage import migrate
from chassis.tables import metadata


def test_the_revisions_of_the_chassis_agree_with_its_tables(database):
    migrate.upgrade(database, None)
    assert migrate.differences(database, metadata, version_table=migrate.CHASSIS[1]) == []
