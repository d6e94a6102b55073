"""What kustomize makes of `deploy/kubernetes`: valid, closed, and each service with what is its own. `make kubernetes` runs this."""

import json
import subprocess
import sys
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from chassis.keys import initialise
from havana.composition import OPERATOR, SERVICES

REPOSITORY = Path(__file__).parents[2]
MANIFESTS = REPOSITORY / "deploy" / "kubernetes"
KUSTOMIZE = REPOSITORY / "build" / "bin" / "kustomize"
VERSION = "1.33"
OVERLAYS = ("small", "production")
PROCESSES = [*SERVICES, "gateway", "migrate"]


@pytest.fixture(scope="module", params=OVERLAYS)
def documents(request):
    built = subprocess.run([KUSTOMIZE, "build", MANIFESTS / "overlays" / request.param], capture_output=True, text=True, check=True).stdout
    return list(yaml.safe_load_all(built))


def of_kind(documents, kind):
    """The documents of a kind: name → document."""
    return {one["metadata"]["name"].removeprefix("havana-"): one for one in documents if one["kind"] == kind}


def pods(documents):
    """The pods of every process: name → its specification."""
    found = of_kind(documents, "Deployment") | of_kind(documents, "Job")
    return {name: one["spec"]["template"]["spec"] for name, one in found.items()}


def containers(pod):
    return [*pod.get("initContainers", []), *pod["containers"]]


def secrets(pod):
    """Which secrets a pod mounts: name → paths below the mount."""
    sources = [source["secret"] for volume in pod["volumes"] for source in volume.get("projected", {}).get("sources", [])]
    return {source["name"]: {item["path"] for item in source["items"]} for source in sources}


def test_every_document_is_what_kubernetes_takes(documents):
    for document in documents:
        kubernetes_validate.validate(document, VERSION, strict=True)


def test_every_process_of_the_platform_is_there_and_may_be_moved_one_by_one(documents):
    assert set(pods(documents)) == set(PROCESSES)
    assert set(of_kind(documents, "PodDisruptionBudget")) == {*SERVICES, "gateway"}
    assert set(of_kind(documents, "NetworkPolicy")) == {*PROCESSES, "nothing-by-default"}


def test_a_service_runs_itself_once_its_database_is_current_and_holds_no_secret_of_another(documents):
    for service in SERVICES:
        pod = pods(documents)[service]
        assert [one["args"] for one in containers(pod)] == [["migrate", "--check", service], ["serve", service]]
        of_engine = {"havana-elasticsearch": {"elasticsearch"}} if service == "search" else {}
        assert secrets(pod) == of_engine | {
            "havana-broker": {"broker"},
            f"havana-database-{service}": {f"database-{service}"},
            "havana-cursor-key": {"cursor.key"},
            f"havana-keys-{service}": {f"signing/{service}.jwk", f"master/{service}.key"},
            "havana-public-keys": {f"public/{name}.jwk" for name in [*SERVICES, OPERATOR]},
        }


def test_the_gateway_holds_no_key_and_the_migration_every_database(documents):
    assert set(secrets(pods(documents)["gateway"])) == {"havana-broker"}
    assert set(secrets(pods(documents)["migrate"])) == {"havana-broker", *(f"havana-database-{name}" for name in SERVICES)}


def test_every_secret_that_is_named_is_made(documents, tmp_path):
    initialise(tmp_path / "keys", [*SERVICES, OPERATOR])
    for name in ("broker", "elasticsearch", *(f"database-{service}" for service in SERVICES)):
        (tmp_path / name).write_text("secret")
    made = subprocess.run([sys.executable, MANIFESTS / "make-secrets", tmp_path], capture_output=True, text=True, check=True).stdout
    items = json.loads(made)["items"]
    for one in items:
        kubernetes_validate.validate(one, VERSION, strict=True)
    named = set().union(*(secrets(pod) for pod in pods(documents).values()))
    assert named == {one["metadata"]["name"] for one in items}


def test_no_container_is_root_writes_into_its_image_or_may_become_more(documents):
    for pod in pods(documents).values():
        assert (pod["automountServiceAccountToken"], pod.get("hostNetwork", False), pod.get("hostPID", False)) == (False, False, False)
        held = pod["securityContext"]
        assert (held["runAsNonRoot"], held["runAsUser"], held["seccompProfile"]) == (True, 10001, {"type": "RuntimeDefault"})
        for container in containers(pod):
            allowed = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
            assert container["securityContext"] == allowed
            assert (set(container["resources"]["requests"]), set(container["resources"]["limits"])) == ({"cpu", "memory"}, {"memory"})


def test_who_serves_says_when_it_lives_and_when_it_is_ready(documents):
    for name in (*SERVICES, "gateway"):
        (serving,) = pods(documents)[name]["containers"]
        paths = [serving[probe]["httpGet"]["path"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")]
        assert paths == ["/health/live", "/health/live", "/health/live" if name == "gateway" else "/health/ready"]


def test_no_secret_stands_in_a_manifest(documents):
    assert of_kind(documents, "Secret") == {}
    assert [
        one
        for pod in pods(documents).values()
        for container in containers(pod)
        for one in container.get("env", [])
        if "PASS" in one["name"]
    ] == []
    site = of_kind(documents, "ConfigMap")["site"]["data"]
    assert "{file:" in site["HAVANA_BROKER_URL"]
    assert "{file:" in site["HAVANA_DATABASE_URL"]


def test_a_production_site_names_a_version_and_scales_by_what_waits():
    built = subprocess.run([KUSTOMIZE, "build", MANIFESTS / "overlays" / "production"], capture_output=True, text=True, check=True).stdout
    documents = list(yaml.safe_load_all(built))
    assert {one["image"].rpartition(":")[2] for pod in pods(documents).values() for one in containers(pod)} != {"latest"}
    scaled = of_kind(documents, "HorizontalPodAutoscaler")
    assert set(scaled) == {*SERVICES, "gateway"}
    for service in SERVICES:
        assert scaled[service]["spec"]["metrics"][0]["external"]["metric"]["selector"] == {"matchLabels": {"queue": f"q.{service}"}}
        assert scaled[service]["spec"]["scaleTargetRef"]["name"] == f"havana-{service}"
