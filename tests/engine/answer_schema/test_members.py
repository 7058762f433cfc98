"""What single schemas refuse, by the word of a validator."""

from typing import Any

import jsonschema_rs
import pytest

from questionari.engine.answer_schema.kinds import answer
from questionari.engine.answer_types import answer_type
from tests.engine.builders import definition, question

TWO = [{"code": code, "text": {"it": f"Voce {code}"}} for code in ("1", "2")]


@pytest.mark.parametrize(
    ("kind", "keys", "data", "valid"),
    [
        ("opening_hours", {}, {"lun": [["09:00", "13:00"]]}, True),
        ("opening_hours", {}, {"lun": [["09:00", "13:00", "14:00"]]}, False),
        ("opening_hours", {}, {"lun": [["09:00"]]}, False),
        ("computed", {"expression": "1 + 1"}, 3, True),
        ("computed", {"expression": "1 + 1"}, "-3.50", True),
        ("computed", {"expression": "1 + 1"}, "tre", False),
        ("computed", {"expression": "1 + 1"}, [3], False),
        ("unit_ref", {}, {"code": "BA-001", "name": "Centro"}, True),
        ("unit_ref", {}, {"code": "BA-001", "name": " "}, False),
        ("unit_ref", {}, {"code": "BA-001"}, False),
        ("attachment", {}, {"file": "a" * 32, "name": "x", "size": 0}, True),
        ("attachment", {}, {"file": "a" * 32, "name": "x", "size": -1}, False),
        ("attachment", {}, {"file": "a" * 31, "name": "x", "size": 1}, False),
        ("attachment", {}, {"file": "a" * 32, "name": "x", "size": 1, "path": "/"}, False),
        ("opening_hours", {}, {}, False),
        ("matrix", {"rows": TWO}, {}, False),
        ("matrix", {"rows": TWO}, {"1": 0}, True),
        ("multi", {"options": TWO}, ["1"], True),
        ("multi", {"options": TWO}, [], False),
        ("multi", {"options": TWO, "min_picks": 2}, ["1"], False),
        ("multi", {"options": TWO, "min_picks": 2}, ["1", "2"], True),
        ("integer", {}, 0, True),
        ("integer", {}, -1, False),
        ("decimal", {"min": 0}, "0.5", True),
        ("decimal", {"min": 0}, "-0.5", False),
        ("decimal", {"min": -1}, "-0.5", True),
    ],
)
def test_a_member_is_held_to_its_shape(kind: str, keys: dict[str, Any], data: object, valid: bool) -> None:
    schema = answer(definition(question("Q1", kind, **keys)).questions["Q1"])
    assert jsonschema_rs.is_valid(schema, data) is valid


@pytest.mark.parametrize(
    ("kind", "data", "valid"),
    [
        ("email", f"{'x' * 64}@{'y' * 60}.{'z' * 60}.{'w' * 56}.esempio.it", True),
        ("email", f"{'x' * 64}@{'y' * 60}.{'z' * 60}.{'w' * 57}.esempio.it", False),
        ("pec", f"{'x' * 64}@{'y' * 60}.{'z' * 60}.{'w' * 56}.esempio.it", True),
        ("pec", f"{'x' * 64}@{'y' * 60}.{'z' * 60}.{'w' * 57}.esempio.it", False),
        ("phone", "112", True),
        ("phone", "+0805772390", False),
        ("url", f"http://esempio.it/{'x' * 1982}", True),
        ("url", f"http://esempio.it/{'x' * 1983}", False),
        ("fiscal_code", "80015010723", True),
        ("fiscal_code", "800150107230", False),
        ("ipa_code", "x" * 20, True),
        ("ipa_code", "x" * 21, False),
        ("ipa_code", "x", False),
        ("date", "1900-01-01", True),
        ("date", "2100-12-31", True),
        ("date", "1899-12-31", False),
        ("date", "2101-01-01", False),
        ("month", "2026-12", True),
        ("month", "2026-00", False),
        ("time", "23:59", True),
        ("time", "24:00", False),
        ("datetime", "2026-12-31T00:00", True),
        ("datetime", "2026-12-31T24:00", False),
        ("opening_hours", {"lun": [["23:00", "24:00"]]}, True),
        ("opening_hours", {"lun": [["23:00", "24:01"]]}, False),
        ("opening_hours", {"lun": [["9:00", "13:0x"]]}, False),
        ("opening_hours", {"lun": [["xx:00", "13:00"]]}, False),
        ("text", " \t", False),
        ("text", "x" * 20_000, True),
        ("text", "x" * 20_001, False),
    ],
)
def test_the_schema_of_a_text_ends_where_the_engine_ends(kind: str, data: Any, valid: bool) -> None:
    of = definition(question("Q1", kind)).questions["Q1"]
    reading = answer_type(of).from_json(of, data)
    assert (reading.problem is None and reading.value is not None) is valid
    assert jsonschema_rs.is_valid(answer(of), data) is valid


def test_a_text_is_no_longer_than_its_question_says() -> None:
    schema = answer(definition(question("Q1", max_length=5)).questions["Q1"])
    assert [jsonschema_rs.is_valid(schema, "x" * length) for length in (5, 6)] == [True, False]
