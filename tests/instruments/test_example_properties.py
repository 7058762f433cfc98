"""Laws of any answers to instruments B, C, D, E: no crash, count in = count out, hidden is never handed on."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from questionari.engine.answer_document import read_answers, written_answers
from questionari.engine.columns import export_row, layout
from questionari.engine.headless import context_of
from questionari.engine.outcomes import effects, indicators
from questionari.engine.path import find_path
from questionari.engine.requirements import missing, progress
from questionari.engine.validation import submittable, validate
from questionari.engine.values import Answers, Value
from tests.instruments.example import CODES, example, instrument
from tests.instruments.strategies import SILENT, value_of

modest = settings(max_examples=10, deadline=None)
every = pytest.mark.parametrize("code", CODES)
MOST_CHANGES, MOST_ROWS = 5, 3


@st.composite
def answers_to(draw: st.DrawFn, code: str) -> dict[str, Value]:
    """A few random answers, at times over the complete example: deep paths, wrong in places."""
    questions = [q for q in instrument(code).questions.values() if q.type not in SILENT]
    chosen = draw(st.lists(st.sampled_from(questions), max_size=MOST_CHANGES, unique_by=lambda q: q.code))
    changes = {q.code: draw(value_of(replace(q, max_rows=min(q.max_rows or MOST_ROWS, MOST_ROWS)))) for q in chosen}
    whole = read_answers(instrument(code), example(code)["answers"]).answers
    return {**whole, **changes} if draw(st.booleans()) else changes


def drawn(data: st.DataObject, code: str) -> dict[str, Value]:
    return data.draw(answers_to(code))


def around(code: str) -> Any:
    return context_of(instrument(code), example(code)["context"])


@every
@modest
@given(st.data())
def test_any_answers_are_judged_and_only_what_is_asked_is_spoken_of(code: str, data: st.DataObject) -> None:
    definition, answers, context = instrument(code), drawn(data, code), around(code)
    path = find_path(definition, answers, context)
    found = validate(definition, answers, path, context, {}, {})
    answered, required = progress(definition, answers, path)
    assert required - answered == len(missing(definition, answers, path))
    assert submittable(found) <= (answered == required)
    assert all(finding.page in path.pages for finding in found)
    assert all(any(path.asked(field) for field in finding.fields) for finding in found)
    assert all(effect in definition.effects for effect in effects(definition, path))
    assert set(indicators(definition, path)) == {i.code for i in definition.indicators if i.level == "record"}


@every
@modest
@given(st.data())
def test_every_cell_has_a_value_or_a_reason_and_what_is_hidden_never_leaves(code: str, data: st.DataObject) -> None:
    definition, answers = instrument(code), drawn(data, code)
    path, columns = find_path(definition, answers, around(code)), layout(definition)
    row = export_row(definition, {**answers, **path.computed}, path)
    assert set(row.values) == set(row.stati) == {column.name for column in columns.wide}
    assert all((row.values[name] is None) != (state is None) for name, state in row.stati.items())
    hidden = [column.name for column in columns.wide if not path.asked(column.question)]
    assert {row.stati[name] for name in hidden} <= {-1}
    for roster, lines in row.long.items():
        given_rows = answers.get(roster)
        assert len(lines) == (len(given_rows) if path.asked(roster) and isinstance(given_rows, tuple) else 0)


@every
@modest
@given(st.data())
def test_answers_written_and_read_again_are_the_same(code: str, data: st.DataObject) -> None:
    definition = instrument(code)
    answers: Answers = drawn(data, code)
    first = read_answers(definition, written_answers(definition, answers))
    again = read_answers(definition, written_answers(definition, first.answers))
    assert (first.problems, first.unknown) == ({}, ())
    assert again == first
