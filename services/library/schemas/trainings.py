"""Requests and views of training resources and practices."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, ByKey, Lang, Page, Schema, Text, Version, listing
from chassis.vocabularies import one_of
from services.library.schemas.works import GUARDED, LINK, MOST, MOST_LANGUAGES

FOUR_WEEKS_MINUTES = 40_320


class TrainingTextBody(Schema):
    """What a training is called in one language, what it is, and what people can do afterwards."""

    title = Text(required=True, max_length=300, metadata=GUARDED)
    description = Text(load_default="", max_length=10_000, multiline=True, metadata=GUARDED)
    objectives = Text(load_default="", max_length=5_000, multiline=True, metadata=GUARDED)


class AmendedTraining(Schema):
    """Any part of what is known of a training; lists and texts are replaced as a whole."""

    kind = fields.String(validate=one_of("training-kinds"))
    texts = ByKey(keys=Lang(), values=fields.Nested(TrainingTextBody), validate=MOST_LANGUAGES, metadata=GUARDED)
    audiences = fields.List(fields.String(validate=one_of("training-audiences")), validate=MOST)
    level = fields.String(allow_none=True, validate=one_of("training-levels"))
    duration_minutes = fields.Integer(strict=True, allow_none=True, validate=validate.Range(min=1, max=FOUR_WEEKS_MINUTES))
    principles = fields.List(fields.String(validate=one_of("basic-principles")), validate=MOST)
    licence = Text(max_length=200)
    source_url = fields.String(validate=LINK)
    review_by = fields.Date(allow_none=True)


class CreateTraining(AmendedTraining):
    """Begin a training or a practice: its kind, and what it is called in one language at least."""

    kind = fields.String(required=True, validate=one_of("training-kinds"))
    texts = ByKey(required=True, keys=Lang(), values=fields.Nested(TrainingTextBody), validate=MOST_LANGUAGES, metadata=GUARDED)


class GetTraining(Schema):
    """`training_id` is our own id, or the id under which it was published."""

    training_id = fields.UUID(required=True)


class ChangeTraining(GetTraining):
    """What every change names: the training and the version the caller read."""

    version = Version(required=True)


class AmendTraining(ChangeTraining, AmendedTraining):
    """Change what is known of a training."""


class SubmitTraining(ChangeTraining):
    """Ask for review."""


class PublishTraining(ChangeTraining):
    """Let everybody read it as it stands."""


class ReviewTraining(ChangeTraining):
    """Say that a published training was looked at and holds until another day (null: for good)."""

    review_by = fields.Date(required=True, allow_none=True)


class SupersedeTraining(ChangeTraining):
    """Let a newer published training of ours stand for it."""

    superseded_by = fields.UUID(required=True)


class WithdrawTraining(ChangeTraining):
    """Take it from everybody for good. The note stays inside the organisation."""

    note = Text(load_default="", max_length=2000, multiline=True, metadata=GUARDED)


class TrainingFilters(Page):
    """What lists of trainings are narrowed by."""

    kind = fields.List(fields.String(validate=one_of("training-kinds")), load_default=list)
    audience = fields.List(fields.String(validate=one_of("training-audiences")), load_default=list)
    level = fields.List(fields.String(validate=one_of("training-levels")), load_default=list)
    lang = fields.List(Lang(), load_default=list)
    principle = fields.List(fields.String(validate=one_of("basic-principles")), load_default=list)


class ListTrainings(TrainingFilters):
    """Our own trainings, or with `of=published` everybody's; `review_due`: those of ours whose day to be looked at has come."""

    of = fields.String(load_default="own", validate=validate.OneOf(["own", "published"]))
    state = fields.List(fields.String(validate=one_of("training-states")), load_default=list)
    review_due = fields.Boolean(load_default=False)


class ListPublicTrainings(TrainingFilters):
    """What everybody may read; newest first."""


class PublicTrainingView(Schema):
    """A training as everybody reads it; `superseded_by` is the published id of the newer one."""

    id = fields.UUID(required=True)
    representation = fields.String(required=True, validate=validate.OneOf(["full", "public"]))
    version = Version(required=True)
    organisation_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    texts = ByKey(required=True, keys=Lang(), values=fields.Nested(TrainingTextBody), metadata=GUARDED)
    audiences = fields.List(fields.String(), required=True)
    level = fields.String(required=True, allow_none=True)
    duration_minutes = fields.Integer(required=True, allow_none=True)
    principles = fields.List(fields.String(), required=True)
    licence = fields.String(required=True)
    source_url = fields.String(required=True)
    review_by = fields.Date(required=True, allow_none=True)
    superseded_by = fields.UUID(required=True, allow_none=True)
    published_at = AwareDateTime(required=True, allow_none=True)
    updated_at = AwareDateTime(required=True)


class TrainingView(PublicTrainingView):
    """A training. What stands here beyond the public view is there only for its organisation (`representation` is `full`)."""

    state = fields.String()
    review_due = fields.Boolean()
    published_as = fields.UUID(allow_none=True)
    withdrawn_at = AwareDateTime(allow_none=True)
    withdrawal_note = fields.String(metadata=GUARDED)
    steps = fields.List(fields.String())
    created_at = AwareDateTime()


TrainingList = listing(TrainingView)
PublicTrainingList = listing(PublicTrainingView)
