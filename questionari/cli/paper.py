"""`flask questionnaire paper VERSION --out FILE`: the blank form, as a PDF or as an HTML page of its own."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import click
from flask import current_app, render_template
from flask.cli import with_appcontext
from markupsafe import Markup

from esportazioni.paper import pdf
from questionari.cli import output
from questionari.cli.versions import definition_named
from questionari.engine.paper import PaperForm, paper_form
from questionari.engine.roles import roles
from questionari.engine.values import NO_CONTEXT
from questionari.engine.wording import ITALIAN
from questionari.usecases.census.vocabulary import types

WRONG_CALL = 2
_SHEET = "css/paper.css"
_BODY = "body{font-family:system-ui,sans-serif;line-height:1.45;max-width:52rem;margin:2rem auto;padding:0 1rem}"


@click.command("paper")
@click.argument("version", metavar="FILE")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="X.pdf or X.html.")
@click.option("--kind", default="", help="Census code of a type of service (02): what it is not asked is left out.")
@click.option("--role", default="", help="Of a questionnaire in parts: whose part alone.")
@click.option("--language", default=ITALIAN, help="One of the languages of the questionnaire; Italian unless given.")
@with_appcontext
def command(version: str, out: Path, kind: str, role: str, language: str) -> None:
    """Write the blank form of FILE, or of a published version (A@2026.1), to be printed and filled in by hand."""
    write = _WRITERS.get(out.suffix.lower())
    if write is None or (kind and kind not in types()):
        output.fail("--out ends with .pdf or .html, --kind is a code of the census types", WRONG_CALL)
    definition = definition_named(version)
    if language not in definition.languages:
        output.fail(f"{version} is in {', '.join(definition.languages)}, not in {language}", WRONG_CALL)
    if role and role not in roles(definition):
        output.fail(f"the parts of {version} are {', '.join(roles(definition)) or 'none'}, not {role}", WRONG_CALL)
    around = replace(NO_CONTEXT, role=role or None)
    out.write_bytes(write(paper_form(definition, kind, types().get(kind, ""), around, language)))
    output.say(f"{out}: written.")


def _html(form: PaperForm) -> bytes:
    """A page that needs nothing beside it; the style is ours, the texts are escaped by the template."""
    sheet = (Path(current_app.static_folder or "") / _SHEET).read_text(encoding="utf-8")
    return render_template("paper/file.html", form=form, style=Markup(f"<style>{_BODY}{sheet}</style>")).encode()  # noqa: S704


_WRITERS: Mapping[str, Callable[[PaperForm], bytes]] = {".pdf": pdf, ".html": _html}
