"""Trainings and practices: the list, one of them with its next step, writing and changing, publishing, reviewing, withdrawing."""

from uuid import UUID

from gateway import calls
from gateway.console import words
from gateway.console.form import Form, id_of
from gateway.console.library.blueprint import OWN, Record, Step, asked_by, blueprint, empty_texts, forms_of, library_page, own, taken
from gateway.console.more_languages import add_language, asks_for_language
from gateway.console.page import Answer, go, needs, signed_in, who
from gateway.languages import gettext
from services.library.schemas import trainings as schemas

CONFIRMATION = "confirmation"
MOST = 200
STEPS = {
    "submit": Step("submit_training", schemas.SubmitTraining, "training-submitted"),
    "publish": Step("publish_training", schemas.PublishTraining, "training-published"),
    "review": Step("review_training", schemas.ReviewTraining, "training-reviewed"),
    "supersede": Step("supersede_training", schemas.SupersedeTraining, "training-superseded"),
    "withdraw": Step("withdraw_training", schemas.WithdrawTraining, "training-withdrawn"),
}
HELD = (
    "version", "kind", "texts", "audiences", "level", "duration_minutes", "principles", "licence", "source_url", "review_by",
)  # fmt: skip


@blueprint.get("/trainings")
@signed_in
def list_trainings() -> Answer:
    """Show our own trainings or what everybody published."""
    has_own = who().may("draft", "read")
    asked = asked_by(schemas.ListTrainings)
    asked.setdefault("of", "own" if has_own else "published")
    if asked["of"] == "published":
        asked = {name: value for name, value in asked.items() if name not in {"state", "review_due"}}
    found = calls.call("library", "list_trainings", asked)
    return library_page("trainings.html", trainings=found, asked=asked, has_own=has_own)


@blueprint.route("/trainings/new", methods=["GET", "POST"])
@needs("training", "create")
def new_training() -> Answer:
    """Begin a training or a practice."""
    form = Form(schemas.CreateTraining, initial={"texts": empty_texts("title", "description", "objectives")})
    if form.is_sent and not _comes_back(form) and (made := form.send("library", "create_training")) is not None:
        return go("console.library.training", training_id=id_of(made), done="training-created")
    return library_page("training_form.html", status=form.status, form=form, tags=form.parts("texts"), training=None)


@blueprint.route("/trainings/<uuid:training_id>/amend", methods=["GET", "POST"])
@needs("training", "amend")
def amend_training(training_id: UUID) -> Answer:
    """Change what is known of a training; what somebody else changed meanwhile stands beside what was typed."""
    found = own_training(training_id)
    held = {name: found[name] for name in HELD}
    form = Form(schemas.AmendTraining, initial=held)
    if form.is_sent and not _comes_back(form) and form.send("library", "amend_training", stored=held, training_id=found["id"]) is not None:
        return go("console.library.training", training_id=found["id"], done="saved")
    form.meet(held)
    return library_page("training_form.html", status=form.status, form=form, tags=form.parts("texts"), training=found)


@blueprint.route("/trainings/<uuid:training_id>", methods=["GET", "POST"])
@signed_in
def training(training_id: UUID) -> Answer:
    """Show one training, and take the steps that need no page of their own."""
    found: Record = calls.call("library", "get_training", {"training_id": str(training_id)})
    if found["representation"] != OWN:
        return library_page("training.html", training=found, forms={}, newer=[])
    forms = forms_of(found, STEPS, "submit", "publish", "review", "supersede")
    if (step := taken(forms.values(), STEPS, training_id=found["id"])) is not None:
        return go("console.library.training", training_id=found["id"], done=step.done)
    status = max(form.status for form in forms.values())
    return library_page("training.html", status=status, training=found, forms=forms, newer=_newer(found))


def _newer(found: Record) -> list[Record]:
    """Return those of ours that could stand for this one."""
    if "supersede" not in found["steps"]:
        return []
    others = calls.call("library", "list_trainings", {"state": ["published"], "limit": MOST})["items"]
    return [one for one in others if one["id"] != found["id"]]


@blueprint.route("/trainings/<uuid:training_id>/withdraw", methods=["GET", "POST"])
@needs("training", "withdraw")
def withdraw_training(training_id: UUID) -> Answer:
    """Say what withdrawing does, and withdraw once that was confirmed by a word."""
    found, word = own_training(training_id), gettext(words.library.WITHDRAW)
    form = forms_of(found, STEPS, "withdraw")["withdraw"]
    if form.is_sent:
        form.confirm(CONFIRMATION, word)
    if (step := taken([form], STEPS, training_id=found["id"])) is not None:
        return go("console.library.training", training_id=found["id"], done=step.done)
    back = {"endpoint": "console.library.training", "training_id": found["id"]}
    return library_page("withdraw.html", status=form.status, form=form, word=word, record=found, back=back)


def own_training(training_id: UUID) -> Record:
    """Return our own training. NotFound."""
    return own("get_training", "training_id", training_id)


def _comes_back(form: Form) -> bool:
    """Do what a button asked for that only adds to the form; say whether one did."""
    if not asks_for_language():
        return False
    add_language(form, "title")
    return True
