"""Generations as folders `g-NAME`, each an index of its own; the file `answering` names the one that answers.

A write is on the disk before it returns: Tantivy writes a new segment and then, in one step, the list of segments.
"""

import os
import re
import shutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from chassis.errors import Unavailable
from services.search.engines.port import FIRST
from services.search.engines.tantivy.documents import Kept, rank_of
from services.search.engines.tantivy.layout import LAYOUT, open_index

WRITER_BYTES = 50_000_000

_NAME = re.compile(r"[a-z0-9-]{1,60}")


class Generation:
    """One index: what it holds, and its only writer."""

    def __init__(self, folder: Path) -> None:
        """Opens the index in `folder`, laid out if there is none; it is written to from the first write on."""
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.index = open_index(str(folder))
        self.index.config_reader("manual")
        self.searcher = self.index.searcher()
        self._writer: tantivy.IndexWriter | None = None

    @classmethod
    def new(cls, folder: Path) -> "Generation":
        """Make an index; what names its layout is the last that is written, so that half a folder is never taken for a whole."""
        if folder.exists():
            shutil.rmtree(folder)
        made = cls(folder)
        _write_in_one_step(folder / "layout", LAYOUT)
        return made

    def write(self, documents: Sequence[Kept]) -> None:
        """Keep those of `documents` that are not older than what is there, and return once they are on the disk and can be found."""
        newest: dict[str, Kept] = {}
        for one in documents:
            if one.id not in newest or one.rank >= newest[one.id].rank:
                newest[one.id] = one
        wanted = [one for one in newest.values() if one.rank >= rank_of(self.searcher, one.id)]
        if wanted:
            self._replace(wanted)

    def _replace(self, documents: Sequence[Kept]) -> None:
        writer = self._its_writer()
        try:
            for one in documents:
                writer.delete_documents_by_term("id", one.id)
                writer.add_document(one.document)
            writer.commit()
        except BaseException:
            self._writer = None  # a writer that failed takes nothing more
            raise
        self.index.reload()
        self.searcher = self.index.searcher()

    def _its_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self._writer = self.index.writer(WRITER_BYTES, 1)
            except ValueError as error:  # another process writes to it
                raise Unavailable("search-unavailable", retry_after_s=5) from error
        return self._writer

    def close(self) -> None:
        """Let its files go."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None


@dataclass
class _State:
    answering: str
    open: dict[str, Generation]


class Generations:
    """The generations in a folder. Changes are made by one caller at a time, who holds `changing`."""

    def __init__(self, folder: Path) -> None:
        """Opens what is in `folder`; half-made and dropped generations are cleared away, and if none answers the first is made."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.changing = threading.Lock()
        self._open = {path.name.removeprefix("g-"): Generation(path) for path in self._whole()}
        pointer = folder / "answering"
        self._answering = pointer.read_text() if pointer.exists() else ""
        if self._answering not in self._open:
            self.begin(FIRST)
            self.promote(FIRST)

    def _whole(self) -> list[Path]:
        """Return the folders of generations that can be opened."""
        whole = []
        for path in sorted(self._folder.glob("g-*")):
            if (path / "layout").exists() and (path / "layout").read_text() == LAYOUT:
                whole.append(path)
            else:
                shutil.rmtree(path)
        return whole

    @property
    def answering(self) -> Generation:
        """The generation that answers."""
        return self._open[self._answering]

    def all(self) -> Mapping[str, bool]:
        """Return every generation and whether it answers."""
        return {name: name == self._answering for name in sorted(self._open)}

    def written_to(self, generation: str | None) -> list[Generation]:
        """Return those that a write goes to."""
        return list(self._open.values()) if generation is None else [self._open[generation]]

    def begin(self, generation: str) -> None:
        """Make a generation, unless it is there."""
        if not _NAME.fullmatch(generation):
            raise ValueError(generation)
        if generation not in self._open:
            self._open = {**self._open, generation: Generation.new(self._folder / f"g-{generation}")}

    def promote(self, generation: str) -> None:
        """Let it answer, and drop all others."""
        if generation not in self._open:
            raise KeyError(generation)
        _write_in_one_step(self._folder / "answering", generation)
        self._answering = generation
        for other in [name for name in self._open if name != generation]:
            self.drop(other)

    def drop(self, generation: str) -> None:
        """Remove a generation that does not answer; views of it that are still read keep their files open."""
        if generation in self._open and generation != self._answering:
            dropped = self._open[generation]
            self._open = {name: one for name, one in self._open.items() if name != generation}
            dropped.close()
            shutil.rmtree(dropped.folder)

    def close(self) -> None:
        """Let all files go."""
        for one in self._open.values():
            one.close()


def _write_in_one_step(path: Path, text: str) -> None:
    """Write a small file so that after a crash it has the old text or the new one."""
    beside = path.with_suffix(".new")
    with beside.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
