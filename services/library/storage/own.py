"""What belongs to an organisation alone: everything that is not published. The rule stands in the WHERE."""

from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, false

from chassis import permissions
from chassis.contexts import Viewer


def of_own(table: Table, viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition under which `viewer` reads a row of `table`: staff of its owner, no partner reader, nobody else."""
    if viewer.org is None or viewer.kind not in {"person", "client"} or not permissions.may(viewer, "draft", "read"):
        return false()
    return and_(table.c.owner_org == viewer.org)


def organisation_of(viewer: Viewer) -> UUID:
    """Return for which organisation the viewer writes."""
    assert viewer.org is not None, viewer.key
    return viewer.org
