import ast
from dataclasses import fields
from pathlib import Path

from chassis.settings import Settings

REPOSITORY = Path(__file__).parents[2]
PAGE = REPOSITORY / "docs" / "settings.md"
SOURCES = [path for part in ("chassis", "services", "gateway", "havana") for path in sorted((REPOSITORY / part).rglob("*.py"))]


def read_of_settings() -> set[str]:
    """The attributes that the code reads of anything called settings."""
    nodes = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)]
    of_settings = [node for node in nodes if getattr(node.value, "id", getattr(node.value, "attr", "")) in {"settings", "self"}]
    return {node.attr for node in of_settings}


def test_the_page_names_every_setting_with_its_default():
    printed = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `HAVANA_")]
    assert printed == [f"| `{name}` | {f'`{default}`' if default else 'empty'} | {doc} |" for name, default, doc in Settings.table()]


def test_every_setting_does_something():
    assert sorted({spec.name for spec in fields(Settings)} - read_of_settings()) == []
