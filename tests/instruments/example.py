"""Instruments B, C, D, E as the tests use them: compiled, with one complete example each, changed answer by answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from questionari import catalogue
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.findings import StaticFinding
from questionari.engine.headless import run

CODES = ("B", "C", "D", "E")
EXAMPLES = Path(__file__).parent / "examples"
Data = Mapping[str, Any]
NOTHING: Data = {}


@dataclass(frozen=True, slots=True)
class Case:
    """A check, the changes of the example that set it off and those that do not; ``linked`` are other linked facts."""

    check: str
    fires: Data
    quiet: tuple[Data, ...]
    linked: Data = field(default_factory=dict)


def content(code: str) -> bytes:
    """The document of an instrument."""
    return (catalogue.SCHEMI / "questionari" / code / "2026.1.json").read_bytes()


@lru_cache(maxsize=8)
def compiled(code: str) -> tuple[Questionnaire, tuple[StaticFinding, ...]]:
    """The compiled instrument and its findings."""
    found = catalogue.compile_document(content(code))
    assert found.questionnaire is not None, found.findings
    return found.questionnaire, found.findings


def instrument(code: str) -> Questionnaire:
    """The compiled instrument."""
    return compiled(code)[0]


def everything(code: str) -> dict[str, Question]:
    """Its questions and the children of its rosters, by code."""
    questions = instrument(code).questions
    children = {child.code: child for question in questions.values() for child in question.children}
    return {**children, **questions}


@lru_cache(maxsize=8)
def example(code: str) -> Mapping[str, Data]:
    """The complete example: ``answers`` and ``context``."""
    return json.loads((EXAMPLES / f"{code}.json").read_text("utf-8"))  # type: ignore[no-any-return]  # our own file


def report(code: str, changes: Data = NOTHING, linked: Data | None = NOTHING) -> dict[str, Any]:
    """The headless run of the example with some answers changed, or taken away where the change is None.

    ``linked`` changes the linked facts; None leaves them all out.
    """
    given = {**example(code)["answers"], **changes}
    around = example(code)["context"]
    facts = None if linked is None else {**around.get("linked", {}), **linked}
    answers = {question: answer for question, answer in given.items() if answer is not None}
    return run(instrument(code), answers, {**around, "linked": facts})


def fired(found: Mapping[str, Any]) -> set[str]:
    """The codes of everything a run has to say."""
    return {finding["code"] for part in ("errors", "warnings", "notes") for finding in found[part]}


def asked(found: Mapping[str, Any]) -> set[str]:
    """The questions on the path of a run."""
    return {question for page in found["pages"] for question in page["questions"]}
