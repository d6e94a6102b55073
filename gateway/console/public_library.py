"""The library as everybody reads it: principles and what cites them, works with their passages, countries; addresses that stay."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request, url_for

from chassis.errors import Invalid
from chassis.schemas import Schema, countries
from gateway import calls, headers, reading, references
from gateway.console.public import kept, speak
from gateway.languages import language
from gateway.state import gateway
from services.library.schemas import citations, trainings, works

PAGE = 20
MOST_REFERENCES = 200
PASSAGES_OF_A_WORK = 200
LAWS = ["bill", "law", "regulation"]
NOT_ASKED = frozenset({"lang", "cursor", "limit", "sort"})
"""`lang` of a public page is the reader's language, and narrows nothing."""

blueprint = Blueprint("public-library", __name__, url_prefix="/public")
blueprint.before_request(speak)


@blueprint.get("/principles")
def principles() -> Response:
    """The Basic Principles in their groups."""
    return kept(
        ("principles",), lambda: render_template("console/public/principles.html", principles=_ask("list_public_principles")["items"])
    )


@blueprint.get("/principles/<int:number>")
def principle(number: int) -> Response:
    """One principle: what it says in each language, and everything that cites it."""
    asked = _asked(citations.ListCiting)
    return kept(("principle", number, *_named(asked)), lambda: _principle(number, asked))


def _principle(number: int, asked: Mapping[str, Any]) -> str:
    found = _ask("get_public_principle", number=number)
    citing = _ask("list_public_citing", **{**asked, "principle": [str(number)]}, limit=PAGE)
    more = _further("console.public-library.principle", citing, asked, number=number)
    return render_template("console/public/principle.html", principle=found, citing=citing, asked=asked, more=more, laws=LAWS)


@blueprint.get("/principles/<int:number>/card")
def card(number: int) -> Response:
    """A principle as a small page that other sites may show in a frame."""
    headers.allow_framing()
    return kept(("card", number), lambda: _card(number))


def _card(number: int) -> str:
    found = _ask("get_public_principle", number=number)
    total = _ask("list_public_citing", principle=[str(number)], limit=1)
    return render_template("console/public/card.html", principle=found, citing=total)


@blueprint.get("/works")
def list_works() -> Response:
    """Published works, newest first; filters stand in the address."""
    asked = _asked(works.ListPublicWorks)
    return kept(("works", *_named(asked)), lambda: _works(asked))


def _works(asked: Mapping[str, Any]) -> str:
    found = _ask("list_public_works", **asked, limit=PAGE)
    return render_template(
        "console/public/works.html", works=found, asked=asked, more=_further("console.public-library.list_works", found, asked)
    )


@blueprint.get("/works/<uuid:work_id>")
def work(work_id: UUID) -> Response:
    """One work with the passages in it that cite something, each with what stands around it; 410 once it was withdrawn."""
    return kept(("work", work_id), lambda: _work(work_id))


def _work(work_id: UUID) -> str:
    found = _ask("get_public_work", work_id=str(work_id))
    passages = _ask("list_public_citing", work_id=str(work_id), limit=PASSAGES_OF_A_WORK)
    return render_template("console/public/work.html", work=found, passages=passages["items"], address=_address(found))


@blueprint.get("/trainings")
def list_trainings() -> Response:
    """Published trainings and practices, newest first."""
    asked = _asked(trainings.ListPublicTrainings)
    return kept(("trainings", *_named(asked)), lambda: _trainings(asked))


def _trainings(asked: Mapping[str, Any]) -> str:
    found = _ask("list_public_trainings", **asked, limit=PAGE)
    more = _further("console.public-library.list_trainings", found, asked)
    return render_template("console/public/trainings.html", trainings=found, asked=asked, more=more)


@blueprint.get("/trainings/<uuid:training_id>")
def training(training_id: UUID) -> Response:
    """One training or practice; 410 once it was withdrawn."""
    return kept(("training", training_id), lambda: _training(training_id))


