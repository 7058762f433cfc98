"""flask questionnaire translation export | import | sign: a document's texts as a workbook, one row a text.

What is written is self-contained: the shared lists stand in it. Exit codes as of `questionnaire`.
"""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click

from esportazioni.translations import read_rows, write_rows
from questionari import catalogue, clock
from questionari.cli import output
from questionari.engine.translations import TranslationError, signed, text_rows, with_translation

P = ParamSpec("P")
UNREADABLE = 2
_IN = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)
_LANGUAGE = click.option("--language", type=click.Choice(["de", "fr", "sl"]), required=True, help="Which language.")


@click.group("translation")
def command() -> None:
    """Have a questionnaire translated in a workbook, and sign the translation."""


def _told(act: Callable[P, None]) -> Callable[P, None]:
    """Faults of files are told in a line, with exit code 2."""

    @wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            act(*args, **kwargs)
        except (catalogue.DocumentError, TranslationError) as error:
            output.say(str(error))
            raise SystemExit(UNREADABLE) from error

    return run


@command.command("export")
@click.argument("file", type=_IN)
@_LANGUAGE
@click.option("--out", type=_OUT, required=True, help="The workbook to write.")
@_told
def export(file: Path, language: str, out: Path) -> None:
    """Write the texts of FILE into a workbook, with what is translated already."""
    rows = text_rows(_document(file, language), language)
    write_rows(out, language, rows)
    output.say(f"{out}: {len(rows)} texts, {sum(not row.translated for row in rows)} to translate.")


@command.command("import")
@click.argument("file", type=_IN)
@click.argument("workbook", type=_IN)
@_LANGUAGE
@click.option("--out", type=_OUT, required=True, help="The document to write.")
@_told
def bring_back(file: Path, workbook: Path, language: str, out: Path) -> None:
    """Put a translated WORKBOOK into FILE. A language that lacks a text is kept but not declared."""
    made = with_translation(_document(file, language), language, read_rows(workbook.read_bytes(), language))
    _write(out, made.document)
    output.say(f"{out}: {made.texts - len(made.missing)} of {made.texts} texts in {language!r}.")
    if not made.complete:
        output.say(f"It is not offered until these are translated: {', '.join(made.missing[:5])}.")


@command.command("sign")
@click.argument("file", type=_IN)
@_LANGUAGE
@click.option("--reviewer", required=True, help="Name of who reviewed the translation.")
@click.option("--out", type=_OUT, required=True, help="The document to write.")
@_told
def sign(file: Path, language: str, reviewer: str, out: Path) -> None:
    """Say who reviewed a translation, today."""
    day = clock.local_day(clock.utc_now()).isoformat()
    _write(out, signed(_document(file, language), language, reviewer, day))
    output.say(f"{out}: {language!r} reviewed by {reviewer} on {day}.")


def _document(file: Path, language: str) -> dict[str, Any]:
    """The self-contained document; of the shared lists the language to come is taken too. Raises DocumentError."""
    content = file.read_bytes()
    faults = catalogue.structural_findings(catalogue.load_document(content).document)
    if faults:
        raise catalogue.DocumentError(f"{file} has {len(faults)} errors: see `flask questionnaire check`")
    return catalogue.translatable(content, language)


def _write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
