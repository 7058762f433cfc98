"""Figures of a territory that others have counted: a file of the staff, all or nothing, with its sources."""

from collections.abc import Iterator

import pytest

from questionari.store.models.census import Atr
from questionari.store.session import Database
from questionari.store.types import new_id
from questionari.usecases import figures
from questionari.usecases.house import Actor, Refused
from tests.usecases.responding_acts import NOW

STAFF = Actor("staff", "lenove.1")
HEAD = "territorio;dato;anno;valore;fonte\n"
POPULATION = "072;popolazione_residente;2025;1.218.191;ISTAT, 1° gennaio 2025\n"
GOOD = f"{POPULATION}072;forme_di_violenza;2026;psicologica, fisica;LeNove\n"


@pytest.fixture
def bari(database: Database) -> Iterator[Database]:
    with database.writing() as session:
        session.add(Atr(id=new_id(), code="072", name="Bari", kind="provincia"))
    yield database


def take(database: Database, rows: str, head: str = HEAD) -> figures.Taken:
    with database.writing() as session:
        return figures.take(session, NOW, STAFF, (head + rows).encode())


@pytest.mark.engine("sqlite")
def test_a_figure_takes_the_place_of_the_one_there_was(bari: Database) -> None:
    assert take(bari, GOOD) == figures.Taken(2, 0)
    assert take(bari, "072;popolazione_residente;2025;1218000;Comune di Bari\n") == figures.Taken(0, 1)
    with bari.reading() as session:
        shown = [(line.territory, line.title, line.year, line.value, line.source) for line in figures.lines(session)]
    assert shown == [
        ("Bari", "Forme di violenza più frequenti", 2026, "psicologica, fisica", "LeNove"),
        ("Bari", "Popolazione residente", 2025, "1218000", "Comune di Bari"),
    ]


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("073;popolazione_residente;2025;10;ISTAT", "territorio"),
        ("072;abitanti;2025;10;ISTAT", "dato"),
        ("072;popolazione_residente;25;10;ISTAT", "anno"),
        ("072;popolazione_residente;²025;10;ISTAT", "anno"),
        ("072;popolazione_residente;2024;10,5;ISTAT", "valore"),
        ("072;popolazione_residente;2024;;ISTAT", "valore"),
        ("072;popolazione_residente;2024;1" + ".000" * 3 + ";ISTAT", "valore"),
        ("072;donne_in_contatto;2024;1" + ".000" * 1500 + ";ISTAT", "valore"),
        ("072;forme_di_violenza;2025;;ISTAT", "valore"),
        ("072;donne_in_contatto;2025;2;LeNove", "valore"),
        ("072;popolazione_residente;2024;10;", "fonte"),
        ("072;popolazione_residente;2025;10", ""),
        (POPULATION.strip(), ""),
    ],
)
def test_a_faulty_row_is_told_with_its_column_and_nothing_is_kept(row: str, column: str, bari: Database) -> None:
    with pytest.raises(figures.FaultyFigures) as refused:
        take(bari, f"{GOOD}{row}\n")
    assert [(fault.line, fault.column) for fault in refused.value.faults] == [(4, column)]
    with bari.reading() as session:
        assert figures.lines(session) == ()


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    ("head", "code"), [(HEAD, "file_faults"), ("territorio;dato\n", "file_header"), ("", "file_empty")]
)
def test_a_file_without_figures_is_refused(head: str, code: str, bari: Database) -> None:
    with pytest.raises(Refused) as refused:
        take(bari, "", head)
    assert refused.value.code == code


@pytest.mark.engine("sqlite")
def test_no_case_at_all_tells_of_nobody(bari: Database) -> None:
    assert take(bari, "072;donne_in_contatto;2025;0;LeNove\n").added == 1
