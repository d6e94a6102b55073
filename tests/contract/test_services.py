"""Every service has the same form."""

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
    assert layers - {"__init__"} <= {*LAYERS, "neighbours", "credentials"}


@pytest.mark.parametrize("name", NAMES)
def test_every_entrypoint_says_what_it_does(name):
    service = service_class(name)
    offered = [*service.methods.values(), *service.consumers.values(), *service.timers.values()]
    assert [one.handler.__name__ for one in offered if not one.handler.__doc__] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_name_a_service_runs_under_is_that_of_its_folder(name):
    assert (service_class(name).name, service_class(name).__module__) == (name, f"services.{name}.service")


def test_every_folder_of_services_is_a_service_that_runs():
    folders = {path.name for path in folder(NAMES[0]).parent.iterdir() if (path / "__init__.py").exists()}
    assert folders == set(NAMES)
