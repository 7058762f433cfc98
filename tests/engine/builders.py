"""Small documents and their compilation, for tests of the engine."""

import json
from pathlib import Path
from typing import Any

from questionari.catalogue import compile_document
from questionari.engine.answer_document import read_answers
from questionari.engine.definition import Questionnaire
from questionari.engine.findings import Confirmation, Finding
from questionari.engine.path import find_path
from questionari.engine.validation import validate
from questionari.engine.values import NO_CONTEXT, Context

DOCUMENTS = Path(__file__).resolve().parent.parent / "documents"


def question(code: str, kind: str = "text", **keys: Any) -> dict[str, Any]:
    """A question of a document."""
    return {"code": code, "type": kind, "text": {"it": f"Domanda {code}"}, **keys}


def document(*questions: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """A document of one page with these questions."""
    page = {"code": "P1", "title": {"it": "Pagina"}, "questions": list(questions)}
    return {
        "code": "T",
        "version": "2026.1",
        "title": {"it": "Prova"},
        "languages": ["it"],
        "unit": "service",
        "cardinality": "one",
        "sections": [{"code": "S1", "title": {"it": "Sezione"}, "pages": [page]}],
        **keys,
    }


def definition(*questions: dict[str, Any], **keys: Any) -> Questionnaire:
    """The compiled questionnaire of ``document``; fails loudly on findings that are errors."""
    return compiled(document(*questions, **keys))


def compiled(raw: dict[str, Any]) -> Questionnaire:
    """The compiled questionnaire of a document without errors."""
    result = compile_document(raw)
    assert result.questionnaire is not None, result.findings
    return result.questionnaire


def stored(name: str) -> Questionnaire:
    """A document of tests/documents/valid, compiled."""
    return compiled(json.loads((DOCUMENTS / "valid" / f"{name}.json").read_text()))


def findings(
    of: Questionnaire,
    answers: dict[str, Any],
    context: Context = NO_CONTEXT,
    confirmed: dict[str, Confirmation] | None = None,
) -> tuple[Finding, ...]:
    """The findings of answers in their JSON shapes."""
    read = read_answers(of, answers)
    assert not read.unknown
    path = find_path(of, read.answers, context)
    return validate(of, read.answers, path, context, read.problems, confirmed or {})


def codes(of: Questionnaire, answers: dict[str, Any], context: Context = NO_CONTEXT) -> list[str]:
    """The codes of the findings."""
    return [finding.code for finding in findings(of, answers, context)]
