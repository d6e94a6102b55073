"""What Alembic runs: one history at a time, on the connection it is given."""

from typing import Literal

from alembic import context
from sqlalchemy import JSON, MetaData

from chassis.storage.types import Utc

attributes = context.config.attributes
metadata: MetaData = attributes["metadata"]


def _ours(_object: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    """Leave the other history's tables alone."""
    return not (kind == "table" and reflected and name not in metadata.tables)


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column types by their short names."""
    if kind == "type" and isinstance(item, Utc):
        return "Utc()"
    if kind == "type" and isinstance(item, JSON):
        return "Json"
    return False


context.configure(
    connection=attributes["connection"],
    version_table=attributes["version_table"],
    target_metadata=metadata,
    include_object=_ours,
    render_item=_render,
    render_as_batch=True,
)
context.run_migrations()
