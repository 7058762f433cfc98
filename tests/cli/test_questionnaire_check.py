"""flask questionnaire check and run: output, exit codes, JSON alone on stdout."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from questionari.cli.questionnaire import command
from tests.engine.builders import DOCUMENTS

VALID = str(DOCUMENTS / "valid" / "outcomes.json")
FAULTY = str(DOCUMENTS / "faulty" / "REF002.json")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_a_document_without_errors_exits_zero_and_prints_its_burden() -> None:
    result = call("check", VALID)
    assert result.exit_code == 0
    assert "burden b (Profilo): 3 items, 3 inputs (at most 3), 1 required (at most 1)" in result.stdout
    assert "it can be published" in result.stderr


def test_a_document_with_errors_exits_one_and_says_place_and_way_out() -> None:
    result = call("check", FAULTY)
    assert result.exit_code == 1
    assert "error REF002 /sections/0/pages/0/questions/0/visible_if" in result.stdout
    assert "Move the question forward" in result.stdout


@pytest.mark.parametrize("file", [VALID, FAULTY])
def test_json_stands_alone_on_stdout(file: str) -> None:
    report = json.loads(call("check", file, "--format", "json").stdout)
    assert set(report) == {"findings", "burden", "proofs", "publishable"}
    assert report["publishable"] == (file == VALID)


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe", None])
def test_an_unreadable_file_exits_two_with_a_message_and_no_traceback(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "document.json"
    if content is not None:
        file.write_bytes(content)
    result = call("check", str(file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(file) in result.stderr and "Traceback" not in result.stderr


def test_a_run_prints_its_report(tmp_path: Path) -> None:
    answers, context = tmp_path / "a.json", tmp_path / "c.json"
    answers.write_text('{"Q1": "1", "Q2": 3, "Q3": 4}')
    context.write_text('{"census": {"type": "01"}}')
    result = call("run", VALID, "--answers", str(answers), "--context", str(context))
    assert result.exit_code == 0
    assert json.loads(result.stdout)["indicators"] == {"I1": "0.75"}


@pytest.mark.parametrize(
    ("document", "answers", "code", "message"),
    [
        (VALID, "{", 2, "not JSON"),
        (VALID, '{"Q9": 1}', 2, "no question has the code Q9"),
        (FAULTY, "{}", 1, "REF002"),
    ],
)
def test_a_run_that_cannot_be_made_says_why(
    document: str, answers: str, code: int, message: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.json"
    file.write_text(answers)
    result = call("run", document, "--answers", str(file))
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


LOGIC = DOCUMENTS / "faulty" / "LOG010.json"


def test_faulty_logic_stands_among_the_findings_with_a_witness_and_cannot_be_published() -> None:
    result = call("check", str(LOGIC), "--format", "json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1 and report["publishable"] is False
    assert [finding["code"] for finding in report["findings"]] == ["LOG010"]
    assert set(report["findings"][0]["witness"]) == {"answers", "context"}
    assert report["proofs"]["undecided"] == [] and report["proofs"]["claims"] > 5


def test_without_proofs_only_the_static_checks_run() -> None:
    result = call("check", str(LOGIC), "--no-proofs", "--format", "json")
    assert result.exit_code == 0 and json.loads(result.stdout)["proofs"] is None


def test_a_proof_writes_responses_that_the_command_it_prints_can_run(tmp_path: Path) -> None:
    result = call("prove", str(LOGIC), "--witnesses", str(tmp_path / "w"))
    assert result.exit_code == 1 and "claims decided, 1 finding\n" in result.stderr
    command = result.stdout.splitlines()[1].partition("flask questionnaire ")[2].split()
    shown = json.loads(call(*command).stdout)
    assert not shown["submittable"] and {"C1", "C2"} & {error["code"] for error in shown["errors"]}


def test_a_proof_of_a_document_with_other_errors_says_to_correct_them_first() -> None:
    result = call("prove", FAULTY)
    assert (result.exit_code, result.stdout) == (1, "") and "REF002" in result.stderr
