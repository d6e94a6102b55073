import base64
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from joserfc import jws
from joserfc.jwk import OctKey

from chassis.behalf import context_of, viewer_of
from chassis.contexts import PUBLIC, PrivateKey, PublicKeys, Viewer, service_viewer, sign, to_json, verify
from chassis.errors import Forbidden
from chassis.values import Tlp

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DIRECTORY, ALERTS, STRANGER = PrivateKey.new("directory"), PrivateKey.new("alerts"), PrivateKey.new("directory")
KEYS = PublicKeys.of(DIRECTORY, ALERTS)
PERSON = Viewer(
    kind="person", id=uuid4(), org=uuid4(), site="s.example", membership=uuid4(), roles=frozenset({"coordinator"}),
    scopes=frozenset({"*"}), groups=frozenset({uuid4()}), ceiling=Tlp.RED, session=uuid4(),
)  # fmt: skip


def refusal(token, *, now=NOON, keys=KEYS):
    with pytest.raises(Forbidden, match="context-refused") as raised:
        verify(token, keys, now)
    return raised.value.params["reason"]


def forged(header, claims, key, algorithm):
    return jws.serialize_compact(header, json.dumps(claims).encode(), key, algorithms=[algorithm])


def b64(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(("viewer", "key"), [(PERSON, DIRECTORY), (PUBLIC, DIRECTORY), (service_viewer("alerts"), ALERTS)])
def test_a_viewer_arrives_as_it_was_signed(viewer, key):
    verified = verify(sign(viewer, key, NOON), KEYS, NOON)
    assert to_json(verified) == to_json(viewer)
    assert verified.expires_at == NOON + timedelta(minutes=5)


def test_a_context_is_kept_to_be_handed_on_and_never_shown():
    token = sign(PERSON, DIRECTORY, NOON)
    verified = verify(token, KEYS, NOON)
    assert (context_of(verified), to_json(viewer_of(context_of(verified), KEYS, NOON))) == (token, to_json(PERSON))
    assert [shown for shown in (repr(verified), str(verified), json.dumps(to_json(verified))) if token in shown] == []


def test_nobody_is_asked_for_who_came_without_a_context():
    with pytest.raises(Forbidden, match="context-required"):
        context_of(PERSON)


def test_a_service_asks_for_itself_as_itself():
    with pytest.raises(Forbidden, match="not-for-you"):
        viewer_of(sign(service_viewer("alerts"), ALERTS, NOON), KEYS, NOON)


def test_a_context_ends_after_five_minutes_also_when_it_was_seen_before():
    token = sign(PERSON, DIRECTORY, NOON)
    verify(token, KEYS, NOON)
    assert refusal(token, now=NOON + timedelta(minutes=5)) == "expired"
    assert refusal(token, now=NOON + timedelta(minutes=5), keys=PublicKeys.of(DIRECTORY)) == "expired"


def test_a_context_of_a_stranger_is_forged():
    assert refusal(sign(PERSON, STRANGER, NOON)) == "forged"


def test_a_stranger_cannot_borrow_a_key_id():
    header = {"alg": "Ed25519", "kid": DIRECTORY.kid}
    claims = {"iss": "directory", "iat": int(NOON.timestamp()), "exp": int(NOON.timestamp()) + 60, "viewer": to_json(PERSON)}
    assert refusal(forged(header, claims, STRANGER.key, "Ed25519")) == "forged"


def test_a_changed_context_is_forged():
    head, _, signature = sign(PERSON, DIRECTORY, NOON).split(".")
    claims = {
        "iss": "directory",
        "iat": int(NOON.timestamp()),
        "exp": int(NOON.timestamp()) + 60,
        "viewer": {**to_json(PERSON), "roles": ["admin"]},
    }
    assert refusal(f"{head}.{b64(claims)}.{signature}") == "forged"


def test_a_context_without_signature_is_refused():
    claims = {"iss": "directory", "iat": int(NOON.timestamp()), "exp": int(NOON.timestamp()) + 60, "viewer": to_json(PERSON)}
    assert refusal(f"{b64({'alg': 'none', 'kid': DIRECTORY.kid})}.{b64(claims)}.") == "malformed"


def test_a_public_key_is_not_taken_for_a_shared_secret():
    secret = OctKey.import_key(json.dumps(DIRECTORY.key.as_dict(private=False)))
    claims = {"iss": "directory", "iat": int(NOON.timestamp()), "exp": int(NOON.timestamp()) + 60, "viewer": to_json(PERSON)}
    assert refusal(forged({"alg": "HS256", "kid": DIRECTORY.kid}, claims, secret, "HS256")) == "malformed"


@pytest.mark.parametrize("viewer", [PERSON, PUBLIC, service_viewer("cases")])
def test_a_service_can_sign_nobody_but_itself(viewer):
    assert refusal(sign(viewer, ALERTS, NOON)) == "wrong-issuer"


def test_directory_cannot_sign_for_another_service():
    assert refusal(sign(service_viewer("alerts"), DIRECTORY, NOON)) == "wrong-issuer"


def test_the_issuer_named_must_be_the_one_who_signed():
    header = {"alg": "Ed25519", "kid": ALERTS.kid}
    claims = {"iss": "directory", "iat": int(NOON.timestamp()), "exp": int(NOON.timestamp()) + 60, "viewer": to_json(PERSON)}
    assert refusal(forged(header, claims, ALERTS.key, "Ed25519")) == "wrong-issuer"


def test_a_context_from_the_future_or_for_too_long_is_refused():
    assert refusal(sign(PERSON, DIRECTORY, NOON + timedelta(minutes=2))) == "wrong-time"
    claims = {"iss": "directory", "iat": int(NOON.timestamp()), "exp": int(NOON.timestamp()) + 3600, "viewer": to_json(PERSON)}
    assert refusal(forged({"alg": "Ed25519", "kid": DIRECTORY.kid}, claims, DIRECTORY.key, "Ed25519")) == "wrong-time"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "e30.e30.", "\u00e9.b.c"])
def test_noise_is_refused(token):
    assert refusal(token) == "malformed"
