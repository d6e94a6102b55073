"""Bring a database to the tables that the code expects.

Two histories stand in each database: the chassis' own and the service's, each with a version table. Migrations are
Alembic revisions named `0001_what.py`, in order; their number is the version. Alembic costs 0.2 s to import, so the version
rows are compared first.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData, inspect, text

from chassis.storage.database import Database
from chassis.storage.tables import metadata as chassis_metadata

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent / "migrations"
CHASSIS = (HERE / "versions", "chassis_version")
SERVICE_VERSION = "service_version"
LOCK = 0x48415641


def upgrade(database: Database, migrations: Path | None) -> None:
    """Apply what is missing: the chassis' revisions, then those in the folder `migrations` of the service (None: it has no tables)."""
    histories = [CHASSIS] + ([(migrations, SERVICE_VERSION)] if migrations else [])
    pending = [(folder, table) for folder, table in histories if _version(database, table) != _newest(folder)]
    if not pending:
        return
    with database.transaction() as tx:
        take_turns(tx.connection)
        for folder, table in pending:
            _apply(tx.connection, folder, table)


def take_turns(connection: Connection) -> None:
    """Let one replica at a time make tables, until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def is_current(database: Database, migrations: Path | None) -> bool:
    """Return whether nothing is left to apply."""
    return _version(database, CHASSIS[1]) == _newest(CHASSIS[0]) and (
        migrations is None or _version(database, SERVICE_VERSION) == _newest(migrations)
    )


def differences(database: Database, metadata: MetaData, *, version_table: str) -> list[object]:
    """Return what Alembic finds different between the tables of `metadata` and those of the database; [] if they agree."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - imported only where needed
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - imported only where needed

    def ours(_object: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
        return not (kind == "table" and reflected and name not in metadata.tables)

    with database.reading() as tx:
        context = MigrationContext.configure(tx.connection, opts={"version_table": version_table, "include_object": ours})
        return list(compare_metadata(context, metadata))


def write_revision(database: Database, folder: Path, metadata: MetaData, *, version_table: str, what: str) -> Path:
    """Write the next revision in `folder`, filled with the difference between the database and `metadata`; return its path."""
    from alembic import command  # noqa: PLC0415 - imported only where needed

    number = f"{int(_newest(folder)) + 1:04d}"
    with database.transaction() as tx:
        config = _config(tx.connection, folder, version_table, metadata)
        script = command.revision(config, message=what, autogenerate=True, rev_id=number, version_path=str(folder))
    if script is None or isinstance(script, list):
        raise RuntimeError("Alembic wrote no revision")
    return Path(script.path)


def _apply(connection: Connection, folder: Path, version_table: str) -> None:
    from alembic import command  # noqa: PLC0415 - imported only where needed

    command.upgrade(_config(connection, folder, version_table, chassis_metadata), "head")


def _config(connection: Connection, folder: Path, version_table: str, metadata: MetaData) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - imported only where needed

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("version_locations", str(folder))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes.update(connection=connection, version_table=version_table, metadata=metadata)
    return config


def _newest(folder: Path) -> str:
    return max((path.name[:4] for path in folder.glob("[0-9][0-9][0-9][0-9]_*.py")), default="0000")


def _version(database: Database, table: str) -> str:
    with database.reading() as tx:
        if not inspect(tx.connection).has_table(table):
            return "0000"
        return str(tx.scalar(text(f"SELECT version_num FROM {table}")) or "0000")  # noqa: S608 - one of two constants
