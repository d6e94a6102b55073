"""Requests and views of organisations, members, links, API clients and sharing groups."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, Country, Page, Schema, Text, Version, listing
from services.directory.schemas.sign_in import GUARDED, PASSWORD, SECRET, TOKEN

ORGANISATION_KINDS = ("ngo", "bar", "law_firm", "igo", "network")
ROLES = fields.List(fields.String(validate=validate.Length(max=40)), required=True, validate=validate.Length(min=1, max=10))


class GetOrganisation(Schema):
    """One organisation of the site."""

    organisation_id = fields.UUID(required=True)


class CreateOrganisation(Schema):
    """A new organisation of the site. Its first admin comes by the command line."""

    name = Text(required=True, max_length=200)
    kind = fields.String(required=True, validate=validate.OneOf(ORGANISATION_KINDS))
    country = Country(required=True)
    profile = Text(load_default="", max_length=4000, multiline=True)


class AmendOrganisation(GetOrganisation):
    """Change the profile, or whether members need a second factor."""

    version = Version(required=True)
    name = Text(max_length=200, validate=validate.Length(min=1))
    profile = Text(max_length=4000, multiline=True)
    second_factor = fields.Boolean()


class OrganisationView(Schema):
    """An organisation as everybody of the site sees it."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    country = fields.String(required=True)
    profile = fields.String(required=True)
    second_factor = fields.Boolean(required=True)
    version = fields.Integer(required=True)


class GetMember(Schema):
    """One member of one's own organisation."""

    membership_id = fields.UUID(required=True)


class ResolveMembers(GetOrganisation):
    """Memberships of which a service wants to know whether they are an organisation's."""

    membership_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(max=200))


class ResolvedMemberView(Schema):
    """What a member may do, without who it is."""

    id = fields.UUID(required=True)
    roles = fields.List(fields.String(), required=True)


class ResolvedMembersView(Schema):
    """Those of the memberships that are active in the organisation."""

    members = fields.List(fields.Nested(ResolvedMemberView), required=True)


class ResolveViewers(Schema):
    """Memberships of which a service wants to know what they may see today."""

    membership_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(max=200))


class ResolvedViewerView(ResolvedMemberView):
    """A member as a viewer: no name, no address."""

    person_id = fields.UUID(required=True)
    organisation_id = fields.UUID(required=True)
    groups = fields.List(fields.UUID(), required=True)
    ceiling = fields.String(required=True)


class ResolvedViewersView(Schema):
    """Those of the memberships that are active."""

    viewers = fields.List(fields.Nested(ResolvedViewerView), required=True)


class AmendMember(GetMember):
    """Give a member other roles. What they hold open sees it at once."""

    version = Version(required=True)
    roles = ROLES


class EndMembership(GetMember):
    """A member leaves: sessions end at once, the record stays."""

    version = Version(required=True)


class MemberView(Schema):
    """A member of one's own organisation."""

    id = fields.UUID(required=True)
    name = fields.String(required=True, metadata=GUARDED)
    email = fields.String(required=True, metadata=GUARDED)
    roles = fields.List(fields.String(), required=True)
    state = fields.String(required=True)
    second_factor = fields.Boolean(required=True)
    version = fields.Integer(required=True)


class InviteMember(Schema):
    """Invite a person to one's own organisation by a link that is shown once and lasts a week."""

    email = fields.Email(required=True, validate=validate.Length(max=254), metadata=GUARDED)
    roles = ROLES


class RecoverMember(GetMember):
    """Let a member choose a new password and drop the second factor, by a link that is shown once and lasts a day."""


class LinkView(Schema):
    """A link to hand over in person or by a channel one trusts; it is shown once."""

    id = fields.UUID(required=True)
    token = fields.String(required=True, metadata=SECRET)
    expires_at = AwareDateTime(required=True)


class InvitationView(Schema):
    """An invitation that was not used yet."""

    id = fields.UUID(required=True)
    email = fields.String(required=True, metadata=GUARDED)
    roles = fields.List(fields.String(), required=True)
    expires_at = AwareDateTime(required=True)


class WithdrawInvitation(Schema):
    """Make an invitation worthless."""

    invitation_id = fields.UUID(required=True)


class OpenLink(Schema):
    """What a link is for, before it is used."""

    token = fields.String(required=True, validate=TOKEN, metadata=SECRET)


class OpenedLinkView(Schema):
    """What a link is for. Whether the address has an account is not said: who made the link may open it too."""

    kind = fields.String(required=True)
    organisation_name = fields.String(required=True)
    email = fields.String(required=True, metadata=GUARDED)


class AcceptLink(OpenLink):
    """Use the link. Who has an account already gives its password, and keeps its name; a recovery sets a new password."""

    name = Text(load_default="", max_length=200, metadata=GUARDED)
    password = fields.String(required=True, validate=PASSWORD, metadata=SECRET)


class AcceptedView(Schema):
    """The membership that the link opened."""

    membership_id = fields.UUID(required=True)
    organisation_id = fields.UUID(required=True)
    email = fields.String(required=True, metadata=GUARDED)


class CreateApiClient(Schema):
    """A program of the organisation: at most the roles of a member, narrowed by scopes, for at most two years."""

    name = Text(required=True, max_length=100)
    roles = ROLES
    scopes = fields.List(fields.String(validate=validate.Length(max=40)), required=True, validate=validate.Length(min=1, max=30))
    expires_at = AwareDateTime(required=True)


class RevokeApiClient(Schema):
    """End a program's key at once."""

    api_client_id = fields.UUID(required=True)


class ApiClientView(Schema):
    """A program of the organisation. `hint`: the last characters of its key."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    hint = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    scopes = fields.List(fields.String(), required=True)
    expires_at = AwareDateTime(required=True)
    revoked_at = AwareDateTime(required=True, allow_none=True)
    created_at = AwareDateTime(required=True)


class NewApiClientView(ApiClientView):
    """A new program; `key` is said once."""

    key = fields.String(required=True, metadata=SECRET)


class GetSharingGroup(Schema):
    """A sharing group in which one's organisation is."""

    group_id = fields.UUID(required=True)


class CreateSharingGroup(Schema):
    """A new group, with one's own organisation in it."""

    name = Text(required=True, max_length=100)
    organisations = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=100))


class ChangeGroupMember(GetSharingGroup):
    """Add or remove an organisation. Who comes gets nothing shared before; who goes loses sight."""

    version = Version(required=True)
    organisation_id = fields.UUID(required=True)


class GroupMemberView(Schema):
    """An organisation in a group."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    joined_at = AwareDateTime(required=True)


class SharingGroupView(Schema):
    """Organisations that one organisation may address together."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    owner_org = fields.UUID(required=True)
    members = fields.List(fields.Nested(GroupMemberView), required=True)
    version = fields.Integer(required=True)


class ListPage(Page):
    """A page of what the viewer's organisation has."""


OrganisationList = listing(OrganisationView)
MemberList = listing(MemberView)
InvitationList = listing(InvitationView)
ApiClientList = listing(ApiClientView)
SharingGroupList = listing(SharingGroupView)
