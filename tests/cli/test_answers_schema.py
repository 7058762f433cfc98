"""flask questionnaire schema: the JSON Schema of the answers, alone on stdout."""

import json

import jsonschema_rs
from click.testing import CliRunner

from questionari.cli.questionnaire import command
from tests.engine.builders import DOCUMENTS


def test_the_schema_stands_alone_on_stdout_and_judges_answers() -> None:
    result = CliRunner().invoke(command, ["schema", str(DOCUMENTS / "valid" / "minimal.json"), "--complete"])
    assert (result.exit_code, result.stderr) == (0, "")
    schema = json.loads(result.stdout)
    assert jsonschema_rs.is_valid(schema, {"Q1": "1", "Q2": 3})
    assert not jsonschema_rs.is_valid(schema, {"Q1": "9"})
    assert not jsonschema_rs.is_valid(schema, {"Q2": 3}), "Q1 is asked of everybody"


def test_a_faulty_document_has_no_schema() -> None:
    result = CliRunner().invoke(command, ["schema", str(DOCUMENTS / "faulty" / "REF002.json")])
    assert result.exit_code == 2 and result.stdout == "" and "check" in result.stderr
