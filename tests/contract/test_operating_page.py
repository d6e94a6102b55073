"""The page for operators names every command and every check of the doctor, and none that is not there."""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.support.embedded import REPOSITORY

PAGE = (REPOSITORY / "docs" / "operating.md").read_text("utf-8")
WALK = """
import click, json, warnings
from havana.cli import main

def walk(group, *path):
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        yield from walk(command, *path, name) if isinstance(command, click.Group) else [(" ".join([*path, name]), command.help)]

print(json.dumps(dict(walk(main))))
"""


def commands() -> dict[str, str]:
    """Every command with its help. In a process of its own: commands prepare theirs for eventlet."""
    walked = subprocess.run([sys.executable, "-W", "ignore", "-c", WALK], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return json.loads(walked.stdout)


def named(known: set[str]) -> set[str]:
    """The commands that the page names: of groups with their second word, of others without what follows."""
    found = set()
    for first, second in re.findall(r"(?:`|^    )havana ([a-z-]+)(?: ([a-z-]+))?", PAGE, re.MULTILINE):
        found.add(first if first in known else f"{first} {second}".strip())
    return found


def test_the_page_names_every_command_and_no_other():
    known = set(commands())
    assert named(known) == known


def test_every_command_says_what_it_does():
    assert [name for name, said in commands().items() if not said] == []


def test_the_page_names_every_check_of_the_doctor_and_no_other():
    source = Path(REPOSITORY / "havana" / "doctor.py").read_text("utf-8") + Path(REPOSITORY / "havana" / "cli" / "doctor.py").read_text(
        "utf-8"
    )
    counted = re.findall(r'"([a-z-]+)",\n        "(?:wrong|warning)"', source)
    table = PAGE.split("## When the doctor complains")[1].split("##")[0]
    first_cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`([a-z-]+)`", " ".join(first_cells))) == {*re.findall(r'check="([a-z-]+)"', source), *counted}
