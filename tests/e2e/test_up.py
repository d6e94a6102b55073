import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from havana.composition import SERVICES
from havana.local.processes import free_port
from tests.support.embedded import REPOSITORY, EmbeddedSite, running_site
from tests.support.waiting import until


def start_in_vain(site: EmbeddedSite) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "havana", "up"]
    return subprocess.run(command, env=site.environment, cwd=REPOSITORY, capture_output=True, text=True, timeout=30, check=False)


def test_the_site_says_that_it_lives_and_is_ready(tmp_path: Path):
    with running_site(tmp_path) as site:
        assert [httpx.get(f"{site.url}/health/{state}").json() for state in ("live", "ready")] == [
            {"status": "live"},
            {"status": "ready", "missing": [], "lacking": {}},
        ]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_site_in_good_order(tmp_path: Path, number: signal.Signals):
    with running_site(tmp_path) as site:
        assert site.stop(number) == 0


def test_a_second_process_may_not_use_the_same_data_folder(tmp_path: Path):
    with running_site(tmp_path) as site:
        second = EmbeddedSite(tmp_path)
        refused = start_in_vain(second)
        assert (refused.returncode, f"Havana already runs on {site.url}. Stop it with Ctrl-C first." in refused.stderr) == (1, True)
        site.process.kill()
        site.output()
        with running_site(tmp_path):
            pass


def test_a_port_that_is_taken_is_named(tmp_path: Path):
    site = EmbeddedSite(tmp_path)
    with socket.create_server(("127.0.0.1", site.port)):
        refused = start_in_vain(site)
    assert (refused.returncode, f"cannot listen on 127.0.0.1:{site.port}" in refused.stderr) == (1, True)


SLOW_SITE = """
import os, warnings
warnings.simplefilter("ignore")
import eventlet
from chassis.settings import Settings
from havana import embedded

def slow(environ, start_response):
    print("asked", flush=True)
    eventlet.sleep(1)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"whole"]

settings = Settings.read(os.environ, embedded=True)
listener = eventlet.listen((settings.host, settings.port))
embedded.serve(slow, settings, listener, announce=lambda text: print(text, flush=True))
"""


def test_a_request_in_flight_is_answered_before_the_site_ends(tmp_path: Path):
    site = EmbeddedSite(tmp_path)
    process = subprocess.Popen([sys.executable, "-c", SLOW_SITE], env=site.environment, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    assert "answers" in process.stdout.readline()
    answers = []
    client = threading.Thread(target=lambda: answers.append(httpx.get(site.url).text))
    client.start()
    assert process.stdout.readline() == "asked\n"
    process.send_signal(signal.SIGTERM)
    client.join()
    assert process.communicate(timeout=10) == ("Havana has ended.\n", None)
    assert (answers, process.returncode) == (["whole"], 0)


HASTY_SITE = SLOW_SITE.replace("announce=lambda text: print(text, flush=True)", "announce=end_at_once").replace(
    "settings =",
    """
def end_at_once(text):
    print(text, flush=True)
    os.kill(os.getpid(), 15)

settings =""",
)


def test_a_site_that_is_ended_before_its_first_turn_ends_in_good_order(tmp_path: Path):
    site = EmbeddedSite(tmp_path)
    ran = subprocess.run(
        [sys.executable, "-c", HASTY_SITE], env=site.environment, cwd=REPOSITORY, capture_output=True, text=True, timeout=30, check=False
    )
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, "Havana has ended.")


def test_at_a_terminal_the_log_is_kept_in_the_data_folder_and_does_not_drown_who_reads(tmp_path: Path):
    site = EmbeddedSite(tmp_path, log_level="debug")
    terminal, its_end = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "havana", "up"], env=site.environment, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=its_end, text=True
    )
    os.close(its_end)
    said = [process.stdout.readline() for _ in range(2)]
    process.send_signal(signal.SIGTERM)
    said.append(process.communicate(timeout=60)[0])
    with pytest.raises(OSError, match="Input/output error"):  # how a terminal says that nothing was written to it
        os.read(terminal, 1)
    os.close(terminal)
    file = tmp_path / "havana.log"
    assert said == [
        f"What happens is written to {file}.\n",
        f"Havana answers on {site.url}; Ctrl-C ends it.\n",
        "Havana has ended.\n",
    ]
    assert process.returncode == 0
    assert [json.loads(line)["event"] for line in file.read_text().splitlines()] == ["site.starts", "site.ended"]


def test_the_site_shows_what_it_counts_on_a_port_of_its_own(tmp_path: Path):
    port = free_port()

    def metrics():
        return httpx.get(f"http://127.0.0.1:{port}/metrics").text

    with running_site(tmp_path, metrics_port=port) as site:
        httpx.get(f"{site.url}/public/alerts/{uuid4()}")
        until(lambda: 'havana_hub_lag_seconds{process="havana"}' in metrics())
        shown = metrics()
        ready = httpx.get(f"http://127.0.0.1:{port}/health/ready")
    assert 'havana_http_requests_total{method="GET",route="/public/alerts/<uuid:alert_id>",status="404"} 1.0' in shown
    assert 'havana_calls_total{method="get_public_alert",outcome="not-found",service="alerts"} 1.0' in shown
    assert [f'havana_outbox_pending{{service="{name}"}} 0.0' in shown for name in SERVICES] == [True] * len(SERVICES)
    assert ready.json() == {"status": "ready"}
