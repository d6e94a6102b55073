"""`havana library`: the official texts of the instruments, and further instruments."""

import csv
import json
from pathlib import Path
from typing import Any

import click

import havana.runtime  # noqa: F401  # before everything that follows
from havana.cli.operating import operating, show_table
from havana.cli.organisations import org_option, organisation_of

COLUMNS = {"number", "lang", "text", "source"}
OF_OPPORTUNITIES = {
    "key", "mechanism", "session", "kind", "lang", "title", "summary", "country", "date", "time", "month", "days_before_session", "tzid",
    "certainty", "source_url", "most_words", "languages", "joint",
}  # fmt: skip
OUTCOMES = {"row": "row", "key": "key", "outcome": "outcome", "errors": "what is wrong"}
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


@library.command("import-opportunities")
@file_argument
@org_option
@click.option("--preview", is_flag=True, help="Say what would become of each row, and keep nothing.")
def import_opportunities(*, file: Path, org: str, preview: bool) -> None:
    """Import opportunities of an organisation from a CSV file. One row that is refused, and none is kept: ends with 1.

    Columns: key, mechanism (its acronym), session, kind, lang, title, summary, country, date, time, month, days_before_session,
    tzid, certainty, source_url, most_words, languages, joint. The key tells which row is which when a later file is imported.
    """
    rows = _rows(file, OF_OPPORTUNITIES, needed={"key", "mechanism", "kind", "lang", "title", "tzid", "certainty", "source_url"})
    with operating() as operator:
        acting = operator.acting_for(organisation_of(operator, org)["id"])
        done = acting.ask("library", "import_opportunities", rows=rows, dry_run=preview)
    show_table([_outcome(row) for row in done["rows"]], OUTCOMES, none="The file has no rows.")
    click.echo("These are kept." if done["kept"] else "Nothing was kept.")
    if any(row["outcome"] == "refused" for row in done["rows"]):
        raise click.exceptions.Exit(1)


def _outcome(row: dict[str, Any]) -> dict[str, Any]:
    from gateway.problems.problem import field_error  # noqa: PLC0415 - Flask is slow to import

    wrong = [f"{error['pointer'].removeprefix('/')}: {field_error(error)['detail']}" for error in row["errors"]]
    return {**row, "errors": " ".join(wrong)}


def _rows(file: Path, columns: set[str] = COLUMNS, *, needed: set[str] | None = None) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            named = set(reader.fieldnames or ())
            if not (needed or columns) <= named <= columns:
                raise click.UsageError(f"the first line of {file} must name the columns {', '.join(sorted(columns))}")
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
