"""Keeps what was measured in `docs/bench.json`, one row per measurement, and prints it."""

import json
import sys
from pathlib import Path

import pytest

KEPT = Path(__file__).parents[2] / "docs" / "bench.json"


@pytest.fixture
def keep():
    """`keep("what was measured", ratio=…, at_most=…, …)`: replaces the row of that name."""

    def keep_row(what, **numbers):
        rows = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        rows[what] = numbers
        KEPT.write_text(json.dumps(rows, indent=2, sort_keys=True) + "\n")
        sys.stdout.write(f"\n{what}: {json.dumps(numbers)}\n")

    return keep_row
