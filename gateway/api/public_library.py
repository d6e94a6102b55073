"""What everybody may read of the library, without signing in."""

from gateway.api.resource import Resource
from services.library.schemas import citations, instruments, trainings, works

public = Resource("public-library", service="library", path="/public", description="The library, as everybody may read it.")
resources = (public,)

public.add(
    "GET",
    "/principles",
    "list_public_principles",
    asks=instruments.ListPrinciples,
    answers=instruments.PrinciplesView,
    says="The Basic Principles on the Role of Lawyers, in their order.",
    public=True,
)
public.add(
    "GET",
    "/principles/<int:number>",
    "get_public_principle",
    asks=instruments.GetPrinciple,
    answers=instruments.ProvisionView,
    says="One of the Basic Principles.",
    public=True,
)

OF_WORKS = (
    (
        "/trainings",
        "list_public_trainings",
        trainings.ListPublicTrainings,
        trainings.PublicTrainingList,
        "Published trainings and practices.",
    ),
    (
        "/trainings/<uuid:training_id>",
        "get_public_training",
        trainings.GetTraining,
        trainings.PublicTrainingView,
        "One; 410 once withdrawn.",
    ),
    ("/works", "list_public_works", works.ListPublicWorks, works.PublicWorkList, "Published works, newest first."),
    ("/works/<uuid:work_id>", "get_public_work", works.GetWork, works.PublicWorkView, "One published work; 410 once it was withdrawn."),
    (
        "/passages",
        "list_public_citing",
        citations.ListCiting,
        citations.CitingList,
        "Published passages that cite a principle, newest first.",
    ),
    ("/passages/<uuid:passage_id>", "get_public_passage", citations.GetPassage, citations.CitingView, "One published passage."),
)
for rule, method, asks, answers, says in OF_WORKS:
    public.add("GET", rule, method, asks=asks, answers=answers, says=says, public=True)
