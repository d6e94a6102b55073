"""`/api/docs`: the description of the API as a page, from this site alone and without a script."""

from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template

blueprint = Blueprint("api-pages", __name__, template_folder="templates")


def register(app: Flask) -> None:
    """Offer the page."""
    app.register_blueprint(blueprint)


@blueprint.get("/api/docs")
def docs() -> str:
    """Show every operation with what it takes and answers."""
    spec = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    return render_template("docs.html", spec=spec, tags=_by_tag(spec), schemas=spec["components"]["schemas"], named=_named)


@blueprint.get("/api/docs.css")
def style() -> Response:
    """The page's one style sheet."""
    response = Response(render_template("docs.css"), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _by_tag(spec: dict[str, Any]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    operations = [
        {**operation, "verb": verb.upper(), "path": path, "path_parameters": item.get("parameters", [])}
        for path, item in spec["paths"].items()
        for verb, operation in item.items()
        if verb != "parameters"
    ]
    return [(tag, [found for found in operations if tag["name"] in found["tags"]]) for tag in spec["tags"]]


def _named(schema: dict[str, Any]) -> str:
    """Return the name of the schema that `schema` refers to, else its type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if schema.get("type") == "array":
        return f"[{_named(schema['items'])}]"
    if "anyOf" in schema:
        return " | ".join(_named(choice) for choice in schema["anyOf"])
    kind = schema.get("type", "any")
    return " | ".join(kind) if isinstance(kind, list) else str(kind)
