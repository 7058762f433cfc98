"""What a dataset holds of answers gives the same answers back."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings

from questionari.engine.answer_types import answer_type
from questionari.engine.columns import ExportRow, export_row, intake
from questionari.engine.columns.intake import NOT_TAKEN, Cell
from questionari.engine.definition import Questionnaire
from questionari.engine.path import find_path
from questionari.engine.values import NO_CONTEXT, Answers, Context, Reserved, Value
from tests.engine import builders
from tests.instruments.strategies import answers_for
from tests.instruments.world import complete, context, instrument_a

GIVEN = (Reserved.NOT_AVAILABLE, Reserved.PREFER_NOT)


def exported(definition: Questionnaire, answers: Answers, around: Context) -> ExportRow:
    return export_row(definition, answers, find_path(definition, answers, around))


def back(definition: Questionnaire, row: ExportRow) -> dict[str, Value]:
    """The answers read again from the row they were exported in; texts as a file holds them."""
    wide: dict[str, Cell] = {name: str(value) for name, value in row.values.items() if value is not None}
    wide |= {name: Reserved(state) for name, state in row.stati.items() if state in GIVEN}
    long = {
        code: [{name: str(value) for name, value in one.items() if value is not None} for one in rows]
        for code, rows in row.long.items()
    }
    found = {}
    for code, data in intake(definition, wide, long).items():
        reading = answer_type(definition.questions[code]).from_json(definition.questions[code], data)
        assert reading.problem is None, (code, data, reading.problem)
        found[code] = reading.value
    return {code: value for code, value in found.items() if value is not None}


def typed(definition: Questionnaire, row: ExportRow) -> Mapping[str, object]:
    """The columns that people answer, with their states and the open lists."""
    passed = {code for code, question in definition.questions.items() if question.type in NOT_TAKEN}
    kept = {name: value for name, value in row.values.items() if name.partition("_")[0] not in passed}
    return {**kept, "stati": row.stati, "long": row.long}


@pytest.mark.parametrize("kind", ["01", "02", "03", "09"])
def test_complete_answers_to_instrument_a_come_back_from_its_dataset(kind: str) -> None:
    definition, around = instrument_a(), context(kind)
    first = exported(definition, complete(kind), around)
    again = exported(definition, {**complete_contacts(definition, kind), **back(definition, first)}, around)
    assert typed(definition, again) == typed(definition, first)


def complete_contacts(definition: Questionnaire, kind: str) -> dict[str, Value]:
    """Answers that no dataset holds."""
    apart = (code for code, question in definition.questions.items() if question.store == "contacts")
    return {code: value for code, value in complete(kind).items() if code in apart}


@settings(max_examples=40, deadline=None)
@given(answers=answers_for(builders.stored("answer_types")))
def test_an_answer_of_each_type_comes_back(answers: Mapping[str, Value]) -> None:
    definition = builders.stored("answer_types")
    first = exported(definition, answers, NO_CONTEXT)
    again = exported(definition, back(definition, first), NO_CONTEXT)
    assert typed(definition, again) == typed(definition, first)
