"""Requests and views of citations."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, ByKey, Country, Lang, Page, PartialDateField, Schema, Text, Version, listing
from chassis.vocabularies import one_of
from services.library.schemas.works import GUARDED, IdentifierBody, StatusLineBody

SUB = validate.Regexp(r"[a-z]{0,2}\Z")


class ReadingBody(Schema):
    """What a person says of a citation: how it is made, what the passage does with it, whether a law conforms."""

    manner = fields.String(load_default="explicit", validate=one_of("citation-manners"))
    use = fields.String(load_default=None, allow_none=True, validate=one_of("citation-uses"))
    conformity = fields.String(load_default=None, allow_none=True, validate=one_of("conformities"))


class AddCitation(ReadingBody):
    """Note that a passage cites a provision (`instrument` and `number`) or one of our works; offsets are characters of its text."""

    passage_id = fields.UUID(required=True)
    instrument = fields.String(load_default="basic-principles", validate=validate.Length(max=60))
    number = Text(load_default="", max_length=20)
    cited_work_id = fields.UUID(load_default=None, allow_none=True)
    sub = fields.String(load_default="", validate=SUB)
    start = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(min=0))
    end = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(min=1))


class GetCitation(Schema):
    """One citation in one of our works."""

    citation_id = fields.UUID(required=True)


class DecideCitation(GetCitation):
    """Accept or reject a citation, and say how it is to be read."""

    version = Version(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["accepted", "rejected"]))
    manner = fields.String(validate=one_of("citation-manners"))
    use = fields.String(allow_none=True, validate=one_of("citation-uses"))
    conformity = fields.String(allow_none=True, validate=one_of("conformities"))


class ListCitations(Page):
    """Citations in our own works: of one work, or those that wait to be decided about."""

    state = fields.List(fields.String(validate=one_of("citation-states")), load_default=list)
    work_id = fields.UUID(load_default=None, allow_none=True)
    principle = fields.List(fields.String(validate=one_of("basic-principles")), load_default=list)


class ListCiting(Page):
    """What everybody may read that cites a provision: passages, the newest published first."""

    principle = fields.List(fields.String(validate=one_of("basic-principles")), load_default=list)
    kind = fields.List(fields.String(validate=one_of("work-kinds")), load_default=list)
    country = fields.List(Country(), load_default=list)
    year = fields.List(fields.Integer(strict=True, validate=validate.Range(min=1000, max=2999)), load_default=list)
    use = fields.List(fields.String(validate=one_of("citation-uses")), load_default=list)
    conformity = fields.List(fields.String(validate=one_of("conformities")), load_default=list)
    importance = fields.List(fields.String(validate=one_of("importance")), load_default=list)
    lang = fields.List(Lang(), load_default=list)
    work_id = fields.UUID(load_default=None, allow_none=True)


class GetPassage(Schema):
    """One passage by the id under which it was published."""

    passage_id = fields.UUID(required=True)


class CitationView(Schema):
    """A citation in one of our works, with the passage it stands in."""

    id = fields.UUID(required=True)
    version = Version(required=True)
    state = fields.String(required=True)
    work_id = fields.UUID(required=True)
    work_titles = ByKey(required=True, keys=Lang(), values=fields.String(), metadata=GUARDED)
    work_kind = fields.String(required=True)
    work_is_published = fields.Boolean(required=True)
    passage_id = fields.UUID(required=True)
    anchor = fields.String(required=True)
    lang = fields.String(required=True)
    text = fields.String(required=True, metadata=GUARDED)
    instrument = fields.String(required=True, allow_none=True)
    number = fields.String(required=True, allow_none=True)
    title = fields.String(required=True, allow_none=True)
    cited_work_id = fields.UUID(required=True, allow_none=True)
    sub = fields.String(required=True)
    start = fields.Integer(required=True, allow_none=True)
    end = fields.Integer(required=True, allow_none=True)
    manner = fields.String(required=True)
    use = fields.String(required=True, allow_none=True)
    conformity = fields.String(required=True, allow_none=True)
    annotator = fields.String(required=True)
    by_parser = fields.Boolean(required=True)
    updated_at = AwareDateTime(required=True)


class CitedView(Schema):
    """What a published passage cites, and how."""

    instrument = fields.String(required=True, allow_none=True)
    number = fields.String(required=True, allow_none=True)
    is_principle = fields.Boolean(required=True)
    provision_id = fields.UUID(required=True, allow_none=True)
    work_id = fields.UUID(required=True, allow_none=True)
    sub = fields.String(required=True)
    start = fields.Integer(required=True, allow_none=True)
    end = fields.Integer(required=True, allow_none=True)
    manner = fields.String(required=True)
    use = fields.String(required=True, allow_none=True)
    conformity = fields.String(required=True, allow_none=True)


class CitingWorkView(Schema):
    """What a published passage says of the work it stands in."""

    titles = ByKey(required=True, keys=Lang(), values=fields.String())
    kind = fields.String(required=True)
    issuer = fields.String(required=True)
    identifiers = fields.List(fields.Nested(IdentifierBody), required=True)
    date = PartialDateField(required=True, allow_none=True)
    countries = fields.List(fields.String(), required=True)
    importance = fields.String(required=True, allow_none=True)
    status_lines = fields.List(fields.Nested(StatusLineBody), required=True)


class CitingView(Schema):
    """A published passage that cites something: its text, what stands around it, its work and its citations."""

    id = fields.UUID(required=True)
    version = Version(required=True)
    organisation_id = fields.UUID(required=True)
    work_id = fields.UUID(required=True)
    work = fields.Nested(CitingWorkView, required=True)
    anchor = fields.String(required=True)
    lang = fields.String(required=True)
    text = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)
    citations = fields.List(fields.Nested(CitedView), required=True)
    updated_at = AwareDateTime(required=True)


CitationList = listing(CitationView)
CitingList = listing(CitingView)
