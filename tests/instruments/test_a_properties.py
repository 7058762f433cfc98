"""Laws that hold for any answers to instrument A: count in = count out, hidden is kept, never handed on, no crash."""

from copy import deepcopy
from decimal import Decimal

from hypothesis import given, settings, strategies as st

from questionari.engine.answer_document import read_answers, written_answers
from questionari.engine.columns import ExportRow, export_row, layout
from questionari.engine.definition import Question
from questionari.engine.outcomes import effects, indicators
from questionari.engine.path import Path, find_path
from questionari.engine.requirements import missing, progress
from questionari.engine.validation import submittable, validate
from questionari.engine.values import NO_CONTEXT, Answers, Reserved, Value
from tests.instruments.strategies import answers_for
from tests.instruments.world import TYPES, complete, context, instrument_a

DEFINITION = instrument_a()
COLUMNS = layout(DEFINITION)
ONE_VALUE = frozenset({"matrix", "multi", "ordered", "roster", "opening_hours", "group", "note"})
some_answers = answers_for(DEFINITION)
services = st.sampled_from(TYPES)
modest = settings(max_examples=40, deadline=None)


@st.composite
def likely_answers(draw: st.DrawFn) -> dict[str, Value]:
    """Complete answers of some service with a part of them replaced at random: deep paths, wrong in places."""
    changes = draw(some_answers)
    kept = draw(st.sampled_from([0, 5, 20]))
    return {**complete(draw(services)), **dict(list(changes.items())[:kept])}


any_answers = st.one_of(some_answers, likely_answers())


def row_of(answers: Answers, path: Path) -> ExportRow:
    return export_row(DEFINITION, {**answers, **path.computed}, path)


def path_of(answers: Answers) -> Path:
    return find_path(DEFINITION, answers, context())


def exported(question: Question) -> bool:
    return question.store == "answers" and question.export != "never"


@modest
@given(any_answers)
def test_nothing_that_reads_answers_changes_them(answers: dict[str, Value]) -> None:
    before = deepcopy(answers)
    path = path_of(answers)
    validate(DEFINITION, answers, path, context(), {}, {})
    row_of(answers, path)
    assert answers == before


@modest
@given(any_answers, st.sampled_from([NO_CONTEXT, context(), context("02")]))
def test_path_validation_and_outcomes_accept_any_answers(answers: dict[str, Value], around: object) -> None:
    assert isinstance(around, type(NO_CONTEXT))
    path = find_path(DEFINITION, answers, around)
    found = validate(DEFINITION, answers, path, around, {}, {})
    answered, required = progress(DEFINITION, answers, path)
    assert required - answered == len(missing(DEFINITION, answers, path))
    assert all(effect in DEFINITION.effects for effect in effects(DEFINITION, path))
    assert set(indicators(DEFINITION, path)) == {"I1", "I2", "I3", "I4", "I6"}
    assert submittable(found) <= (answered == required)


@modest
@given(any_answers)
def test_a_finding_points_at_the_path_only(answers: dict[str, Value]) -> None:
    path = path_of(answers)
    for finding in validate(DEFINITION, answers, path, context(), {}, {}):
        assert finding.page in path.pages
        assert any(path.asked(field) for field in finding.fields)


@modest
@given(any_answers)
def test_an_answer_off_the_path_is_never_exported(answers: dict[str, Value]) -> None:
    path = path_of(answers)
    row = row_of(answers, path)
    hidden = [column.name for column in COLUMNS.wide if not path.asked(column.question)]
    assert [name for name in hidden if row.values[name] is not None or row.stati[name] != Reserved.NOT_APPLICABLE] == []
    assert [code for code, lines in row.long.items() if lines and not path.asked(code)] == []
    assert not [code for code in written_answers(DEFINITION, answers, path) if not path.asked(code)]


@modest
@given(any_answers)
def test_a_value_or_the_reason_of_its_absence_stands_in_each_column(answers: dict[str, Value]) -> None:
    row = row_of(answers, path_of(answers))
    assert list(row.values) == list(row.stati) == [column.name for column in COLUMNS.wide]
    assert all((row.values[name] is None) == (row.stati[name] is not None) for name in row.values)
    assert set(row.stati.values()) <= {None, -1, -7, -8, -9}


@modest
@given(any_answers)
def test_as_many_single_answers_come_out_as_went_in(answers: dict[str, Value]) -> None:
    path = path_of(answers)
    row = row_of(answers, path)
    single = {q.code for q in DEFINITION.questions.values() if q.type not in ONE_VALUE and exported(q)}
    went_in = [code for code in single & set(answers) if path.asked(code) and not isinstance(answers[code], Reserved)]
    computed = [code for code in path.computed if code in single]
    came_out = [c.question for c in COLUMNS.wide if c.question in single and row.values[c.name] is not None]
    assert sorted(came_out) == sorted([*went_in, *computed])


@modest
@given(any_answers)
def test_a_table_comes_out_cell_by_cell_with_the_same_sum(answers: dict[str, Value]) -> None:
    path = path_of(answers)
    row = row_of(answers, path)
    for question in DEFINITION.questions.values():
        answer = answers.get(question.code)
        if question.matrix is None or not isinstance(answer, dict) or not path.asked(question.code):
            continue
        active = [answer[place] for place in path.cells(question.code) if place in answer]
        values = [v for v in active if not isinstance(v, Reserved)]
        names = [c.name for c in COLUMNS.wide if c.question == question.code]
        came_out = [row.values[name] for name in names if row.values[name] is not None]
        assert len(came_out) == len(values)
        if question.matrix.cell == "integer":
            assert sum(Decimal(str(v)) for v in came_out) == sum(Decimal(str(v)) for v in values)


@modest
@given(any_answers)
def test_answers_written_and_read_again_are_the_same_hidden_ones_too(answers: dict[str, Value]) -> None:
    again = read_answers(DEFINITION, written_answers(DEFINITION, answers))
    assert not again.problems
    assert path_of(again.answers).questions == path_of(answers).questions
    assert set(again.answers) == set(answers)


@modest
@given(services, st.sampled_from(["3", "4", "5"]))
def test_answers_hidden_by_a_change_come_back_when_it_is_undone(type_code: str, activity: str) -> None:
    answers = complete(type_code)
    around = context(type_code)
    before = find_path(DEFINITION, answers, around)
    closed = find_path(DEFINITION, {**answers, "A0_04": activity}, around)
    reopened = find_path(DEFINITION, {**answers, "A0_04": "1"}, around)
    assert len(closed.questions) < len(before.questions)
    assert reopened.questions == before.questions
    assert row_of(answers, reopened) == row_of(answers, before)
