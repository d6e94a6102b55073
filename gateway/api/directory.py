"""Organisations, members, invitations, API clients, sharing groups."""

from gateway.api.resource import Resource
from services.directory.schemas import organisations as schemas

ORGANISATION, MEMBER, GROUP = "/<uuid:organisation_id>", "/<uuid:membership_id>", "/<uuid:group_id>"

organisations = Resource("organisations", service="directory", description="The organisations of the site.")
members = Resource("members", service="directory", description="The members of your organisation and their roles.")
invitations = Resource("invitations", service="directory", description="Links by which people become members; each is shown once.")
api_clients = Resource("api-clients", service="directory", description="Programs of your organisation; a key is shown once.")
sharing_groups = Resource("sharing-groups", service="directory", description="Organisations that one organisation may address together.")
resources = (organisations, members, invitations, api_clients, sharing_groups)

organisations.add(
    "GET", "", "list_organisations", asks=schemas.ListPage, answers=schemas.OrganisationList, says="The organisations of the site."
)
organisations.add(
    "POST",
    "",
    "create_organisation",
    asks=schemas.CreateOrganisation,
    answers=schemas.OrganisationView,
    says="A new organisation; for operators.",
    status=201,
)
organisations.add(
    "GET", ORGANISATION, "get_organisation", asks=schemas.GetOrganisation, answers=schemas.OrganisationView, says="One organisation."
)
organisations.add(
    "PATCH",
    ORGANISATION,
    "amend_organisation",
    asks=schemas.AmendOrganisation,
    answers=schemas.OrganisationView,
    says="Change your organisation's profile.",
)

members.add("GET", "", "list_members", asks=schemas.ListPage, answers=schemas.MemberList, says="The members of your organisation.")
members.add("GET", MEMBER, "get_member", asks=schemas.GetMember, answers=schemas.MemberView, says="One member.")
members.add("PATCH", MEMBER, "amend_member", asks=schemas.AmendMember, answers=schemas.MemberView, says="Give a member other roles.")
members.add(
    "POST",
    f"{MEMBER}/end",
    "end_membership",
    asks=schemas.EndMembership,
    answers=schemas.MemberView,
    says="A member leaves; sessions end at once.",
)
members.add(
    "POST",
    f"{MEMBER}/recover",
    "recover_member",
    asks=schemas.RecoverMember,
    answers=schemas.LinkView,
    says="A link to choose a new password, shown once.",
    status=201,
)

invitations.add("GET", "", "list_invitations", asks=schemas.ListPage, answers=schemas.InvitationList, says="Invitations not used yet.")
invitations.add(
    "POST",
    "",
    "invite_member",
    asks=schemas.InviteMember,
    answers=schemas.LinkView,
    says="Invite a person by a link that is shown once.",
    status=201,
)
invitations.add(
    "DELETE",
    "/<uuid:invitation_id>",
    "withdraw_invitation",
    asks=schemas.WithdrawInvitation,
    answers=None,
    says="Make an invitation worthless.",
    status=204,
)

api_clients.add(
    "GET", "", "list_api_clients", asks=schemas.ListPage, answers=schemas.ApiClientList, says="The programs of your organisation."
)
api_clients.add(
    "POST",
    "",
    "create_api_client",
    asks=schemas.CreateApiClient,
    answers=schemas.NewApiClientView,
    says="A new program; its key is shown once.",
    status=201,
)
api_clients.add(
    "GET",
    "/<uuid:api_client_id>",
    "get_api_client",
    asks=schemas.RevokeApiClient,
    answers=schemas.ApiClientView,
    says="One program, without its key.",
)
api_clients.add(
    "DELETE",
    "/<uuid:api_client_id>",
    "revoke_api_client",
    asks=schemas.RevokeApiClient,
    answers=None,
    says="End a program's key at once.",
    status=204,
)

sharing_groups.add(
    "GET",
    "",
    "list_sharing_groups",
    asks=schemas.ListPage,
    answers=schemas.SharingGroupList,
    says="The sharing groups your organisation is in.",
)
sharing_groups.add(
    "POST", "", "create_sharing_group", asks=schemas.CreateSharingGroup, answers=schemas.SharingGroupView, says="A new group.", status=201
)
sharing_groups.add("GET", GROUP, "get_sharing_group", asks=schemas.GetSharingGroup, answers=schemas.SharingGroupView, says="One group.")
sharing_groups.add(
    "POST",
    f"{GROUP}/members",
    "add_group_member",
    asks=schemas.ChangeGroupMember,
    answers=schemas.SharingGroupView,
    says="Add an organisation; it sees what is shared from now on.",
)
sharing_groups.add(
    "POST",
    f"{GROUP}/members/remove",
    "remove_group_member",
    asks=schemas.ChangeGroupMember,
    answers=schemas.SharingGroupView,
    says="Remove an organisation; it loses sight at once.",
)
