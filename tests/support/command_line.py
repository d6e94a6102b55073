"""`havana …` as an operator types it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.support.embedded import REPOSITORY


class CommandLine:
    """Commands for the site that `environment` names."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = {**os.environ, **environment}

    def run(self, *arguments: str, typed: str | None = None, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command that ends with `code`."""
        command = [sys.executable, "-m", "havana", *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=REPOSITORY, input=typed, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return done

    def json(self, *arguments: str, code: int = 0):
        return json.loads(self.run(*arguments, "--json", code=code).stdout)


def on_folder(data: Path) -> CommandLine:
    """Commands for the embedded site of a data folder."""
    return CommandLine({"HAVANA_DATA": str(data)})
