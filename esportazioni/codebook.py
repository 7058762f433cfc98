"""The codebook: for each variable of each file, question, type, universe, categories, reserved codes, concept."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from esportazioni.fields import Field, leaf_question
from esportazioni.sheets import Sheet, Sheets
from questionari.engine.answer_types import offered_reserved
from questionari.engine.columns import Column, Kind
from questionari.engine.dataset import DatasetRound, unit_of_analysis
from questionari.engine.definition import ExportRule, Questionnaire, say
from questionari.engine.universe import EVERYONE, Universes
from questionari.engine.values import Reserved

KINDS: Mapping[Kind, str] = {
    "integer": "numero intero",
    "decimal": "numero decimale",
    "text": "testo",
    "code": "codice",
    "date": "data (aaaa-mm-gg)",
    "flag": "1 se indicato, 0 altrimenti",
    "time": "ora (hh:mm)",
}
RULES: Mapping[ExportRule, str] = {
    "always": "sempre",
    "never": "mai",
    "not_public": "mai nei dati pubblici",
    "coarsened": "solo in forma aggregata nei dati pubblici",
}
STATES: Mapping[int, str] = {
    Reserved.NOT_APPLICABLE: "non pertinente per percorso",
    Reserved.NOT_AVAILABLE: "dato non disponibile",
    Reserved.PREFER_NOT: "preferisco non rispondere",
    Reserved.MISSING: "mancante",
}


@dataclass(frozen=True, slots=True)
class Variable:
    """One line of the codebook."""

    file: str
    posizione: int
    variabile: str
    quesito: str
    testo: str
    etichetta: str
    tipo: str
    universo: str
    categorie: tuple[tuple[str, str], ...]
    codici_riservati: tuple[tuple[int, str], ...]
    concetto: str
    regola: str


def variables(definition: Questionnaire, sheets: Sheets) -> tuple[Variable, ...]:
    """Every variable of every table but the one of states, which has those of the wide one."""
    universe = cache(Universes(definition).of)
    tables = (sheet for sheet in sheets.all() if sheet is not sheets.states)
    return tuple(_variable(definition, universe, *found) for table in tables for found in _numbered(table))


def _numbered(sheet: Sheet) -> Iterator[tuple[Sheet, int, Field]]:
    return ((sheet, place, field) for place, field in enumerate(sheet.fields, 1))


def _variable(
    definition: Questionnaire, universe: Callable[[str], str], sheet: Sheet, place: int, field: Field
) -> Variable:
    column = field.column
    question = definition.questions.get(column.question)
    return Variable(
        sheet.name,
        place,
        column.name,
        column.question,
        say(question.text) if question else "",
        say(column.label),
        KINDS[column.kind],
        universe(question.code) if question else EVERYONE,
        tuple((code, say(text)) for code, text in column.categories),
        _reserved(definition, column),
        (question.concept or "") if question else "",
        RULES[column.rule],
    )


def _reserved(definition: Questionnaire, column: Column) -> tuple[tuple[int, str], ...]:
    """The reserved codes that the file of states may hold beside this variable."""
    question = definition.questions.get(column.question)
    if question is None:
        return ()
    leaf = leaf_question(question, column.key)
    offered = offered_reserved(question) | offered_reserved(leaf)
    offered |= {Reserved(option.reserved) for option in (*question.options, *leaf.options) if option.reserved}
    codes = {Reserved.NOT_APPLICABLE, Reserved.MISSING} | offered
    return tuple((int(code), STATES[code]) for code in sorted(codes, reverse=True))


def as_cells(found: Sequence[Variable]) -> list[list[Any]]:
    """The codebook as the columns of a table: lists are written "code = text | code = text", "(-1) text | …"."""
    rows = [asdict(variable) for variable in found]
    return [[_cell(row[name]) for row in rows] for name in Variable.__dataclass_fields__]


def _cell(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    return " | ".join(f"({code}) {text}" if isinstance(code, int) else f"{code} = {text}" for code, text in value)


def write_json(path: Path, around: DatasetRound, found: Sequence[Variable]) -> None:
    """The codebook as JSON, for programs."""
    content = {
        "questionnaire": {
            "code": around.definition.code,
            "version": around.definition.version,
            "sha256": around.definition.sha256,
            "versions": list(around.versions or (around.definition.version,)),
            "title": say(around.definition.title),
            "unit_of_analysis": unit_of_analysis(around.definition),
        },
        "variables": [asdict(variable) for variable in found],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
