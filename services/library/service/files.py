"""The entrypoints of files. The gateway writes and reads the bytes; here stands what they are, and whose."""

from typing import Any
from uuid import UUID

from chassis.blobs import Blobs, Stored
from chassis.contexts import Viewer
from chassis.entrypoints.service import Service, rpc
from chassis.offload import offload
from chassis.sandbox import Limits, parse
from chassis.storage import Transaction
from services.library.actions import texts as actions
from services.library.domain.extraction import PARSERS, cleaned
from services.library.domain.passages import Passage, cut
from services.library.schemas import files as schemas
from services.library.schemas.works import WorkView

Request = dict[str, Any]
Json = dict[str, Any]
LIMITS = Limits(timeout_s=30.0)


class Files(Service):
    """The part of the service that speaks of files."""

    @rpc(schemas.BeginFile, returns=schemas.FileRoomView, writes=True)
    def begin_file(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Request, Json]:
        """Make room for a file; the key is given once."""
        room = actions.begin_file(tx, viewer, **request, now=self.now())
        return request, {**room, "most_bytes": self.settings.max_file_bytes}

    @rpc(schemas.FinishFile, returns=WorkView, then="get_work", prepare="look_at_file")
    def finish_file(self, tx: Transaction, viewer: Viewer, request: Request, found: Stored) -> Json:
        """Note that a file arrived whole."""
        stored = Stored(request["size_bytes"], request["sha256"])
        return {"work_id": actions.finish_file(tx, viewer, file_id=request["file_id"], stored=stored, found=found, now=self.now())}

    def look_at_file(self, viewer: Viewer, request: Request) -> Stored:
        """Return what lies there: read back, opened with its key, and summed up."""
        with self.database.reading() as tx:
            row = actions.arriving_file(tx, viewer, file_id=request["file_id"])
        return offload(_summed_up, self.settings.blobs, row["id"], row["key"])

    @rpc(schemas.OpenFile, returns=schemas.OpenedFileView)
    def open_file(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return how a file is read; that it was opened is written down."""
        return actions.open_file(tx, viewer, file_id=request["file_id"], now=self.now())

    @rpc(schemas.OpenFile, returns=WorkView, then="get_work", prepare="read_passages")
    def read_file(self, tx: Transaction, viewer: Viewer, request: Request, passages: list[Passage]) -> Json:
        """Let the text of a file stand in its expression, cut into passages."""
        return {"work_id": actions.put_file_text(tx, viewer, file_id=request["file_id"], passages=passages, now=self.now())}

    def read_passages(self, viewer: Viewer, request: Request) -> list[Passage]:
        """Return the passages of a file, read in the sandbox. Invalid `file-unreadable`."""
        with self.database.reading() as tx:
            row = actions.open_file(tx, viewer, file_id=request["file_id"], now=self.now())
        data = offload(_bytes_of, self.settings.blobs, row["id"], row["key"])
        return cut(cleaned(offload(parse, PARSERS[row["media_type"]], data, LIMITS)))


def _summed_up(url: str, file_id: UUID, key: str) -> Stored:
    return Blobs(url).sum_up(file_id, key=bytes.fromhex(key))


def _bytes_of(url: str, file_id: UUID, key: str) -> bytes:
    return b"".join(Blobs(url).read(file_id, key=bytes.fromhex(key)))
