"""The directory's entrypoints."""

from functools import cached_property
from typing import Any
from uuid import UUID

from chassis.contexts import PrivateKey, Viewer
from chassis.entrypoints.service import Service, consumes, reapplies, rpc
from chassis.messages import Received
from chassis.storage import Transaction
from services.directory import contracts, queries
from services.directory.actions import members, organisations, reminding, restoring, sign_in
from services.directory.credentials import Passwords
from services.directory.schemas import organisations as org_schemas
from services.directory.schemas import sign_in as schemas

Request = dict[str, Any]


class WithPasswords(Service):
    """What both parts below need."""

    @cached_property
    def passwords(self) -> Passwords:
        """How passwords are hashed here."""
        return Passwords()


class SigningIn(WithPasswords):
    """Sessions, second factor, and the contexts that only the directory signs."""

    @cached_property
    def key(self) -> PrivateKey:
        """The key of the contexts."""
        return self.keyring.signing(self.name)

    @rpc(schemas.SignIn, returns=schemas.SignedInView, anonymous=True, transaction=False)
    def sign_in(self, viewer: Viewer, request: Request) -> Any:
        """Begin a session. Forbidden `sign-in-refused`, `sign-in-locked`, `second-factor-needed`."""
        session_id, secret = sign_in.sign_in(self.database, self.passwords, **request, epoch=self.epoch.current(), now=self.now())
        with self.database.reading() as tx:
            view = queries.new_session_context(tx, session_id=session_id, key=self.key, site=self.settings.site, now=self.now())
        return {**view, "session_secret": secret}

    @rpc(schemas.ResolveSession, returns=schemas.ContextView, anonymous=True, transaction=False)
    def resolve_session(self, viewer: Viewer, request: Request) -> Any:
        """Return the signed context of a session. Forbidden `session-ended`."""
        now, epoch = self.now(), self.epoch.current()
        with self.database.reading() as tx:
            view, seen_at = queries.session_context(
                tx, secret=request["secret"], epoch=epoch, key=self.key, site=self.settings.site, now=now
            )
        sign_in.note_seen(self.database, view["session_id"], seen_at=seen_at, now=now)
        return view

    @rpc(schemas.ResolveApiKey, returns=schemas.ContextView, anonymous=True)
    def resolve_api_key(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return the signed context of an API client. Forbidden `key-refused`."""
        return queries.client_context(tx, api_key=request["key"], key=self.key, site=self.settings.site, now=self.now())

    @rpc(schemas.Nothing, returns=schemas.ContextView, anonymous=True, transaction=False)
    def public_context(self, viewer: Viewer, request: Request) -> Any:
        """Return the signed context of somebody who did not sign in."""
        return queries.public_context(key=self.key, site=self.settings.site, now=self.now())

    @rpc(schemas.Nothing, returns=schemas.MeView)
    def get_me(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return who one is."""
        return queries.me(tx, viewer)

    @rpc(org_schemas.ListPage, returns=schemas.SessionList)
    def list_sessions(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return one's own open sessions."""
        return queries.list_sessions(tx, viewer, request, epoch=self.epoch.current(), now=self.now())

    @rpc(schemas.EndSession, writes=True)
    def end_session(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """End one of one's own sessions. NotFound."""
        sign_in.end_session(tx, viewer, **request, now=self.now())
        return {"session_id": request["session_id"]}, None

    @rpc(schemas.Nothing, writes=True)
    def end_all_sessions(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Sign out everywhere."""
        sign_in.end_all_sessions(tx, viewer, now=self.now())
        return {}, None

    @rpc(schemas.ChangePassword, transaction=False)
    def change_password(self, viewer: Viewer, request: Request) -> None:
        """Set a new password; every other session ends. Forbidden, Invalid."""
        sign_in.change_password(self.database, self.passwords, viewer, **request, now=self.now())

    @rpc(schemas.Nothing, returns=schemas.TotpView, writes=True)
    def enrol_totp(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Begin a second factor; the secret is shown once."""
        return {}, sign_in.enrol_totp(tx, viewer, site=self.settings.site, now=self.now())

    @rpc(schemas.TotpCode, returns=schemas.MeView, then="get_me")
    def confirm_totp(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Turn the second factor on."""
        sign_in.confirm_totp(tx, viewer, **request, now=self.now())
        return {}

    @rpc(schemas.TotpCode, returns=schemas.MeView, transaction=False)
    def disable_totp(self, viewer: Viewer, request: Request) -> Any:
        """Turn the second factor off, unless an organisation wants one."""
        sign_in.disable_totp(self.database, viewer, **request, now=self.now())
        with self.database.reading() as tx:
            return queries.me(tx, viewer)


class Organisations(WithPasswords):
    """Organisations, members, programs and groups."""

    @rpc(org_schemas.ListPage, returns=org_schemas.OrganisationList, for_command_line=True)
    def list_organisations(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return the organisations of the site."""
        return queries.list_organisations(tx, viewer, request)

    @rpc(org_schemas.GetOrganisation, returns=org_schemas.OrganisationView, for_services=True, for_people=True)
    def get_organisation(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return one organisation. NotFound."""
        return queries.get_organisation(tx, viewer, request["organisation_id"])

    @rpc(org_schemas.CreateOrganisation, then="get_organisation", for_command_line=True)
    def create_organisation(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Add an organisation to the site. Conflict `organisation-exists`."""
        return {"organisation_id": organisations.create_organisation(tx, viewer, **request, now=self.now())}

    @rpc(org_schemas.AmendOrganisation, then="get_organisation", for_command_line=True)
    def amend_organisation(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Change one's own organisation. Conflict `stale-version`."""
        organisations.amend_organisation(tx, viewer, **request, now=self.now())
        return {"organisation_id": request["organisation_id"]}

    @rpc(org_schemas.ListPage, returns=org_schemas.MemberList, for_command_line=True)
    def list_members(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return the members of one's own organisation."""
        return queries.list_members(tx, viewer, request, now=self.now())

    @rpc(org_schemas.GetMember, returns=org_schemas.MemberView, for_command_line=True)
    def get_member(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return one member of one's own organisation. NotFound."""
        return queries.get_member(tx, viewer, request["membership_id"], now=self.now())

    @rpc(org_schemas.ResolveMembers, returns=org_schemas.ResolvedMembersView, for_services=True)
    def resolve_members(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return which of these memberships are active in an organisation, with their roles, for services that rely on it."""
        return {"members": queries.resolve_members(tx, **request)}

    @rpc(org_schemas.ResolveViewers, returns=org_schemas.ResolvedViewersView, for_service="search")
    def resolve_viewers(self, tx: Transaction, _viewer: Viewer, request: Request) -> Any:
        """Return what these members may see today, for the searches that they keep."""
        return {"viewers": queries.resolve_viewers(tx, request["membership_ids"])}

    @consumes(contracts.ReminderIssuedReader)
    def on_reminder_issued(self, tx: Transaction, message: Received) -> None:
        """Send a member a mail that says how much waits for them."""
        reminding.remind_member(tx, **message.data, now=self.now())

    @rpc(org_schemas.AmendMember, then="get_member", for_command_line=True)
    def amend_member(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Give a member other roles. Conflict `last-admin`, `stale-version`."""
        members.amend_member(tx, viewer, **request, now=self.now())
        return {"membership_id": request["membership_id"]}

    @rpc(org_schemas.EndMembership, then="get_member", for_command_line=True)
    def end_membership(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Let a member go. Conflict `last-admin`, `stale-version`."""
        members.end_membership(tx, viewer, **request, now=self.now())
        return {"membership_id": request["membership_id"]}

    @rpc(org_schemas.InviteMember, returns=org_schemas.LinkView, writes=True, for_command_line=True)
    def invite_member(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Make an invitation whose link is shown once. Conflict `member-exists`."""
        link, token = members.invite_member(tx, viewer, **request, now=self.now())
        return {"invitation_id": link.id}, {"id": link.id, "token": token, "expires_at": link.expires_at}

    @rpc(org_schemas.RecoverMember, returns=org_schemas.LinkView, writes=True, for_command_line=True)
    def recover_member(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Make a link with which a member sets a new password; shown once."""
        link, token = members.recover_member(tx, viewer, **request, now=self.now())
        return {"membership_id": request["membership_id"]}, {"id": link.id, "token": token, "expires_at": link.expires_at}

    @rpc(org_schemas.ListPage, returns=org_schemas.InvitationList, for_command_line=True)
    def list_invitations(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return the invitations that can still be used."""
        return queries.list_invitations(tx, viewer, request, now=self.now())

    @rpc(org_schemas.WithdrawInvitation, writes=True, for_command_line=True)
    def withdraw_invitation(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Make an invitation worthless. NotFound."""
        members.withdraw_invitation(tx, viewer, **request, now=self.now())
        return {"invitation_id": request["invitation_id"]}, None

    @rpc(org_schemas.OpenLink, returns=org_schemas.OpenedLinkView, anonymous=True)
    def open_link(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return what a link is for. NotFound `link-worthless`."""
        return queries.opened_link(tx, **request, now=self.now())

    @rpc(org_schemas.AcceptLink, returns=org_schemas.AcceptedView, anonymous=True, transaction=False)
    def accept_link(self, viewer: Viewer, request: Request) -> Any:
        """Use a link. NotFound `link-worthless`, Forbidden `sign-in-refused`, Invalid."""
        member = members.accept_link(self.database, self.passwords, **request, now=self.now())
        return {"membership_id": member.id, "organisation_id": member.org_id}

    @rpc(org_schemas.ListPage, returns=org_schemas.ApiClientList, for_command_line=True)
    def list_api_clients(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return the programs of one's own organisation."""
        return queries.list_api_clients(tx, viewer, request)

    @rpc(org_schemas.CreateApiClient, returns=org_schemas.NewApiClientView, writes=True, for_command_line=True)
    def create_api_client(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Make a program; its key is shown once."""
        client_id, key = organisations.create_api_client(tx, viewer, **request, now=self.now())
        return {"api_client_id": client_id}, {**queries.get_api_client(tx, viewer, client_id), "key": key}

    @rpc(org_schemas.RevokeApiClient, returns=org_schemas.ApiClientView, for_command_line=True)
    def get_api_client(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return one program of one's own organisation. NotFound."""
        return queries.get_api_client(tx, viewer, request["api_client_id"])

    @rpc(org_schemas.RevokeApiClient, then="get_api_client", for_command_line=True)
    def revoke_api_client(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """End a program's key at once. NotFound."""
        organisations.revoke_api_client(tx, viewer, **request, now=self.now())
        return {"api_client_id": request["api_client_id"]}

    @rpc(org_schemas.ListPage, returns=org_schemas.SharingGroupList, for_command_line=True)
    def list_sharing_groups(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return the groups in which one's organisation is."""
        return queries.list_sharing_groups(tx, viewer, request)

    @rpc(org_schemas.GetSharingGroup, returns=org_schemas.SharingGroupView, for_command_line=True)
    def get_sharing_group(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return one group in which one's organisation is. NotFound."""
        return queries.get_sharing_group(tx, viewer, request["group_id"])

    @rpc(org_schemas.GetSharingGroup, returns=org_schemas.SharingGroupView, for_services=True)
    def resolve_group(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Return any group, for services that address it. NotFound."""
        return queries.resolve_group(tx, request["group_id"])

    @rpc(org_schemas.CreateSharingGroup, then="get_sharing_group", for_command_line=True)
    def create_sharing_group(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Make a group with one's own organisation in it. NotFound for an unknown organisation."""
        members_ = request.pop("organisations")
        return {"group_id": organisations.create_sharing_group(tx, viewer, **request, members=members_, now=self.now())}

    @rpc(org_schemas.ChangeGroupMember, then="get_sharing_group", for_command_line=True)
    def add_group_member(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Let an organisation into a group. NotFound, Conflict."""
        organisations.add_group_member(tx, viewer, **request, now=self.now())
        return {"group_id": request["group_id"]}

    @rpc(org_schemas.ChangeGroupMember, then="get_sharing_group", for_command_line=True)
    def remove_group_member(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Take an organisation out of a group. NotFound, Conflict."""
        organisations.remove_group_member(tx, viewer, **request, now=self.now())
        return {"group_id": request["group_id"]}


class Restoring(Service):
    """What was taken since the moment of a database that was put back."""

    @reapplies("membership.ended")
    def end_membership_again(self, tx: Transaction, viewer: Viewer, entry: Request) -> bool:
        """Let a member go who had left."""
        return restoring.end_membership_again(tx, viewer, membership_id=UUID(entry["id"]), now=self.now())

    @reapplies("roles.taken")
    def take_roles_again(self, tx: Transaction, viewer: Viewer, entry: Request) -> bool:
        """Take roles that had been taken."""
        what = {"membership_id": UUID(entry["id"]), "roles": entry["roles"], "version": entry["version"]}
        return restoring.take_roles_again(tx, viewer, **what, now=self.now())

    @reapplies("invitation.withdrawn")
    def withdraw_invitation_again(self, tx: Transaction, viewer: Viewer, entry: Request) -> bool:
        """Make an invitation worthless that had been withdrawn."""
        return restoring.withdraw_invitation_again(tx, invitation_id=UUID(entry["id"]), now=self.now())

    @reapplies("api-client.revoked")
    def revoke_api_client_again(self, tx: Transaction, viewer: Viewer, entry: Request) -> bool:
        """End the key of a program that had been revoked."""
        return restoring.revoke_api_client_again(tx, viewer, api_client_id=UUID(entry["id"]), now=self.now())

    @reapplies("group-member.removed")
    def remove_group_member_again(self, tx: Transaction, viewer: Viewer, entry: Request) -> bool:
        """Take an organisation out of a group that it had to leave."""
        what = {"group_id": UUID(entry["id"]), "organisation_id": UUID(entry["organisation_id"]), "version": entry["version"]}
        return restoring.remove_group_member_again(tx, viewer, **what, now=self.now())


class DirectoryService(SigningIn, Organisations, Restoring, name="directory"):
    """Owns organisations, people, memberships, programs and groups; signs contexts."""
