import stat
from datetime import UTC, datetime

import pytest

from chassis.contexts import service_viewer, sign, verify
from chassis.errors import Unavailable
from chassis.keys import Keyring, initialise

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def files(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_service_that_signs_with_its_key_is_believed(tmp_path):
    initialise(tmp_path, ["cases", "alerts"])
    keyring = Keyring.load(tmp_path)
    assert verify(sign(service_viewer("alerts"), keyring.signing("alerts"), NOON), keyring.public, NOON).name == "alerts"


def test_private_files_are_readable_by_their_owner_only(tmp_path):
    initialise(tmp_path, ["cases"])
    modes = {str(file.relative_to(tmp_path)): oct(stat.S_IMODE(file.stat().st_mode)) for file in tmp_path.rglob("*") if file.is_file()}
    assert modes == {
        "signing/cases.jwk": "0o600", "public/cases.jwk": "0o644", "master/cases.key": "0o600", "cursor.key": "0o600",
    }  # fmt: skip


def test_making_keys_again_changes_nothing(tmp_path):
    initialise(tmp_path, ["cases"])
    before = files(tmp_path)
    assert initialise(tmp_path, ["cases"]) == []
    assert files(tmp_path) == before


def test_a_new_service_gets_its_keys_beside_the_others(tmp_path):
    initialise(tmp_path, ["cases"])
    assert initialise(tmp_path, ["cases", "alerts"]) == ["signing/alerts.jwk", "public/alerts.jwk", "master/alerts.key"]


def test_no_two_services_share_a_master_key(tmp_path):
    initialise(tmp_path, ["cases", "alerts"])
    keyring = Keyring.load(tmp_path)
    assert len({keyring.master("cases"), keyring.master("alerts"), keyring.cursor}) == 3


def test_a_public_key_holds_no_private_part(tmp_path):
    initialise(tmp_path, ["cases"])
    assert b'"d"' not in (tmp_path / "public/cases.jwk").read_bytes()


def test_what_is_missing_is_named(tmp_path):
    with pytest.raises(Unavailable) as raised:
        Keyring.load(tmp_path)
    assert raised.value.params == {"name": "public"}
    initialise(tmp_path, ["cases"])
    (tmp_path / "master/cases.key").write_bytes(b"short")
    for name, code in (("alerts", "key-missing"), ("cases", "key-unreadable")):
        with pytest.raises(Unavailable, match=code):
            Keyring.load(tmp_path).master(name)
