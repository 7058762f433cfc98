"""Figures of territories on the page of the staff."""

import io

import pytest

from tests.web.browser import Browser

PLACE = "/gestione/censimento/dati"
HEAD = "territorio;dato;anno;valore;fonte\n"


def upload(staff: Browser, content: str) -> int:
    staff.get(PLACE)
    return staff.post(PLACE, {**staff.fields(), "file": (io.BytesIO(content.encode()), "dati.csv")}).status_code


@pytest.mark.engine("sqlite")
def test_a_file_is_taken_and_its_figures_stand_in_the_list_with_their_source(staff: Browser) -> None:
    assert upload(staff, f"{HEAD}072;popolazione_residente;2025;1218191;ISTAT <2025>\n") == 200
    assert "Dati registrati: 1 nuovi, 0 al posto di quelli di prima." in staff.text
    assert "1.218.191" in staff.text and "ISTAT &lt;2025&gt;" in staff.text


@pytest.mark.engine("sqlite")
def test_a_faulty_file_is_told_row_by_row_and_a_missing_one_asked_for(staff: Browser) -> None:
    assert upload(staff, f"{HEAD}072;abitanti;25;x;\n") == 422
    assert "riga 2, colonna anno" in staff.text and "nessun dato è stato registrato" in staff.text
    assert upload(staff, "") == 422
    assert "Scelga il file con i dati." in staff.text
