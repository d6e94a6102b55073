"""What every command of an operator stands on: the way to the services, and how answers are shown."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from chassis.settings import Settings
from havana.control import Operator, reaching

WIDE = 250
"""Columns where there is no terminal: a program or a file wants each row on its line."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def settings_here() -> Settings:
    """Return the settings of the site that the environment names; without a broker's address that is an embedded one. Invalid."""
    settings = Settings.read(os.environ, embedded=True)
    return settings if settings.is_embedded else Settings.read(os.environ)


@contextmanager
def operating() -> Iterator[Operator]:
    """Give the way to the services of the site that the environment names."""
    with reaching(settings_here(), tell=progress) as operator:
        yield operator


def progress(text: str) -> None:
    """Say what takes long, where it does not stand between results."""
    click.echo(text, err=True)


def show_json(answer: Any) -> None:
    """Print what a program reads."""
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False))


def show_table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, none: str) -> None:
    """Print `rows` with a heading per column (field → heading), or the sentence `none`."""
    if not rows:
        click.echo(none)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in columns.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row[field]) for field in columns))
    console().print(table)


def console() -> Console:
    """Return the terminal; what stands in records is never read as markup."""
    plain = Console(markup=False, emoji=False, highlight=False)
    return plain if plain.is_terminal else Console(markup=False, emoji=False, highlight=False, width=WIDE)


def show_record(record: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Print one record, a field on each line (field → name)."""
    width = max(map(len, names.values()))
    for field, name in names.items():
        click.echo(f"{name:<{width}}  {_cell(record[field])}")


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "–" if value is None else str(value)
