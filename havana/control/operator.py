"""The site's operator towards the services: `havana`, acting for the site or for one of its organisations."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol, Self
from uuid import UUID

from chassis.contexts import Viewer, service_viewer, sign
from chassis.errors import Unavailable
from chassis.keys import Keyring
from chassis.settings import Settings
from chassis.values import utcnow
from havana.composition import OPERATOR

DEADLINE_S = 30.0
PAGE = 200


class Caller(Protocol):
    """Whatever carries calls to services: `RpcClient`, or `SocketClient`."""

    def call(
        self,
        service: str,
        method: str,
        request: Mapping[str, Any],
        *,
        context: str | None = None,
        deadline_s: float = ...,
        idempotency_key: str | None = None,
    ) -> Any:
        """Return the plain JSON answer; raises the five errors."""


class Operator:
    """Asks services as `havana`."""

    def __init__(self, caller: Caller, settings: Settings, viewer: Viewer | None = None) -> None:
        """Acts for the site as a whole unless the `viewer` says otherwise. Unavailable if the key is missing."""
        self._caller, self._settings = caller, settings
        self._viewer = viewer or service_viewer(OPERATOR, site=settings.site)
        self._key = Keyring.load(settings.keys_dir).signing(OPERATOR)

    def acting_for(self, organisation_id: UUID | str) -> Self:
        """Return the operator as one who acts for an organisation."""
        return type(self)(self._caller, self._settings, replace(self._viewer, org=UUID(str(organisation_id))))

    def ask(self, service: str, method: str, /, *, deadline_s: float = DEADLINE_S, **request: Any) -> Any:
        """Return the plain JSON answer; raises the five errors, and names the service that did not answer."""
        context = sign(self._viewer, self._key, utcnow())
        try:
            return self._caller.call(service, method, request, context=context, deadline_s=deadline_s)
        except Unavailable as error:
            raise Unavailable(error.code, {"service": service, **error.params}) from error

    def all_of(self, service: str, method: str, /, **request: Any) -> Iterator[dict[str, Any]]:
        """Yield every item of a list, page by page."""
        cursor = None
        while True:
            page = self.ask(service, method, limit=PAGE, cursor=cursor, **request)
            yield from page["items"]
            if (cursor := page["next"]) is None:
                return
