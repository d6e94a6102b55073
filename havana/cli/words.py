"""What an error means to whoever typed the command: one sentence on what is wrong, one on what to do."""

from collections.abc import Mapping
from typing import Any

from chassis.errors import HavanaError

OF_CODE: Mapping[str, str] = {
    "another-users-folder": "The site in {folder} is another user's. Give the command as the user who runs it.",
    "broker-unavailable": "The broker does not answer. See that it runs, and that HAVANA_BROKER_URL is right.",
    "context-refused": "The site does not accept the key of this command. Use the keys folder of the site (HAVANA_KEYS_DIR), and see that "
    "the clocks of both machines agree.",
    "data-folder-in-use": "Another process uses {folder} and takes no commands now. Try again once it has started or ended.",
    "deadline-exceeded": "{service} did not answer in time. See whether it was done before you repeat the command.",
    "instrument-fixed": "The Basic Principles come with the library. `havana library load-texts` loads their texts.",
    "invalid-settings": "Some settings are not right. Change what is named.",
    "key-missing": "The key {name} is missing. HAVANA_KEYS_DIR must name the folder with the keys of this site; `havana keys init` makes "
    "those of a new one.",
    "key-unreadable": "The key {name} cannot be read. Put back the copy of the keys folder that was kept.",
    "last-admin": "Nobody else of the organisation is admin. Make somebody else admin first.",
    "ledger-away": "The safety ledger in {folder} cannot be read or written. HAVANA_LEDGER_DIR must name its folder, and the user of this "
    "process must be able to write there.",
    "ledger-broken": "Somebody changed the safety ledger of {service} in line {line}. Keep the file, find out who did, and put back a "
    "whole copy.",
    "ledger-lost": "The safety ledger of {service} is not the one that its database was compared with, up to entry {number}. Put that "
    "file back into HAVANA_LEDGER_DIR. Only if it is lost for good, `havana ledger begin {service}` does without it.",
    "member-exists": "This person is a member already. `havana user roles` changes the roles.",
    "membership-ended": "This membership has ended. Invite the person again.",
    "no-such-api-client": "The organisation has no such program. `havana api-client list` names them.",
    "no-such-dead-letter": "No parked message of this service has that id. `havana dead-letters list` names them.",
    "no-such-instrument": "There is no instrument of that code. `havana library load-instrument` adds one.",
    "no-such-member": "The organisation has no such member. `havana user list` names them.",
    "no-such-organisation": "There is no such organisation. `havana org list` names them.",
    "no-such-timer": "No parked timer of this service has that key. `havana timers list` names them.",
    "not-a-signing-key": "The key file holds no key to sign with. Name another file: a key is made where there is none.",
    "not-ready": "The services were not ready within {within_s} seconds. What they logged says why.",
    "organisation-exists": "There is an organisation of that name already. Choose another name.",
    "outcome-unknown": "The connection was lost before {service} answered. See whether it was done before you repeat the command.",
    "reader-has-no-queue": "{reader} never read anything on this broker. Start it once, then repeat the command.",
    "recovery-refused": "This person has left, or is a member of another organisation as well: then no organisation alone may set a new "
    "password.",
    "service-unavailable": "{service} does not run. Start it, then repeat the command.",
    "site-runs-already": "Havana already runs on {address}. Stop it with Ctrl-C first.",
    "stale-version": "Somebody changed it meanwhile. Look at it again, then repeat the command.",
    "several-of-that-name": "Several have that name. Give the id instead.",
    "url-not-callable": "This is no address that can be called. Give one with https:// or http:// and a host, without user and password.",
}

OF_SETTING: Mapping[str, str] = {
    "invalid": "This has the wrong form.",
    "required": "This is needed.",
    "unknown": "There is no such setting.",
    "unreadable": "This file cannot be read.",
}


def sentence(error: HavanaError) -> str:
    """Return what is wrong and what to do, with every wrong field on a line of its own, and the code that documentation uses."""
    words = OF_CODE.get(error.code)
    said = words.format_map(_Shown(error.params)) if words else _as_the_gateway_says(error)
    return "\n".join([f"{said} ({error.code})", *(_field(one) for one in error.params.get("errors", ()))])


class _Shown(dict[str, Any]):
    """Parameters in a sentence; what was not said is called what it is."""

    def __missing__(self, name: str) -> str:
        return {"service": "A service"}.get(name, name)


def _as_the_gateway_says(error: HavanaError) -> str:
    from gateway.problems import of_error  # noqa: PLC0415 - Flask is slow to import, and most commands do not fail

    problem = of_error(error)
    return f"{problem.title}. {problem.detail}"


def _field(wrong: Mapping[str, Any]) -> str:
    name = str(wrong["pointer"]).removeprefix("/")
    return f"  {name}: {OF_SETTING.get(str(wrong['code'])) or _as_the_gateway_says_of_a_field(wrong)}"


def _as_the_gateway_says_of_a_field(wrong: Mapping[str, Any]) -> str:
    from gateway.problems.problem import field_error  # noqa: PLC0415 - see above

    return str(field_error(wrong)["detail"])
