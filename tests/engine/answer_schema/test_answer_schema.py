"""The schema of answers and the engine agree, by the word of a validator that knows nothing of questionnaires."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings

from questionari.catalogue import SCHEMI
from questionari.engine.answer_document import read_answers, written_answers
from questionari.engine.answer_schema import answer_schema
from questionari.engine.answer_schema.kinds import answer
from questionari.engine.answer_schema.texts import JUDGED
from questionari.engine.answer_types import ANSWER_TYPES, answer_type
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.path import find_path
from questionari.engine.validation import validate
from questionari.engine.values import NO_CONTEXT
from tests.engine.answer_types.questions import PASSIVE, QUESTIONS, VALUES
from tests.engine.builders import DOCUMENTS, compiled, definition, question
from tests.engine.strategies import answers_for

PATHS = [*sorted((DOCUMENTS / "valid").glob("*.json")), *sorted((SCHEMI / "questionari").glob("*/*.json"))]
BOUNDS = frozenset(
    {"min", "max", "max_length", "min_picks", "max_picks", "exclusive", "min_rows", "max_rows"}
)  # what a question declares; the other findings depend on other answers
#: What no answer of that kind is, for the engine and for the schema.
REFUSED: dict[str, list[Any]] = {
    "yes_no": ["3", {"reserved": -7}, True, []],
    "choice": ["9", ["01"], {"reserved": -8}],
    "multi": [["01", "9"], "01", {"01": True}],
    "ordered": [["01", "01"], ["9"], "01"],
    "integer": [-1, 1.5, 10**15, "dodici", {"reserved": -8}, [1], True],
    "decimal": ["1,2,3", "-1", "1.1234567", {"reserved": 7}, None.__class__.__name__],
    "currency": ["1.005", {"reserved": -7}, "uno"],
    "percent": ["1.25"],
    "signed": ["x", [1]],
    "text": [["a"], {"a": "b"}, "x" * 20_001],
    "long_text": [{"a": 1}, False],
    "unit_ref": [[], {"reserved": -7}, {"code": "BA-001"}, {"code": " ", "name": "Sportello"}],
    "email": ["servizio", "a@b", "a b@c.it", 5],
    "pec": ["ente"],
    "phone": ["telefono", "+", "0000000000000000"],
    "url": ["pagina", "ftp://esempio.it", "javascript:alert(1)"],
    "fiscal_code": ["8001501072", "RSSMRA80A01H501U"],
    "ipa_code": ["c a662", "x" * 21],
    "date": ["2026-13-01", "1899-12-31", "31/02", 20261231],
    "month": ["2026-13", "marzo"],
    "time": ["24:00", "9:60", "mezzogiorno"],
    "datetime": ["2026-12-31", "2026-12-31T24:00"],
    "comune": ["000000", "Atlantide"],
    "province": ["999", []],
    "country": ["XX", "Atlantide"],
    "opening_hours": [{"lun": ["09:00"]}, {"oggi": []}, {"lun": [["24:00", "24:00"]]}, {"lun": [["09:00"]]}, "sempre"],
    "counts": [{"1": 3}, {"20": {"b": 1}}, {"9": {"a": 1}}, {"1": {"a": -1}}, {"1": {"a": {"reserved": -8}}}],
    "judgements": [{"1": "9"}, {"1": {"z": "01"}}],
    "yes_noes": [{"1": "3"}],
    "attachment": [
        ["statuto.pdf"],
        {"file": "0" * 32},
        {"file": "statuto", "name": "statuto.pdf", "size": 1},
        {"file": "0" * 32, "name": " ", "size": 1},
        {"file": "0" * 32, "name": "statuto.pdf", "size": -1},
        {"file": "0" * 32, "name": "statuto.pdf", "size": True},
    ],
    "roster": [[{"comune": "Atlantide"}], [{"altro": "x"}], {"comune": "072006"}, ["072006"]],
    "fixed": ["ore", [{"ore": "molte"}, {}, {}]],
}


@cache
def validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    """Of the answers to one of the tests' questions."""
    places = answer_schema(definition(*(question(name, name) for name in ("comune", "province", "country"))))["$defs"]
    return jsonschema_rs.Draft202012Validator({**answer(QUESTIONS[kind]), "$defs": places})


def test_every_answer_type_has_a_schema_or_holds_no_answer() -> None:
    covered = {question.type for question in QUESTIONS.values()} | set(PASSIVE) | {"yes_no_na"}
    assert covered == set(ANSWER_TYPES)
    held = answer_schema(compiled(json.loads((DOCUMENTS / "valid" / "answer_types.json").read_bytes())))["properties"]
    assert "Q0" not in held and "Q1" in held


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_what_is_no_answer_is_refused_by_both(kind: str) -> None:
    assert sorted(REFUSED) == sorted(QUESTIONS)
    of, schema = QUESTIONS[kind], validator(kind)
    for data in REFUSED[kind]:
        reading = answer_type(of).from_json(of, data)
        assert reading.problem is not None or reading.value is None, data
        assert not schema.is_valid(data), data


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_what_the_engine_writes_is_valid(kind: str) -> None:
    of, schema = QUESTIONS[kind], validator(kind)

    @settings(max_examples=30, deadline=None)
    @given(VALUES[kind])
    def law(value: Any) -> None:
        written = json.loads(json.dumps(answer_type(of).to_json(of, value)))
        assert schema.is_valid(written), written

    law()


