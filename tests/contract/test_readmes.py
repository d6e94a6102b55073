"""What alerts, streams, the library and the repository say about themselves is true."""

import re
from pathlib import Path

import pytest

import services.alerts
import services.library
import services.streams
from chassis.entrypoints.service import Service
from havana.cli.greeting import STEPS
from services.alerts.service import AlertsService
from services.library.service import LibraryService
from services.streams.contracts import RecallNoted
from services.streams.service import StreamsService
from tests.support.embedded import REPOSITORY

READMES = [(services.alerts, AlertsService), (services.streams, StreamsService), (services.library, LibraryService)]


def readme(package):
    return (Path(package.__file__).parent / "README.md").read_text("utf-8")


@pytest.mark.parametrize(("package", "service"), READMES, ids=["alerts", "streams", "library"])
def test_the_readme_names_every_method_and_no_other(package, service):
    methods = readme(package).split("## Methods")[1].split("##")[0]
    table = [line for line in methods.splitlines() if line.startswith("|")][2:]
    first_cells = [line.split("|")[1] for line in table]
    assert set(re.findall(r"`([a-z_]+)`", " ".join(first_cells))) == set(service.methods) - set(dir(Service))


@pytest.mark.parametrize(("package", "service"), READMES, ids=["alerts", "streams", "library"])
def test_the_readme_names_every_message_that_is_read(package, service):
    reads = readme(package).split("## Reads")[1].split("##")[0]
    assert set(re.findall(r"`([a-z]+\.[a-z]+\.v1)`", reads)) == set(service.consumers)


def test_the_readme_names_what_is_published_with_its_fields():
    assert f"| `{RecallNoted.type}` {{{', '.join(RecallNoted().fields)}}} |" in readme(services.streams)


def test_the_demo_and_the_readme_give_the_same_steps_to_try():
    numbered = re.findall(r"^\d\. (.*(?:\n   .*)*)", (REPOSITORY / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [" ".join(step.split()) for step in numbered] == list(STEPS)
