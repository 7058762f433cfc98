"""`flask census import|list`: files taken whole or not at all, JSON alone on stdout."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

DATA = Path("questionari/demo/data")
HEADER = "codice;denominazione;tipologia;comune;atr;email"


@pytest.fixture
def bari(run: Run) -> Run:
    assert run("census", "import", DATA / "territori_pilota.csv").exit_code == 0
    assert run("census", "import", DATA / "rete_bari.csv").exit_code == 0
    return run


def listed(run: Run, *words: str) -> list[dict[str, object]]:
    result = run("census", "list", "--format", "json", *words)
    assert result.exit_code == 0
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found


def test_the_network_of_bari_is_imported_after_its_territories(bari: Run) -> None:
    lines = listed(bari)
    assert len(lines) == 30
    assert lines[5]["code"] == "BA-006" and lines[5]["place"] == "Barletta (BT)"
    assert lines[0]["atrs"] == ["Provincia di Bari"]


def test_importing_the_same_file_again_changes_nothing(bari: Run) -> None:
    result = bari("census", "import", DATA / "rete_bari.csv")
    assert "0 created, 0 updated, 30 unchanged" in result.stderr
    assert result.stdout == ""


def test_services_before_their_territory_are_refused_as_a_whole(run: Run) -> None:
    result = run("census", "import", DATA / "rete_bari.csv")
    assert result.exit_code == 1
    assert "riga 2, colonna atr: Il territorio «072» non è nel sistema" in result.stderr
    assert listed(run) == []


def test_all_faults_of_a_file_are_told_at_once_with_line_and_column(bari: Run, tmp_path: Path) -> None:
    file = tmp_path / "guasto.csv"
    rows = (
        "X-1;;01;Bari;072;a@b.example",
        "X-2;Uno;77;Bari;072;senza-chiocciola",
        "X-1;Due;01;Atlantide;999;",
        "X-4;Tre;01",
    )
    file.write_text("\n".join((HEADER, *rows)))
    result = bari("census", "import", file)
    assert result.exit_code == 1
    for place in (
        "riga 2, colonna denominazione",
        "riga 3, colonna tipologia",
        "riga 3, colonna email",
        "riga 4, colonna comune",
        "riga 5: ha 3 celle invece di 6",
    ):
        assert place in result.stderr
    assert len(listed(bari)) == 30


def test_a_dry_run_says_what_would_change_and_changes_nothing(bari: Run, tmp_path: Path) -> None:
    file = tmp_path / "prova.csv"
    file.write_text(f"{HEADER}\nBA-005;Centro rinominato;01;Bari;072;nuova@rete.example\n", encoding="cp1252")
    result = bari("census", "import", file, "--dry-run")
    assert "BA-005: name: Centro Antiviolenza di Bari -> Centro rinominato" in result.stderr
    assert "BA-005: email: servizio05@rete-bari.example -> nuova@rete.example" in result.stderr
    assert listed(bari)[4]["name"] == "Centro Antiviolenza di Bari"
    assert listed(bari)[4]["email"] == "servizio05@rete-bari.example"


def test_a_shelter_keeps_its_province_only(bari: Run, tmp_path: Path) -> None:
    file = tmp_path / "rifugio.csv"
    file.write_text(f"{HEADER}\nR-1;Casa Aurora;02;Mola di Bari;072;casa@rete.example\n")
    result = bari("census", "import", file)
    assert "casa rifugio, il comune non è stato registrato" in result.stderr
    assert [line["place"] for line in listed(bari, "--type", "02")] == ["provincia di Bari"]


def test_the_option_atr_places_rows_that_name_no_territory(bari: Run, tmp_path: Path) -> None:
    file = tmp_path / "senza.csv"
    file.write_text("codice,denominazione,tipologia\nC-1,Sportello,3\n")
    assert bari("census", "import", file, "--atr", "078045").exit_code == 0
    assert [line["code"] for line in listed(bari, "--atr", "078045")] == ["C-1"]
    assert bari("census", "import", file, "--atr", "000").exit_code == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "vuoto"),
        (b"nome,codice\n", "colonne mancanti: denominazione, tipologia; colonne sconosciute: nome"),
        (b"\x00\x01\x81", "CSV UTF-8"),
        (b'codice,denominazione,tipologia\nA,"aperta,01\n', "virgolette"),
    ],
)
def test_what_is_no_census_file_is_refused_with_a_way_out(
    run: Run, tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "strano.csv"
    file.write_bytes(content)
    result = run("census", "import", file)
    assert result.exit_code == 1 and message in result.stderr


def test_a_file_that_is_not_there_is_bad_usage(run: Run) -> None:
    assert run("census", "import", "/nowhere.csv").exit_code == 2


def test_two_services_cannot_comprise_each_other(bari: Run, tmp_path: Path) -> None:
    file = tmp_path / "giro.csv"
    file.write_text("codice,denominazione,tipologia,comprende\nG-1,Uno,01,G-2\nG-2,Due,01,G-1\nBA-012,Tre,07,BA-011\n")
    result = bari("census", "import", file)
    assert result.exit_code == 1
    assert "riga 2, colonna comprende" in result.stderr and "riga 4, colonna comprende" in result.stderr


def test_figures_of_territories_are_tried_then_taken(bari: Run, tmp_path: Path) -> None:
    file = tmp_path / "dati.csv"
    file.write_text("territorio;dato;anno;valore;fonte\n072;popolazione_residente;2025;1218191;ISTAT\n")
    assert "nothing written: 1 new, 0 in" in bari("census", "figures", file, "--dry-run").stderr
    assert "Taken: 1 new, 0 in" in bari("census", "figures", file).stderr
    assert "Taken: 0 new, 1 in" in bari("census", "figures", file).stderr
