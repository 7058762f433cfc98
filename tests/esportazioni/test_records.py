"""A dataset of records: a row each, tied to its service and told by its number; the files say what a row stands for."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from esportazioni.manifest import README
from questionari.engine.dataset import stays_with_service, unit_of_analysis
from tests.engine import builders
from tests.esportazioni import world
from tests.instruments.example import instrument

MANY = replace(builders.definition(builders.question("Q1", "yes_no")), cardinality="many")


def test_a_record_is_a_row_with_its_service_and_its_number(tmp_path: Path) -> None:
    found = [replace(world.submission(7, {"Q1": "1"}), response_id=f"r{n}", record=n) for n in (1, 2)]
    world.written(MANY, found, tmp_path / "d")
    for name in ("dati", "stati"):
        rows = world.read(tmp_path / "d", name)
        assert [(row["id_risposta"], row["servizio"], row["scheda"]) for row in rows] == [
            ("r1", "BA-007", "1"),
            ("r2", "BA-007", "2"),
        ]
    codebook = json.loads((tmp_path / "d" / "codebook.json").read_text())
    assert codebook["questionnaire"]["unit_of_analysis"] == "scheda di un servizio (contatto, chiamata o caso)"
    readme = (tmp_path / "d" / README).read_text()
    assert "Schede inviate: 2 su 30 servizi invitati" in readme
    assert "Ogni riga dei dati: scheda di un servizio" in readme
    assert "Ogni riga dei dati: scheda di un servizio" in (tmp_path / "d" / "dizionario.html").read_text()


def test_a_questionnaire_answered_once_has_no_column_of_records(tmp_path: Path) -> None:
    world.written(replace(MANY, cardinality="one"), [world.submission(1, {"Q1": "1"})], tmp_path / "d")
    assert "scheda" not in world.read(tmp_path / "d", "dati")[0]
    assert "Ogni riga dei dati: servizio nella tornata" in (tmp_path / "d" / README).read_text()


@pytest.mark.parametrize(
    ("code", "row", "stays"),
    [
        ("A", "servizio nella tornata", False),
        ("B", "territorio (ATR) nella tornata", False),
        ("D", "scheda di un servizio (contatto, chiamata o caso)", True),
        ("E", "scheda in più parti: la prima, con quella che la segue dove è stata inviata", False),
    ],
)
def test_the_instruments_say_what_a_row_is_and_whose_records_stay_with_their_service(
    code: str, row: str, stays: bool
) -> None:
    assert unit_of_analysis(instrument(code)) == row
    assert stays_with_service(instrument(code)) is stays
