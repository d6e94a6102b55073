import shutil
import stat

import pytest

from chassis.epoch import Epoch
from chassis.errors import Unavailable


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "ledger"


def test_the_first_process_that_asks_names_it_for_all(folder):
    first = Epoch(folder).current()
    assert (len(first), Epoch(folder).current()) == (16, first)
    assert [(file.name, stat.S_IMODE(file.stat().st_mode)) for file in folder.iterdir()] == [("epoch", 0o600)]


def test_a_new_one_is_seen_by_every_process_at_once(folder):
    here, there = Epoch(folder), Epoch(folder)
    before = there.current()
    begun = here.begin()
    assert begun != before
    assert [here.current(), there.current()] == [begun, begun]
    assert [file.name for file in folder.iterdir()] == ["epoch"]


def test_while_the_folder_is_away_it_is_what_it_was(folder):
    known = Epoch(folder)
    before = known.current()
    shutil.rmtree(folder)
    assert (known.current(), folder.exists()) == (before, False)
    folder.write_text("not a folder")
    assert known.current() == before
    with pytest.raises(Unavailable, match="epoch-unreadable"):
        Epoch(folder).current()
