"""`havana doctor`: what is wrong, and what to do."""

from collections.abc import Iterator
from dataclasses import asdict

import click

import havana.runtime  # noqa: F401  # before everything that follows
from chassis.errors import HavanaError
from chassis.settings import Settings
from havana.cli.operating import json_option, progress, settings_here, show_json
from havana.cli.words import sentence
from havana.control import reaching
from havana.doctor import Finding, of_machine, of_migrations, of_services


@click.command()
@json_option
def doctor(*, as_json: bool) -> None:
    """Look for what is wrong: services, messages, timers, audit, ledger, databases, keys, disk. Ends with 1 if something is."""
    found = list(dict.fromkeys(_findings(settings_here())))
    if as_json:
        show_json({"well": not _is_wrong(found), "findings": [asdict(one) for one in found]})
    else:
        for one in found:
            click.echo(f"{one.level.upper()}  {one.where}: {one.what}\n         {one.remedy}")
        if not _is_wrong(found):
            click.echo("Nothing is wrong.")
    if _is_wrong(found):
        raise click.exceptions.Exit(1)


def _findings(settings: Settings) -> Iterator[Finding]:
    yield from of_machine(settings)
    try:
        with reaching(settings, tell=progress) as operator:
            yield from of_services(operator, progress)
            yield from of_migrations(settings)
    except HavanaError as error:
        yield Finding(where="site", check="answers", what="Commands do not reach the services.", remedy=sentence(error))


def _is_wrong(found: list[Finding]) -> bool:
    return any(one.level == "wrong" for one in found)
