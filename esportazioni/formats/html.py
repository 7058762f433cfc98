"""The codebook as one page that needs nothing else: to read, to search with the browser, to print."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template
from typing import TypeAlias

from esportazioni.codebook import STATES, Variable
from questionari.engine.dataset import DatasetRound, unit_of_analysis
from questionari.engine.definition import Questionnaire, say

NAME = "dizionario.html"
SHELL = Path(__file__).with_name("dizionario.template.html")
STYLE = SHELL.with_name("dizionario.css")
#: Variables that no section holds stand under these headings.
FILES: Mapping[str, str] = {
    "dati": "Prima delle risposte",
    "indicatori": "Indicatori",
}
Categories: TypeAlias = tuple[tuple[str, str], ...]
HEADS = ("Variabile", "Che cosa contiene", "Tipo", "Codici")


def write(path: Path, around: DatasetRound, found: Sequence[Variable]) -> None:
    """Write the page. Every text of the questionnaire is escaped."""
    definition = around.definition
    parts = list(_parts(definition, found))
    texts = {
        "title": say(definition.title),
        "round": f"{around.title} ({around.code})",
        "version": ", ".join(around.versions or (definition.version,)),
        "unit": unit_of_analysis(definition),
        "digest": definition.sha256,
        "count": f"{len(found):,}".replace(",", "."),
    }
    pieces = {
        "style": f"<style>\n{STYLE.read_text(encoding='utf-8')}</style>",
        "contents": "\n".join(f'<li><a href="#p{n}">{escape(head)}</a></li>' for n, (head, _) in enumerate(parts)),
        "parts": "\n".join(_part(n, head, inside) for n, (head, inside) in enumerate(parts)),
        "states": "\n".join(f"<li><code>{code}</code> {escape(text)}</li>" for code, text in STATES.items()),
    }
    shell = Template(SHELL.read_text(encoding="utf-8"))
    path.write_text(shell.substitute({name: escape(text) for name, text in texts.items()} | pieces), encoding="utf-8")


def _parts(definition: Questionnaire, found: Iterable[Variable]) -> Iterator[tuple[str, list[Variable]]]:
    """Runs of variables under one heading: a section of the questionnaire, or a file of its own."""
    titles = {section.code: f"{section.code} – {say(section.title)}" for section in definition.sections}

    def heading(variable: Variable) -> str:
        page = definition.page_of.get(variable.quesito.partition(".")[0], "")
        inside = titles.get(definition.section_of.get(page, ""), "")
        if variable.file == "dati" and inside:
            return inside
        return FILES.get(variable.file) or f"File {variable.file}"

    return ((head, list(inside)) for head, inside in groupby(found, heading))


def _part(number: int, head: str, found: Sequence[Variable]) -> str:
    asked = groupby(found, lambda variable: variable.quesito)
    inside = "\n".join(_question(code, list(run)) for code, run in asked)
    title = f'<h2 id="p{number}" tabindex="-1">{escape(head)}</h2>'
    return f'<section aria-labelledby="p{number}">\n{title}\n{inside}\n</section>'


def _question(code: str, found: Sequence[Variable]) -> str:
    """A question with its variables; what no question gives stands in a table alone."""
    together = _together(found)
    grid = _grid(f"Variabili di {escape(code)}" if code else "Variabili", found, together)
    return f"<article>\n{_about(found[0], together)}{grid}\n</article>" if code else grid


def _together(found: Sequence[Variable]) -> Categories:
    """The codes that all variables of a question share, so that they are said once; none for a single one."""
    first = found[0].categorie
    return first if len(found) > 1 and all(variable.categorie == first for variable in found) else ()


def _grid(caption: str, found: Sequence[Variable], together: Categories) -> str:
    heads = HEADS[:-1] if together or not any(variable.categorie for variable in found) else HEADS
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    rows = "\n".join(_row(variable, heads) for variable in found)
    return f"<table>\n<caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _about(variable: Variable, together: Categories) -> str:
    facts = (
        ("A chi è posta", escape(variable.universo)),
        ("Concetto", escape(variable.concetto)),
        ("Uscita", escape(variable.regola if variable.regola != "sempre" else "")),
        ("Se manca", escape(", ".join(f"{code} {text}" for code, text in variable.codici_riservati))),
        ("Codici", _codes(together)),
    )
    lines = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in facts if text)
    return f"<h3>{escape(variable.quesito)} – {escape(variable.testo)}</h3>\n<dl>{lines}</dl>\n"


def _codes(found: Categories) -> str:
    lines = "".join(f"<li><code>{escape(code)}</code> {escape(text)}</li>" for code, text in found)
    return f"<ul>{lines}</ul>" if lines else ""


def _row(variable: Variable, heads: Sequence[str]) -> str:
    label = variable.etichetta.removeprefix(variable.testo).removeprefix(" – ") or variable.etichetta
    cells = (escape(label), escape(variable.tipo), _codes(variable.categorie) or "–")
    marked = "".join(f'<td data-label="{name}">{cell}</td>' for name, cell in zip(heads[1:], cells, strict=False))
    return f'<tr><th scope="row"><code>{escape(variable.variabile)}</code></th>{marked}</tr>'
