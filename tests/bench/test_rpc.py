"""Calls with context, schema, trace and metrics, against calls that carry nothing, and against stock nameko."""

from contextlib import ExitStack

import pytest

from chassis.keys import initialise
from tests.bench.programs import running
from tests.bench.rounds import medians

AT_LEAST = {1: 0.5, 4: 0.5, 16: 0.55, 64: 0.55}
"""Calls in flight → the least ratio."""
ROUNDS, SECONDS = 11, 0.3
HAVANA, NAMEKO = "chassis", "nameko"
RAW = ("py-amqp, plain", "py-amqp, eventlet")


@pytest.fixture
def deployment(rabbitmq_url, tmp_path, monkeypatch):
    """What `havana serve` is told, for processes that are started now."""
    initialise(tmp_path / "keys", ["directory", "echo"])
    told = {
        "data": tmp_path,
        "keys_dir": tmp_path / "keys",
        "ledger_dir": tmp_path / "ledger",
        "broker_url": rabbitmq_url,
        "site": "localhost",
    }
    for name, value in {**told, "database_url": f"sqlite:///{tmp_path}/{{service}}.sqlite"}.items():
        monkeypatch.setenv(f"HAVANA_{name.upper()}", str(value))
    return rabbitmq_url


@pytest.fixture
def callers(deployment):
    """A caller of each echo; everybody in a process of their own."""
    with ExitStack() as stack:

        def run(module, *arguments):
            return stack.enter_context(running(module, *arguments))

        run("echo")
        run("stock", deployment)
        for runtime in ("plain", "eventlet"):
            run("raw", "echo", deployment, runtime)
        yield {
            HAVANA: run("caller"),
            NAMEKO: run("raw", "nameko-caller", deployment),
            **{name: run("raw", "caller", deployment, name.split()[-1]) for name in RAW},
        }


def test_calls_per_second(callers, keep):
    for in_flight, at_least in AT_LEAST.items():
        measured = [HAVANA, *RAW, *([NAMEKO] if in_flight == 16 else [])]
        work = {name: lambda caller=callers[name]: caller.ask(in_flight, SECONDS) for name in measured}  # noqa: B023 - used at once
        rates = medians(ROUNDS, work)
        best = max(RAW, key=rates.__getitem__)
        name = f"calls, {in_flight} in flight"
        keep(name, rates[HAVANA], "calls/s", against=(best, rates[best]), ratio_at_least=at_least)
        if NAMEKO in rates:
            keep(f"{name}, against nameko", rates[HAVANA], "calls/s", against=("stock nameko", rates[NAMEKO]), ratio_at_least=2)
