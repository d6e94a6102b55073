"""`havana library`: the official texts of the instruments, and further instruments."""

import csv
import json
from pathlib import Path
from typing import Any

import click

import havana.runtime  # noqa: F401  # before everything that follows
from havana.cli.operating import operating

COLUMNS = {"number", "lang", "text", "source"}
BASIC_PRINCIPLES = "basic-principles"
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def library() -> None:
    """Load what the library is read with."""


@library.command("load-texts")
@file_argument
@click.option("--instrument", default=BASIC_PRINCIPLES, show_default=True, help="The code of the instrument.")
def load_texts(*, file: Path, instrument: str) -> None:
    """Load official texts of provisions from a CSV file: number, lang, text, source. Loaded again, they are replaced."""
    items = _rows(file)
    with operating() as operator:
        loaded = operator.ask("library", "load_texts", instrument_code=instrument, items=items)["loaded"]
    click.echo(f"{loaded} texts of {instrument} are loaded.")


@library.command("load-instrument")
@file_argument
def load_instrument(*, file: Path) -> None:
    """Add or change an instrument from a JSON file: code, name, adopted_by, adopted_in, source_url, provisions."""
    about = _object(file)
    with operating() as operator:
        loaded = operator.ask("library", "load_instrument", **about)["loaded"]
    click.echo(f"{about['code']} is loaded with {loaded} provisions.")


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if set(reader.fieldnames or ()) != COLUMNS:
                raise click.UsageError(f"the first line of {file} must name the columns {', '.join(sorted(COLUMNS))}")
            return list(reader)
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file} is not UTF-8") from error


def _object(file: Path) -> dict[str, Any]:
    try:
        about = json.loads(file.read_text("utf-8-sig"))
    except ValueError as error:
        raise click.UsageError(f"{file} is not JSON in UTF-8") from error
    if not isinstance(about, dict):
        raise click.UsageError(f"{file} holds no JSON object")
    return about
