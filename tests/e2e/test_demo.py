"""The sample deployment as a newcomer gets it."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.support.embedded import REPOSITORY, EmbeddedSite, running_site
from tests.support.waiting import until


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def site(folder: Path):
    with running_site(folder, "--demo") as site:
        yield site


@pytest.fixture(scope="module")
def written(site: EmbeddedSite, folder: Path) -> dict:
    return json.loads((folder / "demo.json").read_text())


def get(site: EmbeddedSite, path: str, key: str | None = None) -> httpx.Response:
    return httpx.get(f"{site.url}{path}", headers={"Authorization": f"Bearer {key}"} if key else {})


def keys(written: dict, role: str) -> list[str]:
    return [client["key"] for client in written["api_clients"] if client["roles"] == [role]]


def headlines(answer: httpx.Response) -> list[str]:
    return sorted(item["texts"]["en"]["headline"].split(":")[0] for item in answer.json()["items"])


def test_scripts_find_accounts_and_keys_in_a_file_that_only_its_owner_reads(written: dict, folder: Path):
    assert stat.S_IMODE((folder / "demo.json").stat().st_mode) == 0o600
    assert set(written) == {"url", "accounts", "api_clients"}
    assert {one["organisation"] for one in written["accounts"]} == {one["organisation"] for one in written["api_clients"]}
    assert len({one["organisation"] for one in written["accounts"]}) == 3


def test_every_key_works_and_says_for_whom(site: EmbeddedSite, written: dict):
    for client in written["api_clients"]:
        me = get(site, "/api/v1/me", client["key"]).json()
        assert (me["organisation_name"], sorted(me["scopes"])) == (client["organisation"], sorted(client["scopes"]))


def test_the_public_reads_what_is_public_and_nothing_that_was_withdrawn(site: EmbeddedSite):
    assert headlines(get(site, "/api/v1/public/alerts")) == ["Country A", "Sample statement"]
    feed = get(site, "/feeds/alerts.atom").text
    assert ("Country C" in feed, "deleted-entry" in feed) == (False, True)


def test_the_partner_in_the_group_reads_more_than_the_one_outside(site: EmbeddedSite, written: dict):
    _lead, partner, bar = keys(written, "partner_reader")

    def entries(key: str) -> list[str]:
        return [entry["event"]["marking"] for entry in get(site, "/api/v1/streams/all/entries", key).json()["items"]]

    until(lambda: len(entries(partner)) >= 3)
    assert "amber" in entries(partner)
    assert "amber" not in entries(bar)


def test_what_the_demo_says_is_found_by_those_who_may_read_it(site: EmbeddedSite, written: dict):
    _lead, partner, bar = keys(written, "partner_reader")

    def found(key: str | None = None) -> list[str]:
        answer = get(site, f"/api/v1{'' if key else '/public'}/search?q=sample&kind=alert", key)
        return sorted(item["title"].replace("<mark>", "").replace("</mark>", "").split(":")[0] for item in answer.json()["items"])

    until(lambda: found() == ["Country A", "Sample statement"])
    assert (found(partner), found(bar)) == (["Country A", "Country B", "Sample statement"], ["Country A", "Sample statement"])


def test_whoever_signs_in_first_finds_no_session_but_their_own(site: EmbeddedSite, written: dict):
    with httpx.Client(base_url=site.url) as browser:
        account = written["accounts"][0]
        entered = browser.post("/sign-in", data={"email": account["email"], "password": account["password"]})
        assert (entered.status_code, [one["current"] for one in browser.get("/api/v1/sessions").json()["items"]]) == (303, [True])


def test_started_again_the_demo_keeps_its_data(site: EmbeddedSite, folder: Path, written: dict):
    before = get(site, "/api/v1/public/alerts").json()
    assert site.stop() == 0
    site.start()
    assert json.loads((folder / "demo.json").read_text()) == written
    assert get(site, "/api/v1/public/alerts").json() == before


def test_reset_deletes_a_demo_and_no_other_data(tmp_path: Path):
    def reset(folder: Path) -> int:
        command = [sys.executable, "-m", "havana", "demo", "reset"]
        return subprocess.run(command, env={**os.environ, "HAVANA_DATA": str(folder)}, cwd=REPOSITORY, check=False).returncode

    real, sample = tmp_path / "real", tmp_path / "sample"
    for folder in (real, sample):
        folder.mkdir()
        (folder / "cases.sqlite").touch()
    (sample / "demo.json").write_text("{}")
    assert (reset(real), real.exists()) == (1, True)
    assert (reset(sample), sample.exists()) == (0, False)
