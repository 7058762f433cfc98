"""The only validation there is: answers on their path to errors, warnings and notes. Never writes, never raises."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from questionari.engine.answer_types import Problem
from questionari.engine.definition import Questionnaire
from questionari.engine.findings import Confirmation, Finding, apply_confirmation, page_findings, submittable
from questionari.engine.path import Path
from questionari.engine.requirements import first_missing, missing, progress
from questionari.engine.validating.authored import violated_checks
from questionari.engine.validating.bounds import out_of_bounds
from questionari.engine.validating.case import Case
from questionari.engine.validating.previous import moved
from questionari.engine.validating.required import missing_answers, unreadable
from questionari.engine.validating.sensitive import personal_data
from questionari.engine.values import Answers, Context

__all__ = [
    "Confirmation",
    "Finding",
    "first_missing",
    "missing",
    "page_findings",
    "progress",
    "submittable",
    "validate",
]

Source: TypeAlias = Callable[[Case], Iterator[Finding]]

SOURCES: tuple[Source, ...] = (unreadable, missing_answers, out_of_bounds, violated_checks, moved, personal_data)


def validate(
    definition: Questionnaire,
    answers: Answers,
    path: Path,
    context: Context,
    problems: Mapping[str, Problem],
    confirmed: Mapping[str, Confirmation],
    language: str = "it",
) -> tuple[Finding, ...]:
    """All findings about the answers on the path, page by page in document order, errors first within a page.

    ``problems``: what could not be read, by question. ``confirmed``: reasons given for warnings, by ``Finding.key``.
    """
    case = Case(definition, answers, path, context, problems, language)
    order = {page.code: index for index, page in enumerate(definition.pages())}
    found = (_confirmed(finding, confirmed) for source in SOURCES for finding in source(case))
    return tuple(sorted(found, key=lambda f: (order.get(f.page or "", len(order)), _RANK[f.severity])))


_RANK = {"error": 0, "warning": 1, "note": 2}


def _confirmed(finding: Finding, confirmed: Mapping[str, Confirmation]) -> Finding:
    reason = apply_confirmation(finding, confirmed)
    return finding if reason is None else replace(finding, confirmed=reason)
