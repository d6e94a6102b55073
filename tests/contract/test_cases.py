"""What cases says about itself is true."""

import re
from pathlib import Path

import services.cases
from chassis.entrypoints.service import Service
from services.cases import contracts
from services.cases.domain import checks
from services.cases.service import CasesService

README = (Path(services.cases.__file__).parent / "README.md").read_text("utf-8")


def test_every_remedy_is_a_method_of_the_service():
    source = Path(checks.__file__).read_text("utf-8")
    remedies = set(re.findall(r'"((?:record|approve|add|end|accept|resume|reopen|open)_\w+)"', source))
    assert remedies - set(CasesService.methods) == set()


def test_the_readme_names_every_method_and_no_other():
    table = README.split("## Methods")[1].split("`list_checks` with a purpose")[0]
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)*)`", table))
    assert named == set(CasesService.methods) - set(dir(Service))


def test_the_readme_names_every_message_with_its_fields():
    for message in contracts.PUBLISHED:
        fields = ", ".join(message().fields)
        assert f"| `{message.type}` {{{fields}}} |" in README
