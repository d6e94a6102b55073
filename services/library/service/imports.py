"""The entrypoints of imports."""

from typing import Any

from chassis import permissions
from chassis.contexts import Viewer
from chassis.entrypoints.service import Service, rpc
from chassis.offload import offload
from chassis.sandbox import Limits, parse
from chassis.storage import Transaction
from services.library.actions import imports as actions
from services.library.domain.imports import FORMATS
from services.library.schemas import imports as schemas

Request = dict[str, Any]
Json = dict[str, Any]
LIMITS = Limits(timeout_s=20.0)


class Imports(Service):
    """The part of the service that takes works from lists."""

    @rpc(schemas.PreviewImport, returns=schemas.WorksImportView, transaction=False)
    def preview_import(self, viewer: Viewer, request: Request) -> Json:
        """Return what an import would do, row by row."""
        rows = self.read_rows(viewer, request)
        with self.database.reading() as tx:
            return actions.import_works(tx, viewer, rows, save=False, now=self.now())

    @rpc(schemas.ImportWorks, returns=schemas.WorksImportView, writes=True, prepare="read_rows")
    def import_works(self, tx: Transaction, viewer: Viewer, request: Request, rows: list[Json]) -> tuple[Request, Json]:
        """Save what is new as drafts."""
        return {"format": request["format"]}, actions.import_works(tx, viewer, rows, save=True, now=self.now())

    def read_rows(self, viewer: Viewer, request: Request) -> list[Json]:
        """Return the rows of a list, read in the sandbox. Invalid `file-unreadable`."""
        permissions.require(viewer, "work", "create")
        rows: list[Json] = offload(parse, FORMATS[request["format"]], request["text"].encode(), LIMITS)
        return rows
