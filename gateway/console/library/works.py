"""Works: the list, one work with its next step, writing and changing it, publishing and withdrawing."""

from typing import Any
from uuid import UUID

from gateway import calls
from gateway.console import words
from gateway.console.form import Form, id_of
from gateway.console.library.blueprint import OWN, Record, Step, asked_by, blueprint, empty_texts, forms_of, library_page, own, taken
from gateway.console.library.references import is_linked, reference_forms, references_of
from gateway.console.more_languages import add_language, asks_for_language
from gateway.console.page import Answer, go, needs, signed_in, who
from gateway.languages import gettext
from services.library.schemas import works as schemas

CONFIRMATION = "confirmation"
STEPS = {
    "submit": Step("submit_work", schemas.SubmitWork, "work-submitted"),
    "send_back": Step("send_back_work", schemas.SendBackWork, "work-sent-back"),
    "publish": Step("publish_work", schemas.PublishWork, "work-published"),
    "withdraw": Step("withdraw_work", schemas.WithdrawWork, "work-withdrawn"),
}
HELD = (
    "version", "kind", "texts", "issuer", "authors", "identifiers", "date", "countries", "outcome", "importance", "ours", "source_url",
    "status_lines",
)  # fmt: skip


@blueprint.get("")
@signed_in
def library() -> Answer:
    """Lead to the works."""
    return go("console.library.list_works")


@blueprint.get("/works")
@signed_in
def list_works() -> Answer:
    """Show our own works or what everybody published; filters stand in the address."""
    has_own = who().may("draft", "read")
    asked = asked_by(schemas.ListWorks)
    asked.setdefault("of", "own" if has_own else "published")
    if asked["of"] == "published":
        asked.pop("state", None)
    found = calls.call("library", "list_works", asked)
    return library_page("works.html", works=found, asked=asked, has_own=has_own)


@blueprint.route("/works/new", methods=["GET", "POST"])
@needs("work", "create")
def new_work() -> Answer:
    """Begin a work."""
    form = Form(schemas.CreateWork, initial={"texts": empty_texts("title", "summary")})
    if form.is_sent and not _comes_back(form) and (made := form.send("library", "create_work")) is not None:
        return go("console.library.work", work_id=id_of(made), done="work-created")
    return library_page("work_form.html", status=form.status, form=form, tags=form.parts("texts"), work=None)


@blueprint.route("/works/<uuid:work_id>/amend", methods=["GET", "POST"])
@needs("work", "amend")
def amend_work(work_id: UUID) -> Answer:
    """Change what is known of a work; what somebody else changed meanwhile stands beside what was typed."""
    found = own_work(work_id)
    held = {**{name: found[name] for name in HELD}, "parties": [_as_chosen(party) for party in found["held_parties"]]}
    form = Form(schemas.AmendWork, initial=held)
    if form.is_sent and not _comes_back(form) and form.send("library", "amend_work", stored=held, work_id=found["id"]) is not None:
        return go("console.library.work", work_id=found["id"], done="saved")
    form.meet(held)
    return library_page("work_form.html", status=form.status, form=form, tags=form.parts("texts"), work=found)


@blueprint.route("/works/<uuid:work_id>", methods=["GET", "POST"])
@signed_in
def work(work_id: UUID) -> Answer:
    """Show one work, and take the steps that need no page of their own; of what others published, what refers to it."""
    found: Record = calls.call("library", "get_work", {"work_id": str(work_id)})
    links = reference_forms()
    if is_linked(links, found):
        return go("console.library.work", work_id=found["id"], done="saved")
    if found["representation"] != OWN:
        status = max(form.status for form in links.values())
        return library_page("shared.html", status=status, work=found, links=links, refers=_refers(found))
    forms = forms_of(found, STEPS, "submit", "send_back", "publish")
    if (step := taken(forms.values(), STEPS, work_id=found["id"])) is not None:
        return go("console.library.work", work_id=found["id"], done=step.done)
    citations = calls.call("library", "list_citations", {"work_id": found["id"], "state": ["accepted"], "limit": 200})
    status = max(form.status for form in (*forms.values(), *links.values()))
    return library_page(
        "work.html", status=status, work=found, forms=forms, citations=citations["items"], links=links, refers=_refers(found)
    )


def _refers(found: Record) -> dict[str, Any] | None:
    return references_of(found) if who().may("reference", "read") else None


@blueprint.route("/works/<uuid:work_id>/withdraw", methods=["GET", "POST"])
@needs("work", "withdraw")
def withdraw_work(work_id: UUID) -> Answer:
    """Say what withdrawing does, and withdraw once that was confirmed by a word."""
    found, word = own_work(work_id), gettext(words.library.WITHDRAW)
    form = forms_of(found, STEPS, "withdraw")["withdraw"]
    if form.is_sent:
        form.confirm(CONFIRMATION, word)
    if (step := taken([form], STEPS, work_id=found["id"])) is not None:
        return go("console.library.work", work_id=found["id"], done=step.done)
    return library_page("withdraw.html", status=form.status, form=form, word=word, record=found, back=_address(found))


def own_work(work_id: UUID) -> Record:
    """Return our own work. NotFound."""
    return own("get_work", "work_id", work_id)


def _as_chosen(party: Record) -> Record:
    """Return a party as the form shows it: that a name is withheld is what nobody has to say."""
    return {name: value for name, value in party.items() if name != "suppressed" or not value}


def _address(found: Record) -> dict[str, Any]:
    return {"endpoint": "console.library.work", "work_id": found["id"]}


def _comes_back(form: Form) -> bool:
    """Do what a button asked for that only adds to the form; say whether one did."""
    if not asks_for_language():
        return False
    add_language(form, "title")
    return True
