"""`flask dataset export`: a folder of files, JSON on stdout, and what it refuses."""

import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select, update

from questionari.settings import Settings
from questionari.store.models.access import AuditEvent
from questionari.store.models.rounds import Round
from questionari.store.sealing import Keyring
from questionari.store.session import Database
from questionari.usecases.house import House
from tests import factories
from tests.cli.conftest import Run
from tests.usecases.responding_acts import Respondent


@pytest.fixture
def code(database: Database, tmp_path: Path) -> str:
    """The code of a round with one submitted response and one that was never opened."""
    settings = Settings("test", tmp_path, "", None, "s" * 32, {1: b"k" * 32}, "http://localhost", ("localhost",))
    with database.writing() as session:
        invited = factories.invited(session)
        round_ = session.get_one(Round, invited.round_id)
        factories.invite(session, round_, "Altro servizio")
    service = Respondent(database, House(settings, Keyring(settings.encryption_keys)), invited)
    service.fill()
    service.submit()
    return round_.code


def test_a_round_is_exported_to_a_new_folder(run: Run, database: Database, code: str, tmp_path: Path) -> None:
    done = run("dataset", "export", "--round", code, "--format", "csv", "--out", tmp_path / "d")
    assert done.exit_code == 0, done.output
    summary = json.loads(done.stdout)
    assert (summary["rows"], summary["asked"], summary["folder"]) == (1, 2, str(tmp_path / "d"))
    assert summary == json.loads((tmp_path / "d" / "manifest.json").read_text()) | {"folder": summary["folder"]}
    assert "confidential" in done.stderr
    text = (tmp_path / "d" / "dati.csv").read_text()
    assert '"Poche risorse."' in text and "aurora@servizio.example" not in text
    with database.reading() as session:
        assert session.scalars(select(AuditEvent.action).where(AuditEvent.action == "dataset.exported")).all()


def test_a_round_is_exported_as_a_workbook(run: Run, code: str, tmp_path: Path) -> None:
    done = run("dataset", "export", "--round", code, "--format", "xlsx", "--out", tmp_path / "d")
    assert done.exit_code == 0, done.output
    assert [file["name"] for file in json.loads(done.stdout)["files"]][:2] == ["dataset.xlsx", "dizionario.html"]
    assert zipfile.is_zipfile(tmp_path / "d" / "dataset.xlsx")


def test_a_folder_with_something_in_it_is_refused(run: Run, code: str, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "kept.txt").write_text("x")
    done = run("dataset", "export", "--round", code, "--out", tmp_path / "d")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "not an empty folder" in done.stderr and [p.name for p in (tmp_path / "d").iterdir()] == ["kept.txt"]


def test_a_folder_that_cannot_be_made_is_refused(run: Run, code: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = run("dataset", "export", "--round", code, "--out", tmp_path / "file" / "d")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "another folder" in done.stderr and "Traceback" not in done.stderr


def test_an_unknown_round_and_a_rehearsal_are_refused(run: Run, database: Database, code: str, tmp_path: Path) -> None:
    assert run("dataset", "export", "--round", "X", "--out", tmp_path / "d").exit_code == 1
    with database.writing() as session:
        session.execute(update(Round).values(is_test=True))
    done = run("dataset", "export", "--round", code, "--out", tmp_path / "d")
    assert (done.exit_code, done.stdout) == (1, "") and "test_round" in done.stderr
    assert not (tmp_path / "d").exists()
