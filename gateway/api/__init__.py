"""`/api/v1`: the resources, and the OpenAPI document made from the schemas that validate."""

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from flask_smorest import Api

from gateway.api import (
    alerts,
    cases,
    description,
    directory,
    events,
    library,
    library_files,
    me,
    mechanisms,
    pages,
    public,
    public_library,
    public_mechanisms,
    registrations,
    search,
    sessions,
    streams,
)

TITLE = "Havana"
VERSION = "v1"
RESOURCES = (
    me,
    cases,
    alerts,
    events,
    registrations,
    streams,
    library,
    mechanisms,
    search,
    directory,
    sessions,
    public,
    public_library,
    public_mechanisms,
)


class HavanaApi(Api):
    """flask-smorest without its error handler: every error of the gateway has one shape."""

    ERROR_SCHEMA = description.ProblemView
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to `gateway.problems`."""


def register(app: Flask) -> None:
    """Offer the API and its description."""
    app.config.update(
        API_TITLE=TITLE,
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": "Cases, alerts and streams of organisations that protect lawyers at risk."},
            "security": [{"key": []}, {"session": []}],
        },
    )
    api = HavanaApi(app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=description.name_of)})
    description.describe(api)
    for module in RESOURCES:
        for resource in module.resources:
            api.register_blueprint(resource)
    library_files.register(app)
    pages.register(app)
