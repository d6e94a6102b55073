"""The API's description against its routes, the services' methods and the table of permissions."""

import re
from collections import Counter

import pytest

from chassis.entrypoints.service import Service
from chassis.permissions import GRANTABLE_SCOPES, PERMISSIONS, scope_of
from chassis.settings import Settings
from gateway.app import create_app
from havana.composition import SERVICES, service_class

OF_BYTES = {
    ("post", "/api/v1/library/expressions/{expression_id}/files"),
    ("get", "/api/v1/library/files/{file_id}"),
    ("post", "/api/v1/library/files/{file_id}/read"),
}
"""The bytes of files, which the document of schemas does not describe; services/library/README.md does."""
EVERY_ANSWER = {"400", "422", "429", "503"}
OF_WRITES = {"409", "413", "415"}
NOT_OVER_THE_API = {
    # how the gateway learns who asks, and the console's own way in: passwords and second factors are no business of programs
    "directory": {
        "accept_link", "change_password", "confirm_totp", "disable_totp", "enrol_totp", "open_link", "public_context", "resolve_api_key",
        "resolve_session", "sign_in",
    },
    "alerts": {"list_feed"},  # the Atom feed
    "library": {  # feeds and calendars; what the gateway asks around the bytes of a file
        "list_works_feed", "list_public_calendar", "read_calendar_feed", "begin_file", "finish_file", "open_file", "read_file",
        "find_public_provision",  # leads from a hit of search to its page
    },
    "search": {"read_search_feed"},  # the feeds of a saved search
}  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    return create_app(Settings.read({"HAVANA_DATA": str(tmp_path_factory.mktemp("data"))}, embedded=True), None)


@pytest.fixture(scope="module")
def document(app):
    return app.test_client().get("/api/v1/openapi.json").json


@pytest.fixture(scope="module")
def operations(document):
    """(verb, path) → the operation."""
    return {(verb, path): doc for path, item in document["paths"].items() for verb, doc in item.items() if verb != "parameters"}


def test_every_route_is_described_and_nothing_else(app, operations):
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/") and rule.rule != "/api/v1/openapi.json"]
    routes = {
        (verb.lower(), re.sub(r"<(?:[^<>]+:)?(\w+)>", r"{\1}", rule.rule)) for rule in rules for verb in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routes - OF_BYTES == operations.keys()


def test_every_operation_has_a_name_of_its_own(operations):
    names = Counter(doc["operationId"] for doc in operations.values())
    assert [name for name, count in names.items() if count > 1] == []


def test_every_operation_says_how_it_can_fail(operations):
    for (verb, path), doc in operations.items():
        public = doc.get("security") == []
        wanted = EVERY_ANSWER | (set() if public else {"401", "403"}) | (set() if verb == "get" else OF_WRITES)
        wanted |= set() if verb == "get" else {"204"}
        wanted |= {"412", "428"} if {"$ref": "#/components/parameters/IfMatch"} in doc["parameters"] else set()
        assert wanted - doc["responses"].keys() == set(), (verb, path)
        assert doc["summary"], (verb, path)


def test_every_reference_in_the_document_leads_somewhere(document):
    def references(node):
        if isinstance(node, dict):
            yield from ([node["$ref"]] if "$ref" in node else [])
            node = list(node.values())
        if isinstance(node, list):
            for inner in node:
                yield from references(inner)

    for reference in set(references(document)):
        found = document
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]


@pytest.mark.parametrize("name", SERVICES)
def test_every_method_for_people_and_programs_is_an_operation(name, operations):
    offered = {method for method, declared in service_class(name).methods.items() if {"person", "client", "public"} & declared.callers}
    described = {doc["operationId"] for doc in operations.values()}
    assert offered - described - set(dir(Service)) == NOT_OVER_THE_API.get(name, set())


def test_every_scope_that_can_be_granted_opens_something():
    used = {scope_of(kind, verb) for kind, verbs in PERMISSIONS.items() for verb in verbs}
    assert set(GRANTABLE_SCOPES) - used == set()
