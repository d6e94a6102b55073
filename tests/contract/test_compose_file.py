"""The compose file runs every service, each with its own secrets and no other's."""

from pathlib import Path

import elasticsearch
import pytest
import yaml

from havana.composition import SERVICES
from havana.local.elasticsearch import version

FILE = yaml.safe_load((Path(__file__).parents[2] / "docker-compose.yml").read_text())
KEYS = "${SECRETS:-./deploy/secrets}/keys"


def keys(service):
    """The key files that a service mounts."""
    return {volume.removeprefix(KEYS).split(":")[0] for volume in FILE["services"][service].get("volumes", []) if volume.startswith(KEYS)}


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_runs_with_its_own_secrets_alone(service):
    known = FILE["services"][service]
    assert known["command"] == ["serve", service]
    assert set(known["secrets"]) - {"elasticsearch"} == {"broker", f"database-{service}"}
    assert ("elasticsearch" in known["secrets"]) == (service == "search")
    assert keys(service) == {"/public", "/cursor.key", f"/signing/{service}.jwk", f"/master/{service}.key"}


def test_the_gateway_waits_for_every_service_and_holds_no_key():
    gateway = FILE["services"]["gateway"]
    assert (set(gateway["depends_on"]), keys("gateway"), gateway["secrets"]) == (set(SERVICES), set(), ["broker"])


@pytest.mark.parametrize("who", ["postgres", "migrate", "operator"])
def test_whoever_works_on_all_databases_has_the_secret_of_each(who):
    databases = {f"database-{service}" for service in SERVICES}
    assert {name for name in FILE["services"][who]["secrets"] if name.startswith("database-")} == databases
    assert databases <= set(FILE["secrets"])


def test_the_gateway_alone_publishes_a_port():
    assert [name for name, service in FILE["services"].items() if "ports" in service] == ["gateway"]


def test_every_image_is_a_variable_with_a_public_default():
    images = {service["image"] for service in FILE["services"].values()}
    assert {image for image in images if not (image.startswith("${") and ":-" in image)} == set()


def test_the_engine_is_of_the_minor_version_of_its_client_and_of_the_node_that_tests_use():
    image = FILE["services"]["elasticsearch"]["image"].removesuffix("}").rpartition(":")[2]
    assert {image.rsplit(".", 1)[0], version().rsplit(".", 1)[0]} == {".".join(map(str, elasticsearch.__version__[:2]))}
