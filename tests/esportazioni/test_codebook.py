"""The codebook says what each variable is, to whom it was put, and what its codes mean."""

import json
from pathlib import Path

from esportazioni.codebook import variables
from esportazioni.sheets import sheets
from questionari.engine.universe import EVERYONE, Universes
from tests.engine import builders
from tests.engine.builders import question
from tests.esportazioni import world
from tests.instruments.world import complete, instrument_a

OTHER = {"code": "98", "text": {"it": "Altra"}, "detail": {"text": {"it": "Quale?"}}}
ASKED = {
    "code": "N",
    "type": "choice",
    "text": {"it": "Natura"},
    "options": [{"code": "1", "text": {"it": "Pubblica"}}, OTHER],
}


def test_every_column_of_every_file_has_its_line(tmp_path: Path) -> None:
    world.of_a(tmp_path / "d", [complete("01")])
    lines = world.read(tmp_path / "d", "variabili")
    for name in ("dati", "elenco_A2_03", "indicatori"):
        header = (tmp_path / "d" / f"{name}.csv").read_text().splitlines()[0].replace('"', "").split(",")
        assert [line["variabile"] for line in lines if line["file"] == name] == header


def test_the_codebook_for_programs_holds_the_same_lines(tmp_path: Path) -> None:
    world.of_a(tmp_path / "d", [])
    found = json.loads((tmp_path / "d" / "codebook.json").read_text())["variables"]
    lines = world.read(tmp_path / "d", "variabili")
    assert [(v["file"], v["variabile"]) for v in found] == [(line["file"], line["variabile"]) for line in lines]
    (role,) = [v for v in found if v["variabile"] == "A0_03"]
    assert role["categorie"][0] == ["1", "Responsabile del servizio"]


def test_a_universe_is_said_in_words_with_the_conditions_of_page_and_parent() -> None:
    definition = builders.definition(question("Q1", "yes_no"), {**ASKED, "visible_if": "Q1 == '1'"})
    universes = Universes(definition)
    assert universes.of("Q1") == EVERYONE
    assert universes.of("N") == "se «Domanda Q1» è «Sì»"
    assert universes.of("N.98") == "se «Domanda Q1» è «Sì» e in «Natura» è indicato «Altra»"


def test_a_universe_of_a_census_fact_names_the_category() -> None:
    found = Universes(instrument_a())
    conditions = {found.of(code) for code in instrument_a().questions}
    assert not [text for text in conditions if "census." in text]
    assert "Casa rifugio" in found.of("A10B_01")


def test_reserved_codes_are_those_that_the_question_offers() -> None:
    definition = builders.definition(
        question("Q1", "integer", not_available=True), question("Q2", "text"), question("Q3", "yes_no_na")
    )
    found = {v.variabile: [code for code, _ in v.codici_riservati] for v in variables(definition, sheets(definition))}
    assert found["Q1"] == [-1, -7, -9] and found["Q2"] == [-1, -9] and found["Q3"] == [-1, -7, -9]
    assert found["tornata"] == []


def test_no_contact_is_in_the_codebook(tmp_path: Path) -> None:
    contacts = {code for code, asked in instrument_a().questions.items() if asked.store == "contacts"}
    found = {variable.quesito for variable in variables(instrument_a(), sheets(instrument_a()))}
    assert contacts and not contacts & found
