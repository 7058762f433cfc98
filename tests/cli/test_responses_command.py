"""`flask responses …`: a dataset goes out, comes in as the responses of an earlier round, and goes out the same."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import func, select

from questionari.settings import Settings
from questionari.store.models.access import AuditEvent
from questionari.store.models.census import Unit, Variation
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import DraftCell, Response, ResponseContact, ResponseImport
from questionari.store.models.rounds import Invitation, Link, Round
from questionari.store.sealing import Keyring
from questionari.store.session import Database
from questionari.usecases.house import SYSTEM, House, Refused
from questionari.usecases.intake import files
from questionari.usecases.rounds.basics import id_of_code
from questionari.usecases.rounds.changing import unarchive
from tests import factories
from tests.cli.conftest import Run
from tests.usecases.responding_acts import Respondent

UNTOLD = {"tornata", "periodo_dal", "periodo_al", "id_risposta", "data_invio", "modalita", "atr", "provincia"}
BEFORE = ("--period-start", "2025-01-01", "--period-end", "2025-06-30")


@pytest.fixture
def code(database: Database, tmp_path: Path) -> str:
    """The code of a round in which one service of the census has sent everything."""
    settings = Settings("test", tmp_path, "", None, "s" * 32, {1: b"k" * 32}, "http://localhost", ("localhost",))
    with database.writing() as session:
        invited = factories.invited(session)
        invitation = session.get_one(Invitation, invited.invitation_id)
        invitation.census = {**invitation.census, "code": session.get_one(Unit, invited.unit_id).code}
        round_ = session.get_one(Round, invited.round_id)
    service = Respondent(database, House(settings, Keyring(settings.encryption_keys)), invited)
    service.fill()
    service.submit()
    return round_.code


@pytest.fixture
def before(run: Run, code: str) -> str:
    """A round for responses of before."""
    made = run("responses", "round", "--code", "2025-1", "--title", "Prima", "--questionnaire", "R", *BEFORE)
    assert made.exit_code == 0, made.output
    return "2025-1"


@pytest.fixture
def unit(database: Database, code: str) -> str:
    with database.reading() as session:
        return session.scalars(select(Unit.code)).one()


def table(unit: str, **cells: str) -> bytes:
    """A CSV file with one response that has no fault."""
    row = {"servizio": unit, "Q1": "1", "Q2": "12", "Q3": "Sportello", "M1_1_a": "10", "M1_1_b": "1", "M1_2_a": "1"}
    row |= {"M1_2_b": "0", **cells}
    text = io.StringIO()
    writer = csv.DictWriter(text, row, delimiter=";")
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue().encode()


def rows(folder: Path) -> Iterator[dict[str, str]]:
    """The rows of a dataset without what names this very response."""
    for name in ("dati", "stati"):
        with (folder / f"{name}.csv").open(newline="") as file:
            yield from ({k: v for k, v in row.items() if k not in UNTOLD} for row in csv.DictReader(file))


def export(run: Run, code: str, folder: Path, form: str = "csv") -> Path:
    done = run("dataset", "export", "--round", code, "--format", form, "--out", folder)
    assert done.exit_code == 0, done.output
    return folder


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_dataset_comes_in_as_an_earlier_round_and_goes_out_the_same(
    run: Run, database: Database, code: str, before: str, tmp_path: Path, form: str
) -> None:
    first = export(run, code, tmp_path / "a")
    source = first if form == "csv" else export(run, code, tmp_path / "x", "xlsx") / "dataset.xlsx"
    tried = run("responses", "import", source, "--round", before, "--dry-run")
    assert tried.exit_code == 0 and "1 imported" in tried.stderr, tried.output
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ResponseImport)) == 0
    done = run("responses", "import", source, "--round", before, "--report", tmp_path / "r.json")
    assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "r.json").read_text())["counts"] == {"imported": 1}
    assert list(rows(export(run, before, tmp_path / "b"))) == list(rows(first))
    with (tmp_path / "b" / "dati.csv").open(newline="") as file:
        assert [row["modalita"] for row in csv.DictReader(file)] == ["importata"]
    again = run("responses", "import", source, "--round", before)
    assert again.exit_code == 0 and "1 unchanged" in again.stderr


def test_an_import_keeps_its_origin_and_nothing_leaves_by_mail(
    run: Run, database: Database, before: str, unit: str, tmp_path: Path
) -> None:
    file = tmp_path / "prima.csv"
    file.write_bytes(table(unit))
    with database.reading() as session:
        mails = session.scalar(select(func.count()).select_from(OutboxMessage))
    done = run("responses", "import", file, "--round", before, "--receipts")
    assert done.exit_code == 0, done.output
    with database.reading() as session:
        origin = session.scalars(select(ResponseImport)).one()
        response = session.scalars(select(Response).where(Response.import_id == origin.id)).one()
        assert (origin.file_name, origin.rows, len(origin.file_sha256)) == ("prima.csv", 1, 64)
        assert (response.state, response.mode, response.entered_by) == ("submitted", "imported", None)
        assert response.document and response.receipt_number
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == mails
        invitation = session.get_one(Invitation, response.invitation_id)
        assert not session.scalars(select(Link).where(Link.invitation_id == invitation.id)).all()
        assert not session.scalars(select(DraftCell).where(DraftCell.response_id == response.id)).all()
        assert not session.scalars(select(Variation).where(Variation.response_id == response.id)).all()
        assert "response.import" in set(session.scalars(select(AuditEvent.action)))
    with database.writing() as session, pytest.raises(Refused, match="resta in archivio"):
        unarchive(session, factories.NOW, SYSTEM, id_of_code(session, before))


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"M1_2_b": "5"}, "M1_1_a", "non coincide"),
        ({"Q2": "dodici"}, "Q2", ""),
        ({"Q4": "7"}, "Q4", ""),
        ({"Q3": ""}, "Q3", ""),
        ({"servizio": "XX-000"}, "servizio", "non è un codice del censimento"),
        ({"Q2": "2000", "M1_1_a": "1998"}, "Q2", "scriva un motivo"),
    ],
)
def test_a_row_with_an_error_is_refused_with_its_place(
    run: Run, database: Database, before: str, unit: str, tmp_path: Path, cells: dict[str, str], column: str, said: str
) -> None:
    file = tmp_path / "f.csv"
    file.write_bytes(table(unit, **cells))
    done = run("responses", "import", file, "--round", before)
    assert done.exit_code == 1 and "1 refused" in done.stderr, done.output
    found = [line.split("\t") for line in done.stdout.splitlines()[1:]]
    assert any(line[:3] == ["error", "2", column] and said in line[3] for line in found), found
    with database.reading() as session:
        own = select(Response).join(Round, Round.id == Response.round_id).where(Round.code == before)
        assert not session.scalars(own).all()


@pytest.mark.engine("sqlite")
def test_warnings_are_confirmed_at_once_unasked_values_and_columns_are_told(
    run: Run, database: Database, before: str, unit: str, tmp_path: Path
) -> None:
    file, mapping = tmp_path / "f.csv", tmp_path / "m.json"
    file.write_bytes(table(unit, Q2="2000", M1_1_a="1998", note="x", ente="2", Q4_98_testo="Fondazione"))
    mapping.write_text(json.dumps({"ente": "Q4"}))
    done = run("responses", "import", file, "--round", before, "--mapping", mapping, "--reason", "Dato verificato")
    assert done.exit_code == 0, done.output
    lines = [line.split("\t")[:3] for line in done.stdout.splitlines()[1:]]
    assert ["warning", "2", "Q2"] in lines and ["note", "-", "note"] in lines and ["note", "2", "Q4_98_testo"] in lines
    with database.reading() as session:
        assert (
            session.scalar(select(func.count()).select_from(ResponseContact)) == 1
        )  # of the service in the other round


@pytest.mark.engine("sqlite")
def test_what_a_service_has_begun_is_never_written_over(run: Run, code: str, unit: str, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_bytes(table(unit))
    done = run("responses", "import", file, "--round", code)
    assert done.exit_code == 1 and "ha già una risposta" in done.stdout
    missing = run("responses", "import", file, "--round", "NO")
    assert missing.exit_code == 1 and "not_found" in missing.stderr


def workbook(**parts: bytes) -> bytes:
    """A small workbook, with other parts beside it."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet("dati")
        sheet.write_row(0, 0, ["servizio", "Q1"])
        sheet.write_row(1, 0, ["X", "1"])
        if "formula" in parts:
            sheet.write_formula(1, 1, "=1+1")
    with zipfile.ZipFile(made, "a") as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b"")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (files.MOST_UNPACKED + 1))
    return made.getvalue()


HOSTILE: dict[str, Any] = {
    "bomb": bomb,
    "formulas": lambda: workbook(formula=b""),
    "macros": lambda: workbook(**{"xl__vbaProject.bin": b"x"}),
    "ten_megabytes": lambda: b"a" * (files.MOST_BYTES + 1),
    "cut": lambda: workbook()[:300],
    "old": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100,
    "columns": lambda: (";".join(["servizio", *(f"c{n}" for n in range(1000))]) + "\nX\n").encode(),
    "separators": lambda: b";" * (files.MOST_CELLS + 2),
    "unclosed": lambda: b'servizio;Q1\nX;"1',
    "no_service": lambda: b"Q1\n1\n",
    "twice": lambda: b"servizio;Q1;q1\nX;1;1\n",
    "empty": lambda: b"",
}


@pytest.mark.engine("sqlite")
def test_hostile_files_are_refused_with_a_reason(run: Run, before: str, tmp_path: Path) -> None:
    for name, make in HOSTILE.items():
        file = tmp_path / name
        file.write_bytes(make())
        done = run("responses", "import", file, "--round", before)
        assert done.exit_code == 1 and "refused (file_refused)" in done.stderr, (name, done.output)
