"""Instrument A as the tests use it: compiled, in a round, with a census; answers in the command line's shapes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from questionari import catalogue
from questionari.demo.answers import complete_values
from questionari.engine.answer_types import answer_type
from questionari.engine.definition import Questionnaire
from questionari.engine.values import Answers, Context, RoundInfo, Value

FILE = catalogue.SCHEMI / "questionari" / "A" / "2026.1.json"
TYPES = tuple(f"{n:02d}" for n in range(1, 25)) + ("98",)
ROUND = RoundInfo(date(2026, 1, 1), date(2026, 6, 30), date(2026, 9, 30), "Primo semestre 2026")
REMOVED: Mapping[str, Any] = {}


@lru_cache(maxsize=1)
def instrument_a() -> Questionnaire:
    """The compiled instrument; a finding of severity error would leave nothing to test."""
    compiled = catalogue.compile_document(FILE.read_bytes())
    assert compiled.questionnaire is not None, compiled.findings
    return compiled.questionnaire


@lru_cache(maxsize=1)
def document() -> Mapping[str, Any]:
    """The self-contained document."""
    return catalogue.load_document(FILE.read_bytes()).document


def context(type_code: str = "01", **changes: Any) -> Context:
    """A service of that type in the census of Bari, in an open round."""
    census = {"type": type_code, "province": "072", "atr_provinces": ("072",)}
    return replace(Context(today=date(2026, 9, 1), round=ROUND, census=census), **changes)


def typed(answers: Mapping[str, Any]) -> dict[str, Value]:
    """Answers in the command line's shapes (decisions.md 27) as typed values."""
    found: dict[str, Value] = {}
    for code, data in answers.items():
        question = instrument_a().questions[code]
        reading = answer_type(question).from_json(question, data)
        assert reading.problem is None, (code, data, reading.problem)
        assert reading.value is not None, (code, data)
        found[code] = reading.value
    return found


@lru_cache(maxsize=64)
def complete(type_code: str, seed: int = 0) -> Answers:
    """Complete, consistent answers of a service of that type."""
    return complete_values(instrument_a(), type_code, seed, context(type_code))


def changed(type_code: str, changes: Mapping[str, Any]) -> dict[str, Value]:
    """Complete answers with some of them changed, or taken away where the change is ``REMOVED``."""
    kept = {code: value for code, value in complete(type_code).items() if code not in changes}
    return kept | typed({code: data for code, data in changes.items() if data is not REMOVED})
