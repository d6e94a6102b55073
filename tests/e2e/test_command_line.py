"""Commands of an operator against a running site, and with nothing running."""

import json
import os
import signal
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from chassis.contexts import PrivateKey, Viewer, service_viewer, sign
from chassis.errors import Forbidden
from chassis.keys import Keyring
from chassis.values import utcnow
from havana.control import wire
from havana.control.client import SocketClient
from tests.support.command_line import CommandLine, on_folder
from tests.support.embedded import EmbeddedSite, running_site
from tests.support.waiting import until

ORG = "Sample Defenders"
PASSWORD = "sample password of sample people"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[EmbeddedSite]:
    with running_site(folder) as site:
        yield site


@pytest.fixture(scope="module")
def havana(site: EmbeddedSite) -> CommandLine:
    return CommandLine({"HAVANA_DATA": site.environment["HAVANA_DATA"], "HAVANA_PUBLIC_URL": "https://site.example/"})


@pytest.fixture(scope="module")
def org(havana: CommandLine) -> dict:
    return havana.json("org", "create", ORG, "--kind", "ngo", "--country", "FR")


def test_an_organisation_is_made_found_and_changed(havana, org):
    assert havana.json("org", "list") == [org]
    changed = havana.json("org", "amend", ORG.upper(), "--profile", "[bold]We defend.", "--second-factor")
    assert changed == {**org, "profile": "[bold]We defend.", "second_factor": True, "version": 2}
    assert havana.json("org", "amend", org["id"], "--no-second-factor")["second_factor"] is False
    shown = havana.run("org", "show", ORG).stdout
    assert shown.splitlines()[1:3] == [f"name                  {ORG}", "kind                  ngo"]
    assert "[bold]We defend." in shown


def test_what_is_wrong_is_told_in_a_sentence_and_by_the_exit_code(havana, org):
    refused = havana.run("org", "create", ORG, "--kind", "ngo", "--country", "FR", code=1)
    assert refused.stderr == "Error: There is an organisation of that name already. Choose another name. (organisation-exists)\n"
    wrong = havana.run("org", "create", "Another", "--kind", "ngo", "--country", "France", code=1).stderr
    assert wrong.splitlines()[1:] == ["  country: Use the two letters of ISO 3166, for instance FR."]
    havana.run("org", "amend", ORG, code=2)
    havana.run("user", "invite", "somebody@a.example", "--org", ORG, code=2)


def test_who_was_invited_signs_in_and_leaves_again(havana, org, folder, site):
    link = havana.json("user", "invite", "admin@a.example", "--org", ORG, "--role", "admin")
    assert link["url"] == f"https://site.example/join/{link['token']}"
    assert [(one["email"], one["state"]) for one in havana.json("user", "list", "--org", ORG)] == [("admin@a.example", "invited")]
    accept(folder, link["token"])
    member = havana.json("user", "roles", "ADMIN@a.example", "--org", ORG, "--role", "admin", "--role", "coordinator")
    assert me(site, folder, "admin@a.example") == {"organisation_name": ORG, "roles": ["admin", "coordinator"]}
    refused = havana.run("user", "end", "admin@a.example", "--org", ORG, code=1).stderr
    assert "last-admin" in refused
    accept(folder, havana.json("user", "invite", "second@a.example", "--org", ORG, "--role", "admin")["token"])
    assert havana.run("user", "end", "admin@a.example", "--org", ORG).stdout == "The membership has ended.\n"
    states = {one["id"]: one["state"] for one in havana.json("user", "list", "--org", ORG)}
    assert states[member["id"]] == "ended"


def test_an_address_that_is_typed_at_the_prompt_stands_in_no_process_list(havana, org):
    done = havana.run("user", "invite", "--org", ORG, "--role", "auditor", typed="quiet@a.example\n")
    assert (done.stderr, "link" in done.stdout) == ("E-mail: ", True)
    assert havana.run("user", "end", "quiet@a.example", "--org", ORG).stdout == "An invitation is worthless now.\n"
    assert "no-such-member" in havana.run("user", "end", "quiet@a.example", "--org", ORG, code=1).stderr


def test_a_recovery_link_sets_a_new_password(havana, org, folder, site):
    accept(folder, havana.json("user", "invite", "forgetful@a.example", "--org", ORG, "--role", "auditor")["token"])
    accept(folder, havana.json("user", "recover", "forgetful@a.example", "--org", ORG)["token"], password="another sample password")
    assert me(site, folder, "forgetful@a.example", password="another sample password")["roles"] == ["auditor"]


def test_the_key_of_a_program_works_until_it_is_revoked(havana, org, site):
    of_program = ["--org", ORG, "--role", "auditor", "--scope", "audit:read"]
    made = havana.json("api-client", "create", "Sample program", *of_program)
    assert status_of(site, made["key"]) == 200
    assert [one["hint"] for one in havana.json("api-client", "list", "--org", ORG)] == [made["key"][-4:]]
    havana.run("api-client", "revoke", "sample program", "--org", ORG)
    until(lambda: status_of(site, made["key"]) == 401)
    havana.run("api-client", "create", "Sample program", "--org", ORG, "--role", "admin", "--scope", "audit:read", code=2)


def test_the_socket_opens_to_its_owner_alone():
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        data.mkdir()
        with running_site(data) as site:
            assert stat.S_IMODE((data / wire.NAME).stat().st_mode) == 0o600
            for passable in (Path(place), data):
                passable.chmod(0o755)
            assert connected_by_somebody_else(data) == "PermissionError"
            (data / wire.NAME).chmod(0o666)
            assert connected_by_somebody_else(data) == "connected"
            assert site.stop() == 0
        assert not (data / wire.NAME).exists()


