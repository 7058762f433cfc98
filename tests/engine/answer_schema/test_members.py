"""What single schemas refuse, by the word of a validator."""

from typing import Any

import jsonschema_rs
import pytest

from questionari.engine.answer_schema.kinds import answer
from tests.engine.builders import definition, question


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
    ],
)
def test_a_member_is_held_to_its_shape(kind: str, keys: dict[str, Any], data: object, valid: bool) -> None:
    schema = answer(definition(question("Q1", kind, **keys)).questions["Q1"])
    assert jsonschema_rs.is_valid(schema, data) is valid