def near(data: Any) -> Iterator[Any]:
    """What is almost that answer: one part of it replaced, taken away, put twice, or one more."""
    yield from ("", "01", "-7", -1, 0, 1.5, None, [], {}, {"reserved": -7}, {"reserved": -8})
    if isinstance(data, list):
        yield from (data[1:], [*data, *data[:1]], [*data, "01"], [*data, {}])
        yield from ([*data[:i], other, *data[i + 1 :]] for i, item in enumerate(data) for other in near(item))
    if isinstance(data, dict):
        yield from ({**data, "altro": 1}, {**data, "lun": []}, {"reserved": -7, **data})
        yield from ({**data, key: other} for key, item in data.items() for other in near(item))


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_what_is_valid_is_read_without_a_problem_and_comes_back_valid(kind: str) -> None:
    of, schema = QUESTIONS[kind], validator(kind)
    judged = JUDGED in json.dumps(answer(of))

    @settings(max_examples=8, deadline=None)
    @given(VALUES[kind])
    def law(value: Any) -> None:
        for data in near(json.loads(json.dumps(answer_type(of).to_json(of, value)))):
            reading = answer_type(of).from_json(of, data)
            if schema.is_valid(data):
                assert reading.problem is None or judged, data
            if reading.value is not None and reading.problem is None:
                assert schema.is_valid(answer_type(of).to_json(of, reading.value)), data

    law()


def parts_may_be_hidden(of: Question) -> bool:
    """Whether a cell or a child may be off the path: the engine is silent about what is not asked."""
    shape = of.matrix
    axes = (*shape.rows, *shape.columns) if shape else ()
    hidden = any(one.visible_if for one in (*axes, *of.children)) or any(child.detail_of for child in of.children)
    return hidden or bool(shape and shape.cell_rules) or of.options_from is not None


def decimals(of: Question) -> bool:
    """Whether a bound may concern a number written as text, which no schema can compare."""
    kinds = {of.type, of.matrix.cell if of.matrix else "", *(child.type for child in of.children)}
    return bool(kinds & {"decimal", "currency", "percent"})


def agree(of: Questionnaire, schema: jsonschema_rs.Draft202012Validator, answers: dict[str, Any]) -> None:
    """The schema refuses a question's answer where the engine finds it unreadable or beyond a bound, and only there."""
    typed = json.loads(json.dumps(written_answers(of, answers)))
    read = read_answers(of, typed)
    data = json.loads(json.dumps(written_answers(of, read.answers))) | {code: typed[code] for code in read.problems}
    invalid = {str(error.instance_path[0]) for error in schema.iter_errors(data)}
    path = find_path(of, read.answers, NO_CONTEXT)
    found = validate(of, read.answers, path, NO_CONTEXT, read.problems, {})
    beyond = {finding.fields[0] for finding in found if finding.code.rpartition(".")[2] in BOUNDS}
    for code in (code for code in data if path.asked(code) and of.questions[code].type not in ("computed", "note")):
        asked = of.questions[code]
        if code in read.problems or (code in beyond and not decimals(asked)):
            assert code in invalid, (code, data[code])
        elif code in read.answers and code not in beyond and not parts_may_be_hidden(asked):
            assert code not in invalid, (code, data[code])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_schema_and_engine_agree_on_the_answers_to_every_document(path: Path) -> None:
    of = compiled(json.loads(path.read_bytes()))
    schema = jsonschema_rs.Draft202012Validator(answer_schema(of), validate_formats=True)

    @settings(max_examples=6, deadline=None)
    @given(answers_for(of))
    def law(answers: dict[str, Any]) -> None:
        agree(of, schema, answers)

    law()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_schema_of_every_document_is_itself_right_and_takes_what_its_burden_assumes(path: Path) -> None:
    of = compiled(json.loads(path.read_bytes()))
    schema = answer_schema(of, complete=True)
    assert jsonschema_rs.meta.is_valid(schema)
    held = {key: value for key, value in schema.items() if key != "required"}
    for profile in of.burden:
        written = written_answers(of, read_answers(of, profile.assume).answers)
        assert jsonschema_rs.is_valid(held, json.loads(json.dumps(written))), profile.code


def test_a_complete_set_of_answers_holds_what_is_asked_of_everybody() -> None:
    of = definition(
        question("Q1", "integer", required=True),
        question("Q2", required=True, visible_if="Q1 > 2"),
        question("Q3"),
    )
    assert answer_schema(of, complete=True)["required"] == ["Q1"]
    assert "required" not in answer_schema(of)


def test_unknown_codes_are_refused_and_reasons_for_warnings_taken() -> None:
    schema = answer_schema(definition(question("Q1")))
    assert jsonschema_rs.is_valid(schema, {"Q1": "a", "_confirmed": {"Q1.c": "Verificato."}})
    assert not jsonschema_rs.is_valid(schema, {"Q9": "a"})
    assert not jsonschema_rs.is_valid(schema, {"_confirmed": {"Q1.c": " "}})


def test_each_question_says_what_it_asks_and_of_whom() -> None:
    of = definition(question("Q1", "integer"), question("Q2", visible_if="Q1 > 2"))
    told = answer_schema(of)["properties"]["Q2"]
    assert told["title"] == "Domanda Q2"
    assert told["description"] == "Solo se «Domanda Q1» è maggiore di 2."
