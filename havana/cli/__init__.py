"""The command line: one module for each command or group of commands, imported when it is called."""

import warnings
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

import havana
from chassis import logs
from chassis.errors import HavanaError

# eventlet says at import that it is deprecated, to every user of every command otherwise.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")


class LazyGroup(click.Group):
    """A group that imports a command when it is named: `havana up` starts without the modules of the others.

    What fails in a command is told in a sentence; the exit code is then 1, after a wrong use of the command 2.
    """

    def __init__(self, *args: Any, places: Mapping[str, str], **settings: Any) -> None:
        """Take `places`: the name of each command → "module:name" of what stands behind it."""
        super().__init__(*args, **settings)
        self._places = places

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names of the commands, sorted."""
        return sorted(self._places)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Return the command of that name, None if there is none."""
        if name not in self._places:
            return None
        module, attribute = self._places[name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(context)
        except HavanaError as error:
            from havana.cli.words import sentence  # noqa: PLC0415 - only where something failed

            raise click.ClickException(sentence(error)) from error


@click.group(
    cls=LazyGroup,
    places={
        "api-client": "havana.cli.api_client:api_client",
        "audit": "havana.cli.audit:audit",
        "dead-letters": "havana.cli.dead_letters:dead_letters",
        "demo": "havana.cli.demo:demo",
        "doctor": "havana.cli.doctor:doctor",
        "gateway": "havana.cli.gateway:gateway",
        "keys": "havana.cli.keys:keys",
        "ledger": "havana.cli.ledger:ledger",
        "library": "havana.cli.library:library",
        "migrate": "havana.cli.migrate:migrate",
        "org": "havana.cli.org:org",
        "reconcile": "havana.cli.reconcile:reconcile",
        "run-distributed": "havana.cli.run_distributed:run_distributed",
        "search": "havana.cli.search:search",
        "serve": "havana.cli.serve:serve",
        "streams": "havana.cli.streams:streams",
        "timers": "havana.cli.timers:timers",
        "up": "havana.cli.up:up",
        "user": "havana.cli.user:user",
    },
)
@click.version_option(havana.__version__, prog_name="havana")
def main() -> None:
    """Havana, the platform on which organisations that protect lawyers at risk work together."""
    logs.quietly()
