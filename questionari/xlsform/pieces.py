"""Pieces of a form that are made of a question alone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from questionari.engine.definition import Option, Question
from questionari.xlsform.carrying import Cells, mark
from questionari.xlsform.tables import KEPT

Raw = Mapping[str, Any]
YES_NO = (Option("1", {"it": "Sì"}), Option("2", {"it": "No"}))


def fact(name: str) -> Cells:
    """A fact of the context, empty in a form: conditions read it."""
    return {"type": "calculate", "name": name, "calculation": "''", KEPT: '{"context":true}'}


def both_of(row: Mapping[str, str], column: Mapping[str, str]) -> dict[str, str]:
    """The text of a cell: its row, then its column."""
    return {language: f"{text} – {column.get(language, '')}" for language, text in row.items()}


def bounds(question: Question) -> Iterator[str]:
    """What the bounds of a question ask of its answer."""
    for bound, sign in ((question.min, ">="), (question.max, "<=")):
        if bound is not None and question.type in ("integer", "decimal", "currency", "percent"):
            yield f". {sign} {format(bound, 'f')}"
    for picks, sign in ((question.min_picks, ">="), (question.max_picks, "<=")):
        if picks is not None and question.type in ("multi", "ordered"):
            yield f"count-selected(.) {sign} {picks}"
    if question.max_length is not None and question.type in ("text", "long_text"):
        yield f"string-length(.) <= {question.max_length}"


def raw_options(document: Raw, question: Question, raw: Raw) -> dict[str, Any]:
    """The options of a question as the document writes them, by code."""
    source = raw.get("options", ())
    if isinstance(source, Mapping):
        listed: Sequence[Any] = (*document["lists"][source["list"]].get("options", ()), *source.get("plus", ()))
    else:
        listed = source
    return {option["code"]: option for option in listed if question.option(option["code"])}


def carried_by(question: Question, raw: Raw) -> dict[str, Any]:
    """What the row of a question carries; options written in it go with the choices sheet."""
    if not question.options or question.type not in ("choice", "multi", "ordered"):
        return {"question": raw}
    here = isinstance(raw["options"], Sequence)
    lean = {key: value for key, value in raw.items() if key != "options" or not here}
    return {"question": lean, "listed": mark(" ".join(option.code for option in question.options))}
