"""Every service has the same form."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

from havana.composition import SERVICES, service_class

LAYERS = ("domain", "actions", "queries", "storage", "schemas", "contracts", "service")
NAMES = sorted(SERVICES)


def folder(name):
    return Path(import_module(f"services.{name}").__file__).parent


@pytest.mark.parametrize("name", NAMES)
def test_a_service_has_its_words_and_its_migrations(name):
    assert [(folder(name) / part).exists() for part in ("README.md", "migrations")] == [True, True]


@pytest.mark.parametrize("name", NAMES)
def test_a_service_has_no_layer_of_its_own_invention(name):
    layers = {path.stem for path in folder(name).iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert layers - {"__init__"} <= {*LAYERS, "neighbours", "credentials", "engines"}


@pytest.mark.parametrize("name", NAMES)
def test_every_entrypoint_says_what_it_does(name):
    service = service_class(name)
    offered = [*service.methods.values(), *service.consumers.values(), *service.timers.values(), *service.reappliers.values()]
    assert [one.handler.__name__ for one in offered if not one.handler.__doc__] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_name_a_service_runs_under_is_that_of_its_folder(name):
    assert (service_class(name).name, service_class(name).__module__) == (name, f"services.{name}.service")


def test_every_folder_of_services_is_a_service_that_runs():
    folders = {path.name for path in folder(NAMES[0]).parent.iterdir() if (path / "__init__.py").exists()}
    assert folders == set(NAMES)


def kept_in_the_ledger(name):
    """What a service writes into its safety ledger: the word `what` in the entries that its code makes, and those of the chassis."""
    modules = [path for place in (folder(name), folder(name).parents[1] / "chassis") for path in place.rglob("*.py")]
    said = set()
    for path in modules:
        tree = ast.parse(path.read_text("utf-8"))
        names = {
            node.targets[0].id: node.value for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in (node for node in ast.walk(tree) if isinstance(node, ast.Dict)):
            pairs = {key.value: value for key, value in zip(node.keys, node.values, strict=True) if isinstance(key, ast.Constant)}
            if "what" in pairs:
                said.add(names.get(getattr(pairs["what"], "id", ""), pairs["what"]).value)
    return said


@pytest.mark.parametrize("name", NAMES)
def test_a_service_does_again_whatever_it_writes_into_its_safety_ledger(name):
    assert kept_in_the_ledger(name) == set(service_class(name).reappliers)
