"""One process per data folder, and who comes meanwhile is told what runs there."""

import pytest

from chassis.errors import Conflict
from havana.cli.words import sentence
from havana.data_folder import claimed


def refusal(folder):
    with pytest.raises(Conflict) as refused, claimed(folder):
        pass
    return sentence(refused.value)


def test_who_comes_while_a_site_runs_is_told_its_address(tmp_path):
    with claimed(tmp_path, address="http://127.0.0.1:8600"):
        said = "Havana already runs on http://127.0.0.1:8600. Stop it with Ctrl-C first. (site-runs-already)"
        assert refusal(tmp_path) == said


def test_the_address_of_a_site_that_ended_is_not_told(tmp_path):
    with claimed(tmp_path, address="http://127.0.0.1:8600"):
        pass
    with claimed(tmp_path):
        assert refusal(tmp_path).endswith("(data-folder-in-use)")
