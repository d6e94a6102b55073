"""Requests and views of signing in: sessions, second factor, keys, contexts."""

from marshmallow import ValidationError, fields, validate

from chassis.schemas import AwareDateTime, Schema, Text, listing

SECRET = {"class": "secret"}
GUARDED = {"class": "guarded"}


def _writable(text: str) -> None:
    """Refuse half a surrogate pair, which JSON can carry and no encoding can."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValidationError("invalid")


PASSWORD = (validate.Length(min=1, max=1000), _writable)
TOKEN = (validate.Length(max=200), _writable)


class Nothing(Schema):
    """A request that says nothing but who asks."""


class SignIn(Schema):
    """`code`: the second factor, if there is one; `organisation_id`: for whom, if one acts for several (else the first)."""

    email = Text(required=True, max_length=254, metadata=GUARDED)
    password = fields.String(required=True, validate=PASSWORD, metadata=SECRET)
    code = Text(load_default=None, allow_none=True, max_length=10, metadata=SECRET)
    organisation_id = fields.UUID(load_default=None, allow_none=True)


class ResolveSession(Schema):
    """Who is behind the secret of a session."""

    secret = fields.String(required=True, validate=TOKEN, metadata=SECRET)


class ResolveApiKey(Schema):
    """Which program is behind a key."""

    key = fields.String(required=True, validate=TOKEN, metadata=SECRET)


class MeView(Schema):
    """Who one is, for which organisation, with what. `second_factor_needed`: the organisation wants one; until then no role holds."""

    kind = fields.String(required=True)
    name = fields.String(required=True, allow_none=True, metadata=GUARDED)
    email = fields.String(allow_none=True, metadata=GUARDED)
    person_id = fields.UUID(allow_none=True)
    membership_id = fields.UUID(allow_none=True)
    client_id = fields.UUID(allow_none=True)
    organisation_id = fields.UUID(allow_none=True)
    organisation_name = fields.String(allow_none=True)
    roles = fields.List(fields.String(), required=True)
    scopes = fields.List(fields.String(), required=True)
    second_factor = fields.Boolean(required=True)
    second_factor_needed = fields.Boolean(required=True)


class ContextView(MeView):
    """A signed context, for the gateway alone, with what pages show of its holder."""

    context = fields.String(required=True, metadata=SECRET)
    expires_at = AwareDateTime(required=True)
    session_id = fields.UUID(allow_none=True)


class SignedInView(ContextView):
    """A new session; `session_secret` is the cookie and is said once."""

    session_secret = fields.String(required=True, metadata=SECRET)


class SessionView(Schema):
    """One of one's own sessions."""

    id = fields.UUID(required=True)
    created_at = AwareDateTime(required=True)
    seen_at = AwareDateTime(required=True)
    expires_at = AwareDateTime(required=True)
    current = fields.Boolean(required=True)


class EndSession(Schema):
    """End one of one's own sessions."""

    session_id = fields.UUID(required=True)


class TotpView(Schema):
    """A new second factor, to be confirmed with its first code; shown once."""

    secret = fields.String(required=True, metadata=SECRET)
    uri = fields.String(required=True, metadata=SECRET)


class TotpCode(Schema):
    """A code of the authenticator app."""

    code = Text(required=True, max_length=10, metadata=SECRET)


class ChangePassword(Schema):
    """The old password and the new one; every other session ends."""

    password = fields.String(required=True, validate=PASSWORD, metadata=SECRET)
    new_password = fields.String(required=True, validate=PASSWORD, metadata=SECRET)


SessionList = listing(SessionView)
