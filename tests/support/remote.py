"""The way to a platform that runs elsewhere: what `Organisation` and `Story` need of a site, by RPC over its broker."""

from dataclasses import replace

from chassis.client import RpcClient
from chassis.contexts import service_viewer, sign
from chassis.keys import Keyring
from chassis.values import utcnow
from havana import composition


class Platform:
    """What `Story` needs of a site, by RPC over the broker."""

    def __init__(self, settings):
        self.settings, self.keyring = settings, Keyring.load(settings.keys_dir)
        self.rpc = RpcClient(settings.broker_url, name="test", deadline_s=20)

    def command_line(self, org=None):
        """Return the way to the services that `havana` has, acting for `org`."""
        viewer = replace(service_viewer(composition.OPERATOR, site=self.settings.site), org=org)

        def context():
            return sign(viewer, self.keyring.signing(composition.OPERATOR), utcnow())

        return RpcClient(self.settings.broker_url, name="test operator", context=context, deadline_s=20)
