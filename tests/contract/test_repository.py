"""What a fresh clone relies on: the repository names no machine, no package index, and the commands it names are there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
TRACKED = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.split("\0")[:-1]

# Joined from parts, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile("(?<![\\w.~-])/(" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers"]) + ")/")
INDEX_ADDRESSES = re.compile("|".join(["--(extra-)?" + "index-url", "pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs"]))


def texts() -> dict[str, str]:
    """Every tracked text by its path."""
    contents = {path: (REPOSITORY / path).read_bytes() for path in TRACKED if (REPOSITORY / path).is_file()}
    return {path: content.decode() for path, content in contents.items() if b"\0" not in content}


def pins(lock: str) -> dict[str, str]:
    """The requirements of a lock file: name → everything after it, hashes included."""
    joined = (REPOSITORY / "requirements" / lock).read_text().replace("\\\n", "")
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    return {re.split(r"[=\s]", line)[0]: line for line in lines}


def names(requirements: str) -> set[str]:
    lines = (REPOSITORY / "requirements" / requirements).read_text().splitlines()
    return {re.split(r"[\[=><]", line)[0].lower() for line in lines if line and line[0] not in "#-"}


def test_no_file_names_a_folder_of_somebodys_machine():
    assert {path: found.group() for path, text in texts().items() if (found := MACHINE_PATHS.search(text))} == {}


def test_no_file_names_a_package_index():
    assert {path: found.group() for path, text in texts().items() if (found := INDEX_ADDRESSES.search(text))} == {}


def test_no_lock_that_records_download_addresses_is_committed():
    assert [path for path in TRACKED if Path(path).name in {"uv.lock", "poetry.lock", "Pipfile.lock"}] == []


@pytest.mark.parametrize("part", ["run", "test"])
def test_every_requirement_is_locked_to_one_version_with_its_hashes(part: str):
    locked = pins(f"{part}.txt")
    assert [line for line in locked.values() if not re.match(r"\S+==\S+.* --hash=sha256:", line)] == []
    assert names(f"{part}.in") - {name.lower() for name in locked} == set()


def test_the_tests_run_on_the_versions_that_a_deployment_runs_on():
    run, test = pins("run.txt"), pins("test.txt")
    assert {name for name in run.keys() & test.keys() if run[name].split(" ")[0] != test[name].split(" ")[0]} == set()


def test_every_make_command_that_a_text_names_is_there():
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    named = {
        (path, target)
        for path, text in texts().items()
        if path.endswith(".md")
        for target in re.findall(r"(?:`|^ +)make ([a-z-]+)", text, re.MULTILINE)
    }
    assert {(path, target) for path, target in named if target not in targets} == set()
    assert ("README.md", "run") in named


def test_continuous_integration_calls_make_test_and_nothing_else():
    commands = [line for line in (REPOSITORY / ".ci/run").read_text().splitlines() if line and not line.startswith("#")]
    assert commands == ['cd "$(dirname "$0")/.." && exec make --silent --no-print-directory test']


@pytest.mark.parametrize("command", ["ruff check .", "ruff format --check .", "mypy", "lint-imports"])
def test_the_code_passes(command: str):
    program, *arguments = command.split()
    checked = subprocess.run([PROGRAMS / program, *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
