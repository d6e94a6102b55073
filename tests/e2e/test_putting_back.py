"""Yesterday's databases are put back by hand on a real site: what was withdrawn since does not come back."""

import subprocess
import sys
from pathlib import Path
from shutil import copy2

import httpx
import pytest

from havana.composition import SERVICES
from tests.support.command_line import on_folder
from tests.support.embedded import REPOSITORY, EmbeddedSite
from tests.support.remote import Embedded
from tests.support.story import Story
from tests.support.waiting import until

PURPOSE = "urgent_appeal"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def site(data: Path):
    data.mkdir()
    site = EmbeddedSite(data)
    site.start()
    yield site
    site.process.kill()
    site.process.communicate(timeout=60)


def move_databases(source: Path, target: Path) -> None:
    """Let the databases of `target` be those of `source`; the site stands still."""
    target.mkdir(exist_ok=True)
    for file in target.glob("*.sqlite*"):
        file.unlink()
    for file in source.glob("*.sqlite*"):
        copy2(file, target / file.name)


def public(site: EmbeddedSite, alert: dict) -> tuple[int, int]:
    """How the public's page of an alert answers, and how many alerts the public is shown."""
    shown = httpx.get(f"{site.url}/api/v1/public/alerts/{alert['edition']['representation_id']}")
    return shown.status_code, len(httpx.get(f"{site.url}/api/v1/public/alerts").json()["items"])


def signed_in(site: EmbeddedSite, member) -> int:
    """How the site answers a member's browser."""
    return httpx.get(f"{site.url}/api/v1/me", cookies={"havana_session": member.secret}).status_code


def with_key(site: EmbeddedSite, key: str) -> int:
    return httpx.get(f"{site.url}/api/v1/me", headers={"Authorization": f"Bearer {key}"}).status_code


def consent(story: Story, case: dict) -> str:
    (one,) = story.ask(story.officer, "cases", "list_consents", case_id=case["id"])["items"]
    return one["state"]


def read(story: Story, after: str | None) -> dict:
    return story.ask(story.partner, "streams", "read_entries", stream="alerts", after=after)


def start_in_vain(site: EmbeddedSite) -> str:
    command = [sys.executable, "-m", "havana", "up"]
    refused = subprocess.run(command, env=site.environment, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 1
    return refused.stderr


def test_what_was_withdrawn_does_not_come_back_with_yesterdays_databases(site: EmbeddedSite, data: Path, tmp_path: Path):
    story = Story(Embedded(data))
    case = story.case(purposes=[PURPOSE])
    alert = story.change(story.coordinator, "publish_alert", story.approved_alert(case, audience={"kind": "public"}))
    admin = story.ours.member("admin")
    program = story.ours.key(admin, roles=["coordinator"], scopes=["cases:read"])
    until(lambda: read(story, None)["items"])
    after = read(story, None)["next"]
    assert (public(site, alert), consent(story, case), signed_in(site, admin), with_key(site, program["key"])) == (
        (200, 1),
        "given",
        200,
        200,
    )

    assert site.stop() == 0
    move_databases(data, tmp_path / "yesterday")
    site.start()
    assert signed_in(site, admin) == 200
    story.ask(story.officer, "cases", "withdraw_consent", case_id=case["id"], purposes=[PURPOSE])
    story.ask(admin, "directory", "revoke_api_client", api_client_id=program["id"])
    until(lambda: public(site, alert) == (410, 0))
    until(lambda: len(read(story, after)["items"]) == 1)
    assert {one["service"]: one["reapplied"] for one in on_folder(data).json("ledger", "status")} == dict.fromkeys(SERVICES, 0)

    assert site.stop() == 0
    move_databases(tmp_path / "yesterday", data)
    site.start()
    assert (public(site, alert), consent(story, case), signed_in(site, admin), with_key(site, program["key"])) == (
        (410, 0),
        "withdrawn",
        401,
        401,
    )
    page = read(story, after)
    assert page["reset"] == "epoch-changed"
    until(lambda: story.stream()[0][-1][0] == "withdrawn")
    withdrawn = story.ask(story.officer, "alerts", "get_alert", alert_id=alert["id"])
    assert (withdrawn["state"], withdrawn["withdrawal"]["cause"]) == ("withdrawn", "clearance_revoked")
    status = {one["service"]: one for one in on_folder(data).json("ledger", "status")}
    mended = dict.fromkeys(("directory", "cases", "alerts"), 1)
    assert {name: one["reapplied"] for name, one in status.items()} == dict.fromkeys(SERVICES, 0) | mended
    assert status["alerts"]["reapplied_at"] is not None

    log = (tmp_path / "data.log").read_text()
    assert (log.count("ledger.applied-again"), "Sample Lawyer" in log) == (3, False)

    epoch = (data / "ledger" / "epoch").read_text()
    assert site.stop() == 0
    site.start()
    assert ((data / "ledger" / "epoch").read_text(), public(site, alert)) == (epoch, (410, 0))


def test_a_site_whose_ledger_is_gone_does_not_start_until_its_operator_says_that_it_is_lost(site: EmbeddedSite, data: Path):
    story = Story(Embedded(data))
    case = story.case(purposes=[PURPOSE])
    ledger = data / "ledger" / "cases.jsonl"
    story.ask(story.officer, "cases", "withdraw_consent", case_id=case["id"], purposes=[PURPOSE])
    until(ledger.exists)
    assert site.stop() == 0
    site.start()
    assert site.stop() == 0
    ledger.unlink()
    assert "`havana ledger begin cases`" in start_in_vain(site)
    havana = on_folder(data)
    assert havana.run("ledger", "begin", "cases", typed="n\n", code=1).stdout == ""
    havana.run("ledger", "begin", "cases", "--yes")
    site.start()
    assert consent(story, case) == "withdrawn"
