"""The entrypoints of trainings and practices."""

from typing import Any
from uuid import UUID

from chassis.contexts import Viewer
from chassis.entrypoints.service import Service, indexable, reapplies, rpc, timer
from chassis.indexable import Indexable
from chassis.representations import Representation
from chassis.storage import Transaction
from services.library.actions import trainings as actions
from services.library.queries import indexable as found_by
from services.library.queries import trainings as queries
from services.library.schemas import trainings as schemas

Request = dict[str, Any]
Json = dict[str, Any]


class Trainings(Service):
    """The part of the service that speaks of trainings."""

    @rpc(schemas.GetTraining, returns=schemas.TrainingView)
    def get_training(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return a training by our own id, or by the id it was published under."""
        return queries.training_view(tx, viewer, request["training_id"], now=self.now())

    @rpc(schemas.ListTrainings, returns=schemas.TrainingList)
    def list_trainings(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return our own trainings, or those that everybody published."""
        return queries.list_trainings(tx, viewer, request=request, now=self.now())

    @rpc(schemas.CreateTraining, returns=schemas.TrainingView, then="get_training")
    def create_training(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Begin a training or a practice."""
        return {"training_id": actions.create_training(tx, viewer, **request, now=self.now()).id}

    @rpc(schemas.AmendTraining, returns=schemas.TrainingView, then="get_training")
    def amend_training(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Change what is known of a training."""
        actions.amend_training(tx, viewer, **request, now=self.now())
        return {"training_id": request["training_id"]}

    @rpc(schemas.SubmitTraining, returns=schemas.TrainingView, then="get_training")
    def submit_training(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Ask for review."""
        actions.submit_training(tx, viewer, **request, now=self.now())
        return {"training_id": request["training_id"]}

    @rpc(schemas.PublishTraining, returns=schemas.TrainingView, then="get_training")
    def publish_training(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Let everybody read a training."""
        actions.publish_training(tx, viewer, **request, now=self.now())
        return {"training_id": request["training_id"]}

    @rpc(schemas.ReviewTraining, returns=schemas.TrainingView, then="get_training")
    def review_training(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Say that a training was looked at and holds."""
        actions.review_training(tx, viewer, **request, now=self.now())
        return {"training_id": request["training_id"]}

    @rpc(schemas.SupersedeTraining, returns=schemas.TrainingView, then="get_training")
    def supersede_training(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Let a newer training stand for it."""
        actions.supersede_training(tx, viewer, **request, now=self.now())
        return {"training_id": request["training_id"]}

    @rpc(schemas.WithdrawTraining, returns=schemas.TrainingView, then="get_training")
    def withdraw_training(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Take a training from everybody for good."""
        actions.withdraw_training(tx, viewer, **request, now=self.now())
        return {"training_id": request["training_id"]}

    @rpc(schemas.ListPublicTrainings, returns=schemas.PublicTrainingList, anonymous=True)
    def list_public_trainings(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return what everybody may read."""
        return queries.list_public_trainings(tx, request=request, now=self.now())

    @rpc(schemas.GetTraining, returns=schemas.PublicTrainingView, anonymous=True)
    def get_public_training(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return one training as everybody may read it; `gone` once it was withdrawn."""
        return queries.public_training(tx, request["training_id"], now=self.now())

    @timer(actions.REVIEW)
    def remind_of_review(self, tx: Transaction, viewer: Viewer, args: Json) -> None:
        """Let a training whose day has come stand among those to be looked at."""
        actions.remind(tx, viewer, training_id=UUID(args["training_id"]), now=self.now())

    @reapplies(actions.WITHDRAWN)
    def withdraw_training_again(self, tx: Transaction, viewer: Viewer, entry: Json) -> bool:
        """Withdraw a training that was withdrawn before the database was put back."""
        return actions.withdraw_again(tx, viewer, training_id=UUID(entry["id"]), now=self.now())

    @indexable(actions.KIND)
    def indexable_training(self, published: Representation) -> Indexable:
        """Return what a published training is found by."""
        return found_by.indexable_training(published)
