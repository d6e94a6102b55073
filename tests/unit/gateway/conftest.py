import pytest

from chassis.errors import Unavailable
from chassis.settings import Settings
from gateway.app import create_app


class NobodyAnswers:
    """The client when no service runs."""

    def call(self, service, method, request, **_how):
        raise Unavailable("service-unavailable", service=service)

    def gather(self, calls, **_how):
        return {name: Unavailable("service-unavailable") for name in calls}


@pytest.fixture
def make_app(tmp_path):
    def make(**settings):
        environ = {f"HAVANA_{name.upper()}": str(value) for name, value in {"data": tmp_path, **settings}.items()}
        return create_app(Settings.read(environ, embedded=True), NobodyAnswers())

    return make


@pytest.fixture
def client(make_app):
    return make_app().test_client()
