"""The library: principles and other instruments, and what cites them."""

from gateway.api.resource import Resource
from services.library.schemas import citations, imports, instruments, references, trainings, works

library = Resource("library", service="library", description="The Basic Principles, other instruments, and what cites them.")
resources = (library,)

library.add(
    "GET",
    "/principles",
    "list_principles",
    asks=instruments.ListPrinciples,
    answers=instruments.PrinciplesView,
    says="The Basic Principles on the Role of Lawyers, in their order.",
)
library.add(
    "GET",
    "/principles/<int:number>",
    "get_principle",
    asks=instruments.GetPrinciple,
    answers=instruments.ProvisionView,
    says="One of the Basic Principles.",
)
library.add(
    "GET",
    "/instruments",
    "list_instruments",
    asks=instruments.ListInstruments,
    answers=instruments.InstrumentsView,
    says="Every instrument that the library holds.",
)
library.add(
    "GET",
    "/instruments/<instrument_code>",
    "get_instrument",
    asks=instruments.GetInstrument,
    answers=instruments.InstrumentView,
    says="One instrument with its provisions.",
)

WORK = "/works/<uuid:work_id>"
OF_WORKS = (
    (
        "GET",
        "/works",
        "list_works",
        works.ListWorks,
        works.WorkList,
        "Your organisation's works, or with `of=published` what everybody published.",
    ),
    ("GET", WORK, "get_work", works.GetWork, works.WorkView, "One work, as you may see it."),
    ("PATCH", WORK, "amend_work", works.AmendWork, works.WorkView, "Change what is known of a work."),
    ("POST", f"{WORK}/submit", "submit_work", works.SubmitWork, works.WorkView, "Ask for review."),
    ("POST", f"{WORK}/send-back", "send_back_work", works.SendBackWork, works.WorkView, "Give a work in review back."),
    ("POST", f"{WORK}/publish", "publish_work", works.PublishWork, works.WorkView, "Let everybody read it as it stands."),
    ("POST", f"{WORK}/withdraw", "withdraw_work", works.WithdrawWork, works.WorkView, "Take it from everybody for good."),
    ("POST", f"{WORK}/expressions", "add_expression", works.AddExpression, works.WorkView, "Say in which language there is a text."),
    ("GET", f"{WORK}/passages", "list_passages", works.ListPassages, works.PassageList, "The passages of your work, in their order."),
    ("PUT", "/expressions/<uuid:expression_id>/text", "put_text", works.PutText, works.WorkView, "The text, cut into passages."),
    ("POST", "/expressions/<uuid:expression_id>/passages", "add_passage", works.AddPassage, works.WorkView, "One passage by hand."),
    ("GET", "/citations", "list_citations", citations.ListCitations, citations.CitationList, "The citations in your organisation's works."),
    ("GET", "/citations/<uuid:citation_id>", "get_citation", citations.GetCitation, citations.CitationView, "One citation."),
    (
        "POST",
        "/citations/<uuid:citation_id>/decide",
        "decide_citation",
        citations.DecideCitation,
        citations.CitationView,
        "Accept or reject it.",
    ),
    ("POST", "/passages/<uuid:passage_id>/citations", "add_citation", citations.AddCitation, works.WorkView, "Note what a passage cites."),
)
for verb, rule, method, asks, answers, says in OF_WORKS:
    library.add(verb, rule, method, asks=asks, answers=answers, says=says)
library.add(
    "POST",
    "/works/import/preview",
    "preview_import",
    asks=imports.PreviewImport,
    answers=imports.WorksImportView,
    says="What an import would do.",
)
library.add(
    "POST", "/works/import", "import_works", asks=imports.ImportWorks, answers=imports.WorksImportView, says="Save what is new as drafts."
)
library.add("POST", "/works", "create_work", asks=works.CreateWork, answers=works.WorkView, says="Begin a work.", status=201)

TRAINING = "/trainings/<uuid:training_id>"
CHANGES = (
    ("PATCH", TRAINING, "amend_training", trainings.AmendTraining, "Change what is known of a training."),
    ("POST", f"{TRAINING}/submit", "submit_training", trainings.SubmitTraining, "Ask for review."),
    ("POST", f"{TRAINING}/publish", "publish_training", trainings.PublishTraining, "Let everybody read it as it stands."),
    ("POST", f"{TRAINING}/review", "review_training", trainings.ReviewTraining, "Say that it was looked at and holds until another day."),
    ("POST", f"{TRAINING}/supersede", "supersede_training", trainings.SupersedeTraining, "Let a newer one stand for it."),
    ("POST", f"{TRAINING}/withdraw", "withdraw_training", trainings.WithdrawTraining, "Take it from everybody for good."),
)
for verb, rule, method, changes, says in CHANGES:
    library.add(verb, rule, method, asks=changes, answers=trainings.TrainingView, says=says)
library.add(
    "GET", "/trainings", "list_trainings", asks=trainings.ListTrainings, answers=trainings.TrainingList, says="Trainings and practices."
)
library.add("GET", TRAINING, "get_training", asks=trainings.GetTraining, answers=trainings.TrainingView, says="One training or practice.")
library.add(
    "POST", "/trainings", "create_training", asks=trainings.CreateTraining, answers=trainings.TrainingView, says="Begin one.", status=201
)

library.add(
    "GET",
    f"{WORK}/references",
    "list_references",
    asks=references.ListReferences,
    answers=references.ReferencesView,
    says="What refers to it.",
)
library.add(
    "POST",
    f"{WORK}/references",
    "add_reference",
    asks=references.AddReference,
    answers=works.WorkView,
    says="Let a case or an alert refer to it.",
)
library.add(
    "POST", f"{WORK}/references/remove", "remove_reference", asks=references.RemoveReference, answers=works.WorkView, says="Take it away."
)
for kind, record in (("case", references.ListWorksOfCase), ("alert", references.ListWorksOfAlert)):
    says = f"The works that the {kind} refers to."
    rule = f"/{kind}s/<uuid:{kind}_id>/works"
    library.add("GET", rule, f"list_works_of_{kind}", asks=record, answers=references.ReferredWorksView, says=says)