def connected_by_somebody_else(data: Path) -> str:
    program = "import socket, sys\ntry: socket.socket(socket.AF_UNIX).connect(sys.argv[1]); print('connected')\nexcept OSError as e: print(type(e).__name__)"
    as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else ["sudo", "-n", "-u", "nobody"]
    command = [*as_nobody, "/usr/bin/python3", "-c", program, str(data / wire.NAME)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd="/").stdout.strip()


def test_the_socket_adds_no_power(havana, folder, org):
    caller, keyring = SocketClient(folder), Keyring.load(folder / "keys")
    operator = service_viewer("havana", site="localhost")

    def refusal(context: str | None, method: str = "create_organisation", **request) -> str:
        with pytest.raises(Forbidden) as raised:
            caller.call("directory", method, request, context=context)
        return raised.value.code

    assert refusal(None) == "context-required"
    assert refusal(sign(operator, PrivateKey.new("havana"), utcnow())) == "context-refused"
    assert refusal(sign(service_viewer("cases", site="localhost"), keyring.signing("cases"), utcnow())) == "not-for-you"
    person = Viewer(kind="person", roles=frozenset({"operator"}), scopes=frozenset({"*"}))
    assert refusal(sign(person, keyring.signing("havana"), utcnow())) == "context-refused"
    assert caller.call("directory", "ping", {}, context=sign(replace(operator, org=None), keyring.signing("havana"), utcnow())) == {
        "service": "directory",
        "lacking": [],
    }


def test_a_line_that_is_no_question_is_answered_and_silence_keeps_nobody_waiting(havana, folder):
    with socket.socket(socket.AF_UNIX) as silent, socket.socket(socket.AF_UNIX) as noisy, wire.address(folder) as address:
        silent.connect(address)
        noisy.connect(address)
        noisy.sendall(b"what?\n")
        assert json.loads(noisy.makefile().readline()) == {"error": {"kind": "invalid", "code": "request-unreadable", "params": {}}}
        assert len(havana.json("org", "list")) == 1


def test_a_question_that_was_begun_is_answered_before_the_site_ends(tmp_path: Path):
    question = wire.asked(wire.Question("directory", "ping", {}, None, 5.0, None))
    with running_site(tmp_path) as site, socket.socket(socket.AF_UNIX) as connection:
        with wire.address(tmp_path) as address:
            connection.connect(address)
        connection.sendall(question[:10])
        assert SocketClient(tmp_path).call("directory", "ping", {}) == {
            "service": "directory",
            "lacking": [],
        }  # so the first was taken before
        site.process.send_signal(signal.SIGTERM)
        until(lambda: not (tmp_path / wire.NAME).exists())
        connection.sendall(question[10:])
        assert wire.outcome(connection.makefile("rb").readline()) == {"service": "directory", "lacking": []}
        site.output()
        assert site.process.returncode == 0


def test_a_folder_on_which_nothing_runs_is_worked_on_alone(tmp_path: Path):
    havana = on_folder(tmp_path)
    made = havana.run("org", "create", ORG, "--kind", "bar", "--country", "DE", "--json")
    assert made.stderr == f"Nothing runs on {tmp_path}: starting the services for this command …\n"
    link = havana.json("user", "invite", "admin@a.example", "--org", ORG, "--role", "admin")
    with running_site(tmp_path) as site:
        site.process.kill()
        site.output()
        assert (tmp_path / wire.NAME).exists()
        assert [one["name"] for one in havana.json("org", "list")] == [ORG]
    with running_site(tmp_path) as site:
        accept(tmp_path, link["token"])
        assert me(site, tmp_path, "admin@a.example") == {"organisation_name": ORG, "roles": ["admin"]}


def accept(folder: Path, token: str, *, password: str = PASSWORD) -> None:
    """Use a link, as the page behind it does."""
    SocketClient(folder).call("directory", "accept_link", {"token": token, "name": "Sample Member", "password": password}, deadline_s=30)


def me(site: EmbeddedSite, folder: Path, email: str, *, password: str = PASSWORD) -> dict:
    """Sign in, and return who the API says that is."""
    signed_in = SocketClient(folder).call("directory", "sign_in", {"email": email, "password": password}, deadline_s=30)
    answer = httpx.get(f"{site.url}/api/v1/me", cookies={"havana_session": signed_in["session_secret"]})
    return {name: answer.json()[name] for name in ("organisation_name", "roles")}


def status_of(site: EmbeddedSite, key: str) -> int:
    return httpx.get(f"{site.url}/api/v1/me", headers={"Authorization": f"Bearer {key}"}).status_code


def test_a_table_of_opportunities_is_refused_by_row_and_column(havana, org, tmp_path):
    table = tmp_path / "opportunities.csv"
    table.write_text(
        "key,mechanism,kind,lang,title,date,tzid,certainty,source_url\n"
        "first,SR,stakeholder_submission,en,Sample review,2036-06-10,Europe/Zurich,confirmed,https://mechanism.example\n"
    )
    shown = havana.run("library", "import-opportunities", str(table), "--org", org["id"], "--preview", code=1).stdout
    assert "mechanism: There is no such mechanism." in shown
    assert shown.endswith("Nothing was kept.\n")
    table.write_text("key,colour\nfirst,red\n")
    assert "must name the columns" in havana.run("library", "import-opportunities", str(table), "--org", org["id"], code=2).stderr
