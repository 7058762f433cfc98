"""flask questionnaire diff: files, published versions and hashes; JSON alone on stdout; exit codes as of diff(1)."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from questionari.cli.questionnaire import command
from questionari.store.session import Database
from tests import factories
from tests.cli.conftest import Run
from tests.engine.builders import DOCUMENTS

OLD = DOCUMENTS / "valid" / "respond.json"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    document = json.loads(OLD.read_bytes())
    document["sections"][0]["pages"][0]["questions"][0]["text"] = {"it": "Tutt'altra domanda"}
    path = tmp_path / "new.json"
    path.write_text(json.dumps({**document, "version": "2027.1", "change_note": "Dopo la prova."}))
    return path


def call(*words: object) -> Result:
    return CliRunner().invoke(command, ["diff", *map(str, words)])


def test_two_files_that_differ_exit_one_and_say_where(new: Path) -> None:
    result = call(OLD, new)
    assert result.exit_code == 1
    assert "reworded [caution] «Tutt'altra domanda»" in result.stdout
    assert "{+Tutt'altra domanda+}" in result.stdout and "note: Dopo la prova." in result.stdout


def test_a_file_compared_with_itself_exits_zero() -> None:
    result = call(OLD, OLD)
    assert (result.exit_code, result.stderr) == (0, "")


def test_json_stands_alone_on_stdout_with_a_stable_shape(new: Path) -> None:
    report = json.loads(call(OLD, new, "--format", "json").stdout)
    assert set(report) == {"old", "new", "identical", "note", "counts", "document", "questions", "columns"}
    assert set(report["questions"][0]) == {
        "old_code", "new_code", "old_title", "new_title", "matched_by", "class", "classes", "comparability", "note",
        "differences",
    }  # fmt: skip
    assert report["counts"]["reworded"] == 1


@pytest.mark.parametrize("file", ["faulty", "broken"])
def test_a_file_that_cannot_be_read_exits_two(file: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text("{")
    result = call(OLD, DOCUMENTS / "faulty" / "REF002.json" if file == "faulty" else path)
    assert result.exit_code == 2
    assert result.stdout == "" and result.stderr


def test_published_versions_are_named_by_code_and_version_or_by_their_hash(
    run: Run, database: Database, new: Path
) -> None:
    with database.writing() as session:
        sha256 = factories.publish(session, OLD)
        factories.publish(session, new)
    version = json.loads(OLD.read_bytes())["version"]
    names = (f"R@{version}", f"R/{version}", sha256, sha256[:10], OLD)
    results = [run("questionnaire", "diff", name, "R@2027.1") for name in names]
    assert [result.exit_code for result in results] == [1] * len(names)
    assert len({result.stdout for result in results}) == 1
    assert run("questionnaire", "diff", "R@1999", OLD).exit_code == 2
