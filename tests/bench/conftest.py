"""Keeps what was measured in `docs/bench.json`, with the machine it was measured on, and prints it as a table in the end."""

import json
import os
import platform
from pathlib import Path

import psycopg
import pytest

from havana.local.postgres import running_postgres

KEPT = Path(__file__).parents[2] / "docs" / "bench.json"
ROWS = pytest.StashKey[list]()


@pytest.fixture(scope="session")
def machine(rabbitmq, postgres):
    model = next(line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    with psycopg.connect(postgres.url(driver="")) as connection:
        (postgres_version,) = connection.execute("SHOW server_version").fetchone()
    return {
        "cores": os.cpu_count(),
        "cpu": model,
        "python": platform.python_version(),
        "rabbitmq": rabbitmq.manage("GET", "/api/overview")["rabbitmq_version"],
        "postgresql": postgres_version.split()[0],
    }


@pytest.fixture(scope="session")
def keep(machine, request):
    """`keep(name, value, unit, against=(baseline, its value), ratio_at_least=… | ratio_at_most=… | at_most=…)` replaces that row."""
    seen = request.config.stash.setdefault(ROWS, [])

    def keep_row(name, value, unit, *, against=(None, None), ratio_at_least=None, ratio_at_most=None, at_most=None):
        baseline, baseline_value = against
        ratio = round(value / baseline_value, 2) if baseline_value else None
        target, met = next(
            (text, is_met)
            for bound, text, is_met in (
                (ratio_at_least, f"ratio ≥ {ratio_at_least}", ratio is not None and ratio >= (ratio_at_least or 0)),
                (ratio_at_most, f"ratio ≤ {ratio_at_most}", ratio is not None and ratio <= (ratio_at_most or 0)),
                (at_most, f"≤ {at_most} {unit}", value <= (at_most or 0)),
            )
            if bound is not None
        )
        row = {"name": name, "value": _short(value), "unit": unit, "baseline": baseline, "baseline_value": _short(baseline_value)}
        row |= {"ratio": ratio, "target": target, "met": met}
        seen.append(row)
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {"rows": []}
        rows = {one["name"]: one for one in kept["rows"]} | {name: row}
        KEPT.write_text(json.dumps({"machine": machine, "rows": list(rows.values())}, indent=2, ensure_ascii=False) + "\n")

    return keep_row


def _short(value):
    """Return three or four significant digits: more than that no measurement here can say."""
    return None if value is None else round(value) if value >= 1000 else round(value, 2)


def pytest_terminal_summary(terminalreporter, config):
    for row in config.stash.get(ROWS, []):
        against = f"{row['baseline_value']:>9} {row['baseline']}" if row["baseline"] else ""
        ratio = f"{row['ratio']:>6}" if row["ratio"] is not None else " " * 6
        word = "met   " if row["met"] else "MISSED"
        terminalreporter.write_line(f"{word} {ratio} {row['target']:<12} {row['name']}: {row['value']} {row['unit']}  {against}")


@pytest.fixture(scope="session")
def durable_postgres():
    """A cluster as an operator runs it: what is committed is on the disk."""
    with running_postgres() as node:
        yield node.address
