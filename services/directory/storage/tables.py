"""The directory's tables. Names and addresses of people are guarded; addresses are found by a keyed digest."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, Uuid

from chassis.fields import guarded, secret
from chassis.storage import Json, Utc
from chassis.storage.tables import service_metadata

metadata = service_metadata()

organisation = Table(
    "organisation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("country", String(2), nullable=False),
    Column("profile", Text, nullable=False),
    Column("second_factor", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_org", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("email_digest", LargeBinary(32), nullable=False, unique=True),
    guarded("email"),
    guarded("name"),
    Column("password_hash", String(200), nullable=False),
    secret("totp_secret"),
    Column("totp_confirmed_at", Utc),
    Column("totp_step", Integer),
    Column("created_at", Utc, nullable=False),
)

membership = Table(
    "membership",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False, index=True),
    Column("org_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("roles", Json, nullable=False),
    Column("state", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("ended_at", Utc),
)
Index(None, membership.c.org_id, membership.c.created_at)

link = Table(
    "link",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("owner_org", Uuid, ForeignKey("organisation.id"), nullable=False, index=True),
    Column("person_id", Uuid, ForeignKey("person.id")),
    guarded("email"),
    Column("roles", Json, nullable=False),
    Column("token_digest", LargeBinary(32), nullable=False, unique=True),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("used_at", Utc),
)

session = Table(
    "session",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("membership_id", Uuid, ForeignKey("membership.id"), nullable=False, index=True),
    Column("secret_digest", LargeBinary(32), nullable=False, unique=True),
    Column("created_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("epoch", String(16)),  # a session is worth nothing in another
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("email_digest", LargeBinary(32), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Utc),
)

api_client = Table(
    "api_client",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_org", Uuid, ForeignKey("organisation.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("hint", String(8), nullable=False),
    Column("key_digest", LargeBinary(32), nullable=False, unique=True),
    Column("roles", Json, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("created_by", Uuid),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("revoked_at", Utc),
)

sharing_group = Table(
    "sharing_group",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_org", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
)

group_member = Table(
    "group_member",
    metadata,
    Column("group_id", Uuid, ForeignKey("sharing_group.id"), primary_key=True),
    Column("org_id", Uuid, ForeignKey("organisation.id"), primary_key=True),
    Column("joined_at", Utc, nullable=False),
)
Index(None, group_member.c.org_id)
