"""The pages of one's organisation: its profile, its members, invitations, programs."""

from gateway.console.organisation.blueprint import blueprint
from gateway.console.organisation.invitations import invite, list_invitations
from gateway.console.organisation.members import list_members, member
from gateway.console.organisation.profile import profile
from gateway.console.organisation.programs import list_programs, new_program, program

__all__ = [
    "blueprint",
    "invite",
    "list_invitations",
    "list_members",
    "list_programs",
    "member",
    "new_program",
    "profile",
    "program",
]
