"""The revisions of the chassis make the tables that its code declares."""

import threading
from concurrent.futures import ThreadPoolExecutor

from chassis.data_keys import DataKeys, keys_url
from chassis.storage import Database, migrate
from chassis.tables import metadata


def test_the_revisions_of_the_chassis_agree_with_its_tables(database):
    migrate.upgrade(database, None)
    assert migrate.differences(database, metadata, version_table=migrate.CHASSIS[1]) == []


def test_replicas_that_start_together_make_the_tables_once(database_url):
    databases = [Database(database_url, service="toy") for _ in range(6)]
    key_databases = [Database(keys_url(database_url), service="toy") for _ in databases]
    together = threading.Barrier(len(databases))

    def start(database, key_database):
        together.wait()
        DataKeys(key_database, master=b"m" * 32, cursor_key=b"c" * 32)
        migrate.upgrade(database, None)
        return migrate.is_current(database, None)

    with ThreadPoolExecutor(max_workers=len(databases)) as pool:
        assert list(pool.map(start, databases, key_databases)) == [True] * len(databases)
    for database in (*databases, *key_databases):
        database.close()
