"""The tour of README.md does what it says, block by block, on a site as a newcomer starts it."""

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from havana.demo.people import ORGANISATIONS, PASSWORD
from tests.support.embedded import REPOSITORY, running_site

ENDED = "--- block ended with"


class Block(NamedTuple):
    """What a reader pastes into a shell, and what the README says it prints; `…` stands for anything."""

    title: str
    commands: str
    printed: str


def blocks() -> list[Block]:
    tour = (REPOSITORY / "README.md").read_text("utf-8").split("## The API with curl\n")[1].split("\n## ")[0]
    found = re.findall(r"\*\*([^*]+)\*\*[^`]*(?:`[^`]+`[^`]*)*\n```bash\n(.*?)```\n(?:```text\n(.*?)```\n)?", tour, re.DOTALL)
    assert len(found) == tour.count("```bash\n")
    return [Block(*parts) for parts in found]


def matches(expected: str, printed: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, expected.split("…"))), printed, re.DOTALL) is not None


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """By title what each block printed, and the exit code of its last command: one shell for all of them, as a reader has it."""
    folder: Path = tmp_path_factory.mktemp("tour")
    script = "".join(f"{block.commands}\necho '{ENDED}' $?\n" for block in blocks())
    with running_site(folder, "--demo") as site:
        environment = {**os.environ, "HAVANA_URL": site.url, "HAVANA_DATA": str(folder)}
        command = ["bash", "-c", f"exec 2>&1\n{script}"]
        printed = subprocess.run(command, env=environment, cwd=folder, stdout=subprocess.PIPE, text=True, timeout=120, check=False).stdout
    outcomes = re.findall(rf"(.*?){ENDED} (\d+)\n", printed, re.DOTALL)
    return dict(zip([block.title for block in blocks()], outcomes, strict=True))


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.title)
def test_a_block_prints_what_stands_below_it(outcomes: dict[str, tuple[str, str]], block: Block):
    printed, code = outcomes[block.title]
    assert code == "0"
    assert matches(block.printed, printed), f"README says:\n{block.printed}\nprinted:\n{printed}"


def test_the_accounts_of_the_quick_start_are_those_of_the_demo():
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    emails = {email for one in ORGANISATIONS for email, _name, _roles in one.members}
    assert set(re.findall(r"`(\S+@\S+\.example)`", readme)) - emails == set()
    assert f"`{PASSWORD}`" in readme
