"""Tiny forms as Markdown tables, and what becomes of them."""

import os
from datetime import date
from pathlib import Path
from typing import Any

from questionari.catalogue import compile_document
from questionari.engine.definition import Questionnaire
from questionari.xlsform.importing import Imported, import_xlsform

TODAY = date(2026, 11, 22)
# Forms of others, which are no part of the product: beside the working tree, or where XLSFORMS says.
SHARED = Path(os.environ.get("XLSFORMS", Path(__file__).resolve().parents[3] / "shared" / "forms" / "xlsform"))
YES_NO = "| choices |\n| | list_name | name | label |\n| | yn | si | Sì |\n| | yn | no | No |\n"


def form(survey: str, choices: str = YES_NO, settings: str = "") -> Imported:
    """The import of a survey sheet whose lines are cells parted by bars, the first the names of the columns."""
    lines = "\n".join(f"| | {line.strip()} |" for line in survey.strip().splitlines())
    return import_xlsform(f"| survey |\n{lines}\n{choices}\n{settings}".encode(), TODAY)


def questions(made: Imported) -> dict[str, dict[str, Any]]:
    """The questions at the top of its pages, by code."""
    pages = [page for section in made.document["sections"] for page in section["pages"]]
    return {question["code"]: question for page in pages for question in page["questions"]}


def told(made: Imported, *severities: str) -> list[tuple[str, str, int]]:
    """Code, sheet and row of the findings of some severities."""
    return [(each.code, each.sheet, each.row) for each in made.findings if each.severity in severities]


def compiled(made: Imported) -> Questionnaire:
    """The questionnaire; the test fails where it cannot be published."""
    judged = compile_document(made.document)
    assert judged.questionnaire is not None, judged.findings
    return judged.questionnaire
