"""Write the next revision: `python -m chassis.storage chassis "add …"` or `python -m chassis.storage services.cases "add …"`.

A fresh SQLite database is brought to the newest revision and compared with the tables in the code; read what was written.
"""

import sys
import tempfile
from importlib import import_module
from pathlib import Path

from sqlalchemy import MetaData

from chassis.storage import Database, migrate


def main(package: str, what: str) -> None:
    """Write the revision `what` of `package`."""
    folder, version_table, tables = history(package)
    with tempfile.TemporaryDirectory() as place:
        database = Database(f"sqlite:///{place}/empty.sqlite", service="migrations")
        migrate.upgrade(database, None if package == "chassis" else folder)
        path = migrate.write_revision(database, folder, tables, version_table=version_table, what=what)
        database.close()
    sys.stdout.write(f"{path}\n")


def history(package: str) -> tuple[Path, str, MetaData]:
    """Return (folder of revisions, version table, tables in the code) of `chassis` or of a service's package."""
    if package == "chassis":
        return *migrate.CHASSIS, import_module("chassis.tables").metadata
    module = import_module(f"{package}.storage")
    folder = Path(str(import_module(package).__file__)).parent / "migrations"
    folder.mkdir(exist_ok=True)
    return folder, migrate.SERVICE_VERSION, module.metadata


if __name__ == "__main__":
    main(*sys.argv[1:])
