"""Whatever the code logs is a constant event with extras that may be written."""

import ast
from pathlib import Path

from chassis.logs import SHOWN

REPOSITORY = Path(__file__).parents[2]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
LOGGED = [
    (path.relative_to(REPOSITORY), node)
    for part in ("chassis", "services", "gateway", "havana")
    for path in sorted((REPOSITORY / part).rglob("*.py"))
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
    if isinstance(node, ast.Call)
    and isinstance(node.func, ast.Attribute)
    and node.func.attr in LEVELS
    and isinstance(node.func.value, ast.Name)
    and node.func.value.id == "log"
]


def extras(call):
    return {key.value for keyword in call.keywords if keyword.arg == "extra" for key in keyword.value.keys}


def test_every_event_is_a_constant_and_nothing_is_filled_in():
    assert len(LOGGED) > 10
    assert [where for where, call in LOGGED if len(call.args) != 1 or not isinstance(call.args[0], ast.Constant)] == []


def test_every_extra_is_written_and_every_one_that_is_written_is_there():
    said = {name for _where, call in LOGGED for name in extras(call)}
    assert said - set(SHOWN) == set()
    assert set(SHOWN) - said == set()
