"""The way to a platform that runs elsewhere: what `Organisation` and `Story` need of a site, over its broker or its socket."""

from dataclasses import replace

from chassis.client import RpcClient
from chassis.contexts import service_viewer, sign
from chassis.keys import Keyring
from chassis.settings import Settings
from chassis.values import utcnow
from havana import composition
from havana.control.client import SocketClient
from tests.support.site import Methods


class Platform:
    """What `Story` needs of a site, by RPC over the broker."""

    def __init__(self, settings):
        self.settings, self.keyring = settings, Keyring.load(settings.keys_dir)
        self.rpc = RpcClient(settings.broker_url, name="test", deadline_s=20)

    def command_line(self, org=None):
        """Return the way to the services that `havana` has, acting for `org`."""
        return RpcClient(self.settings.broker_url, name="test operator", context=_operator(self.settings, self.keyring, org), deadline_s=20)


class Embedded:
    """What `Story` needs of a site, over the socket of the running site in `folder`."""

    def __init__(self, folder):
        self.settings = Settings.read({"HAVANA_DATA": str(folder)}, embedded=True)
        self.keyring = Keyring.load(self.settings.keys_dir)
        self.rpc = OnSocket(folder)

    def command_line(self, org=None):
        return OnSocket(self.settings.data, _operator(self.settings, self.keyring, org))


class OnSocket:
    """The client's shape; `context` is how the caller is known if none is given."""

    def __init__(self, folder, context=None):
        self._socket, self._context = SocketClient(folder), context

    def call(self, service, method, request, *, context=None):
        return self._socket.call(service, method, request, context=context or (self._context and self._context()), deadline_s=20)

    def __getattr__(self, service):
        return Methods(self, service)


def _operator(settings, keyring, org):
    viewer = replace(service_viewer(composition.OPERATOR, site=settings.site), org=org)
    return lambda: sign(viewer, keyring.signing(composition.OPERATOR), utcnow())