def _training(training_id: UUID) -> str:
    return render_template("console/public/training.html", training=_ask("get_public_training", training_id=str(training_id)))


@blueprint.get("/countries/<code>")
def country(code: str) -> Response:
    """What is published on a country: its works, and the passages in them that cite a principle."""
    if code not in countries():
        abort(404)
    return kept(("country", code), lambda: _country(code))


def _country(code: str) -> str:
    found = _ask("list_public_works", country=[code], limit=PAGE)
    laws = _ask("list_public_citing", country=[code], kind=LAWS, limit=PAGE)
    alerts = calls.call("alerts", "list_public_alerts", {"country": [code], "limit": PAGE}, public=True)
    return render_template("console/public/country.html", code=code, works=found, laws=laws, alerts=alerts["items"])


@blueprint.get("/works/<uuid:work_id>/reference.json")
def work_csl(work_id: UUID) -> Response:
    """The work as CSL-JSON."""
    found = _ask("get_public_work", work_id=str(work_id))
    return _file([references.csl(found, address=_address(found))], "work")


@blueprint.get("/works/<uuid:work_id>/reference.bib")
def work_bibtex(work_id: UUID) -> Response:
    """The work as BibTeX."""
    return _bibtex([_ask("get_public_work", work_id=str(work_id))], "work")


@blueprint.get("/principles/<int:number>/references.json")
def principle_csl(number: int) -> Response:
    """The works that cite a principle, as CSL-JSON."""
    return _file([references.csl(one, address=_address(one)) for one in _citing_works(number)], f"principle-{number}")


@blueprint.get("/principles/<int:number>/references.bib")
def principle_bibtex(number: int) -> Response:
    """The works that cite a principle, as BibTeX."""
    return _bibtex(_citing_works(number), f"principle-{number}")


def _citing_works(number: int) -> list[Any]:
    _ask("get_public_principle", number=number)
    return list(_ask("list_public_works", principle=[str(number)], limit=MOST_REFERENCES)["items"])


def _file(items: list[Any], name: str) -> Response:
    return _given(json.dumps(items, ensure_ascii=False, indent=1), references.CSL_TYPE, f"{name}.json")


def _bibtex(found: list[Any], name: str) -> Response:
    return _given(references.bibtex(found, address_of=_address), references.BIBTEX_TYPE, f"{name}.bib")


def _given(text: str, media_type: str, name: str) -> Response:
    response = Response(text, content_type=f"{media_type}; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = headers.PUBLIC
    response.add_etag()
    response.make_conditional(request)
    return response


def _ask(method: str, **question: Any) -> Any:
    return calls.call("library", method, question, public=True)


def _asked(schema: type[Schema]) -> dict[str, Any]:
    """Return what the address narrows the list by; nothing where it says what no list understands."""
    try:
        given = reading.query_of(schema, blanks=False)
    except Invalid:
        given = {}
    asked = {name: value for name, value in given.items() if name not in NOT_ASKED}
    return {**asked, "cursor": request.args["cursor"]} if "cursor" in request.args else asked


def _named(asked: Mapping[str, Any]) -> list[tuple[str, str]]:
    return sorted((name, str(value)) for name, value in asked.items())


def _further(endpoint: str, found: Mapping[str, Any], asked: Mapping[str, Any], **path: Any) -> str | None:
    """Return where the list goes on."""
    if not found["next"]:
        return None
    filters = {name: ",".join(map(str, value)) for name, value in asked.items() if isinstance(value, list)}
    address: str = url_for(endpoint, **{**path, **filters, "cursor": found["next"], "lang": language()})
    return address


def _address(found: Mapping[str, Any]) -> str:
    site = gateway().address or request.host_url.rstrip("/")
    return f"{site}{url_for('console.public-library.work', work_id=found['id'])}"
