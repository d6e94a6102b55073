"""The gateway's own processes under gunicorn, with nobody behind them."""

import re

import httpx
import pytest

from havana.distributed import Deployment
from havana.local.processes import free_port
from tests.support.waiting import until


class Alone(Deployment):
    """A gateway without broker and services."""

    def __init__(self, folder):
        self.metrics_port = free_port()
        super().__init__(
            folder, broker_url=f"amqp://127.0.0.1:{free_port()}/", database_url="sqlite:///none", host="127.0.0.1", port=free_port()
        )
        self.environment |= {"HAVANA_METRICS_PORT": str(self.metrics_port), "TMPDIR": str(folder)}

    def answers(self):
        try:
            return httpx.get(f"{self.url}/health/live").status_code == 200
        except httpx.TransportError:
            return False

    def counted(self):
        """How many requests for /health/live all workers together have counted."""
        shown = httpx.get(f"http://127.0.0.1:{self.metrics_port}/metrics").text
        found = re.search(r'havana_http_requests_total\{method="GET",route="/health/live",status="200"\} ([0-9.]+)', shown)
        return float(found[1])


@pytest.fixture
def gateway(tmp_path):
    deployment = Alone(tmp_path)
    yield deployment
    deployment.stop()


def test_what_the_workers_count_is_shown_added_up(gateway, tmp_path):
    process = gateway._start("gateway", "gateway", "--workers", "2")
    until(gateway.answers, within_s=60)
    before = gateway.counted()
    for _ in range(20):  # a connection each: workers take turns
        httpx.get(f"{gateway.url}/health/live")
    assert gateway.counted() == before + 20
    assert list(tmp_path.glob("havana-metrics-*")) != []
    process.stop(timeout_s=30)
    assert list(tmp_path.glob("havana-metrics-*")) == []
