"""A document as a form: pyxform takes it, it is true of the same answers, and edited it comes back."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

from questionari.catalogue import SCHEMI, compile_document, load_document
from questionari.engine.headless import run
from questionari.xlsform.exporting import export
from questionari.xlsform.findings import FormError
from questionari.xlsform.importing import Imported, import_xlsform
from questionari.xlsform.workbook import write_workbook
from tests.engine.builders import DOCUMENTS
from tests.xlsform.forms import TODAY, compiled, form, questions, told

INSTRUMENTS = [SCHEMI / "questionari" / code / "2026.1.json" for code in "ABCDE"]
FEATURES = sorted((DOCUMENTS / "valid").glob("*.json"))


def workbook(folder: Path, document: Mapping[str, Any]) -> Path:
    """The form of a document."""
    definition = compile_document(document).questionnaire
    assert definition is not None
    path = folder / "form.xlsx"
    write_workbook(path, export(load_document(document).document, definition))
    return path


def edited(path: Path, *changes: tuple[str, str, str, str | None]) -> Imported:
    """The import of a workbook with some cells changed: sheet, name of the row, column, what is written."""
    book = openpyxl.load_workbook(path)
    for sheet, name, column, text in changes:
        rows = book[sheet]
        columns = {cell.value: cell.column for cell in rows[1]}
        at = next(row[0].row for row in rows.iter_rows() if any(cell.value == name for cell in row[:3]))
        rows.cell(at, columns.setdefault(column, max(columns.values()) + 1)).value = text
        rows.cell(1, columns[column]).value = column
    book.save(path)
    return import_xlsform(path.read_bytes(), TODAY)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "path",
    [
        INSTRUMENTS[0],
        INSTRUMENTS[4],
        *(DOCUMENTS / "valid" / f"{name}.json" for name in ("nested_roster", "attachments")),
    ],
    ids=["A", "E", "nested", "files"],
)
def test_pyxform_takes_the_form_of_an_instrument(path: Path, tmp_path: Path) -> None:
    made = workbook(tmp_path, json.loads(path.read_bytes()))
    assert convert(xlsform=made.read_bytes(), file_type=".xlsx", validate=False).xform


@pytest.mark.parametrize("path", INSTRUMENTS + FEATURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_form_that_nobody_edited_is_the_same_document(path: Path, tmp_path: Path) -> None:
    before = load_document(path.read_bytes())
    after = import_xlsform(workbook(tmp_path, before.document).read_bytes(), TODAY)
    assert (load_document(after.document).sha256, after.findings) == (before.sha256, ())


def test_a_question_for_pictures_goes_out_as_one_and_any_other_file_as_a_file(tmp_path: Path) -> None:
    document = json.loads((DOCUMENTS / "valid" / "attachments.json").read_bytes())
    document["sections"][0]["pages"][0]["questions"][2]["file_types"] = ["png"]
    sheet = openpyxl.load_workbook(workbook(tmp_path, document))["survey"]
    types = {row[1].value: row[0].value for row in sheet.iter_rows(min_row=2)}
    assert (types["Q1"], types["Q3"]) == ("file", "image")


SURVEY = """
type | name | label | relevant | required | constraint | constraint_message
select_one yn | uno | Una scelta | | yes | |
integer | n | Un numero | ${uno} = 'si' | | . > 2 | Più di due
select_multiple yn | piu | Più scelte | | | |
text | t | Un testo | not(${n} = 4) and count-selected(${piu}) < 2 | | |
"""


def test_an_author_s_changes_come_back_and_the_rest_stays(tmp_path: Path) -> None:
    before = form(SURVEY)
    page = before.document["sections"][0]["pages"][0]["questions"]
    page[1]["concept"], page[1]["needs_register"] = "casa.numero", True
    back = edited(
        workbook(tmp_path, before.document),
        ("survey", "n", "label::Italiano (it)", "Quanti sono, ${uno}?"),
        ("survey", "n", "relevant", "${uno} = 'no' or selected(${piu}, 'si')"),
        ("survey", "n", "constraint", ". >= 1"),
        ("survey", "uno", "required", None),
        ("choices", "si", "label::Italiano (it)", "Certo"),
    )
    now, then = questions(back), questions(before)
    assert now["n"]["text"] == {"it": "Quanti sono, {uno}?"}
    assert now["n"]["visible_if"] == "uno == 'no' || 'si' in piu"
    assert [check["require"] for check in now["n"]["checks"]] == ["n >= 1"]
    assert (now["n"]["concept"], now["n"]["needs_register"]) == ("casa.numero", True)
    assert "required" not in now["uno"]
    assert [option["text"]["it"] for option in now["uno"]["options"]] == ["Certo", "No"]
    assert now["t"] == then["t"]
    assert {code for code, _, _ in told(back, "note")} == {"workbook.changed"}
    assert told(back, "warning") == []


def test_a_row_of_a_table_is_reworded_and_what_else_was_changed_in_one_is_told(tmp_path: Path) -> None:
    document = json.loads(INSTRUMENTS[0].read_bytes())
    label = "label::Italiano (it)"
    found = edited(
        workbook(tmp_path, document),
        ("survey", "A5_11.1", label, "Un'altra riga"),
        ("survey", "A4_01.01", label, "Un'altra casella"),
    )
    assert [(one.code, one.message.partition(":")[0]) for one in found.findings] == [
        ("workbook.edited", "A4_01.01"),
        ("workbook.changed", "A5_11.1"),
    ]
    assert questions(found)["A5_11"]["rows"][0]["text"] == {"it": "Un'altra riga"}


def test_a_row_taken_out_of_a_table_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path, json.loads(INSTRUMENTS[0].read_bytes()))
    book = openpyxl.load_workbook(path)
    rows = book["survey"]
    rows.delete_rows(next(row[0].row for row in rows.iter_rows() if row[1].value == "A5_11.1"))
    book.save(path)
    (told_,) = import_xlsform(path.read_bytes(), TODAY).findings
    assert (told_.code, told_.message[:25]) == ("workbook.edited", "rows of a table were take")


def test_rows_are_added_moved_and_taken_out(tmp_path: Path) -> None:
    path = workbook(tmp_path, form(SURVEY).document)
    book = openpyxl.load_workbook(path)
    rows = book["survey"]
    columns = {cell.value: cell.column for cell in rows[1]}
    at = next(row[0].row for row in rows.iter_rows() if row[1].value == "t")
    for column, text in (
        ("type", "integer"),
        ("name", "nuova"),
        ("label::Italiano (it)", "Nuova"),
        ("relevant", "${n} > 5"),
        ("questionari", None),
    ):
        rows.cell(at, columns[column]).value = text
    book["choices"].append(["uno", "forse", "Forse"])
    book.save(path)
    back = import_xlsform(path.read_bytes(), TODAY)
    made = questions(back)
    assert list(made) == ["uno", "n", "piu", "nuova"]
    assert made["nuova"] == {
        "code": "nuova", "type": "integer", "text": {"it": "Nuova"}, "visible_if": "n > 5", "not_available": False,
    }  # fmt: skip
    assert [option["code"] for option in made["uno"]["options"]] == ["si", "no", "forse"]
    compiled(back)


#: Conditions of ours, and whether they hold of the answers and of none.
CONDITIONS = [
    ("uno != 'si'", False, False),
    ("!(uno == 'no')", True, False),
    ("uno in ['si', 'no'] && n > 3", True, False),
    ("!(n > 5 || 'no' in piu)", True, False),
    ("value_or(n, 0) < 5", True, True),
    ("value_or(n > 9, true)", False, True),
    ("known(n) && !known(t)", True, False),
    ("(n > 3 ? 'a' : 'b') != 'b'", True, False),
    ("!(known(n) && n + 1 != 6)", False, True),
    ("sum(m) == 3", True, False),
    ("m['2'] == 2", True, False),
    ("size(piu) == 1", True, False),
    ("days(d, date('2026-01-01')) == 30", True, False),
    ("whole(n / 3) == 1", True, False),
    ("asked(se)", True, False),
    ("!asked(se)", False, True),
]
ANSWERS: dict[str, Any] = {"uno": "si", "n": 4, "piu": ["si"], "m": {"1": 1, "2": 2}, "d": "2026-01-31"}


def conditioned(condition: str) -> dict[str, Any]:
    document = form(
        "type | name | label\nselect_one yn | uno | A\ninteger | n | B\nselect_multiple yn | piu | C"
    ).document
    page = document["sections"][0]["pages"][0]["questions"]
    rows = [{"text": {"it": "Riga"}}, {"text": {"it": "Altra riga"}}]
    page.append({"code": "m", "type": "matrix", "text": {"it": "Tabella"}, "rows": rows})
    page.append({"code": "d", "type": "date", "text": {"it": "Giorno"}})
    page.append({"code": "t", "type": "text", "text": {"it": "Testo"}})
    page.append({"code": "se", "type": "text", "text": {"it": "Se"}, "visible_if": "n > 3"})
    page.append({"code": "nota", "type": "note", "text": {"it": "Nota"}, "visible_if": condition})
    return document


@pytest.mark.parametrize(("condition", "of_answers", "of_nothing"), CONDITIONS)
def test_a_condition_read_back_from_xpath_holds_of_the_same_answers(
    condition: str, of_answers: bool, of_nothing: bool, tmp_path: Path
) -> None:
    path = workbook(tmp_path, conditioned(condition))
    xpath = next(row[column_of(path, "relevant")] for row in cells(path) if row[1] == "nota")
    back = edited(
        path, ("survey", "nota", "relevant", f"({xpath}) "), ("survey", "nota", "hint::Italiano (it)", "Letta")
    )
    definition = compiled(back)
    for answers, expected in ((ANSWERS, of_answers), ({}, of_nothing)):
        asked = [code for page in run(definition, answers, {})["pages"] for code in page["questions"]]
        assert ("nota" in asked) is expected


def cells(path: Path) -> list[list[Any]]:
    """The survey sheet."""
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["survey"].iter_rows()]


def column_of(path: Path, name: str) -> int:
    return cells(path)[0].index(name)


def test_a_workbook_whose_hidden_columns_were_written_over_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path, form(SURVEY).document)
    assert told(edited(path, ("survey", "n", "questionari", "???")), "warning")[0][0] == "workbook.edited"
    with pytest.raises(FormError):
        edited(path, ("settings", "MODULO", "questionari_1", "???"))


HOSTILE = [
    '{"question":[]}', '{"question":{}}', '{"question":{"type":[],"code":{}}}', '{"question":{"code":"n"},"was":7}',
    '{"question":{"code":"n","type":"roster","text":1}}', '{"section":{}}', '{"page":3}', '{"cell":1}', "[" * 5000, "0",
    '{"question":{"code":"a b","type":"matrix","text":{}},"listed":{}}',
]  # fmt: skip


@pytest.mark.parametrize("carried", HOSTILE)
@pytest.mark.parametrize("row", ["n", "pag_S2_1"])
def test_whatever_is_written_into_the_carried_column_nothing_crashes(carried: str, row: str, tmp_path: Path) -> None:
    path = workbook(tmp_path, form(SURVEY).document)
    try:
        made = edited(path, ("survey", row, "questionari", carried))
    except FormError as error:
        assert str(error)
    else:
        assert compile_document(made.document).findings is not None
