"""Tables as in a spreadsheet, rosters and hours without a reload, names of places from a list."""

import pytest
from playwright.sync_api import expect

from tests.alive.desk import Desk

pytestmark = pytest.mark.browser
PASTE = """(target, text) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  target.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""
CELLS = ("1:a", "1:b", "2:a", "2:b", "3:a", "3:b")


def cells(desk: Desk) -> list[str]:
    """What stands in the cells of the table, row by row."""
    return [desk.field(f"M1:{cell}").input_value() for cell in CELLS]


def totals(desk: Desk) -> list[str]:
    """The totals of the table: of the rows, then of the columns."""
    return desk.page.locator(".q-matrix output").all_inner_texts()


def paste(desk: Desk, name: str, text: str) -> None:
    """Paste a block into a cell."""
    desk.field(name).focus()
    desk.page.evaluate(f"text => ({PASTE})(document.activeElement, text)", text)


def test_totals_follow_the_cells_and_the_server_agrees(desk: Desk) -> None:
    desk.open("P2")
    for cell, text in zip(CELLS, ("1 200", "3", "40", "0", "5", "x"), strict=True):
        desk.field(f"M1:{cell}").fill(text)
    assert totals(desk) == ["1.203", "40", "…", "1.245", "…"]
    desk.field("M1:3:b").fill("2")
    assert totals(desk) == ["1.203", "40", "7", "1.245", "5"]
    desk.saved()
    desk.field("H1:lun:1:from").focus()
    expect(desk.page.locator("#q-T1 output")).to_have_text("1.250")
    desk.open("P2")
    assert totals(desk) == ["1.203", "40", "7", "1.245", "5"]


def test_keys_move_as_in_a_spreadsheet(desk: Desk) -> None:
    desk.open("P2")
    desk.field("M1:1:a").focus()
    moves = (
        ("1", "M1:1:a"), ("Enter", "M1:2:a"), ("ArrowRight", "M1:2:b"), ("ArrowDown", "M1:3:b"),
        ("Enter", "M1:3:b"), ("Shift+Enter", "M1:2:b"), ("ArrowUp", "M1:1:b"), ("ArrowLeft", "M1:1:a"),
        ("Tab", "M1:1:a:nd"),
    )  # fmt: skip
    for key, where in moves:
        desk.page.keyboard.press(key)
        assert desk.focused == where
    desk.field("M1:2:a").fill("123")
    desk.page.keyboard.press("Home")
    desk.page.keyboard.press("ArrowRight")
    assert desk.focused == "M1:2:a"


def test_a_block_from_a_spreadsheet_is_pasted_and_taken_back(desk: Desk) -> None:
    desk.open("P2")
    desk.field("M1:1:b").fill("9")
    paste(desk, "M1:1:a", "1.000\t2\r\n30\t4\r\n5\t6\r\n7\t8\r\n")
    assert cells(desk) == ["1.000", "2", "30", "4", "5", "6"]
    expect(desk.page.locator(".q-pasted")).to_have_text("Incollate 6 celle; 2 fuori dalla tabella. Ctrl+Z le toglie.")
    desk.page.keyboard.press("Control+z")
    assert cells(desk) == ["", "9", "", "", "", ""]
    paste(desk, "M1:2:a", "1\t2")
    desk.saved()
    assert desk.answer("M1:2:b") == "2"


def test_zero_and_not_available_need_no_reload(desk: Desk) -> None:
    desk.open("P2")
    desk.page.evaluate("window.same = true")
    desk.field("M1:1:a").fill("7")
    desk.page.get_by_role("button", name="Metti 0 nelle celle vuote").click()
    expect(desk.field("M1:3:b")).to_have_value("0")
    assert cells(desk) == ["7", "0", "0", "0", "0", "0"]
    expect(desk.page.get_by_role("button", name="Metti 0 nelle celle vuote")).to_be_focused()
    desk.page.get_by_role("button", name="Dato non disponibile per tutta la tabella").click()
    expect(desk.page.locator('[name="M1:nd"]')).to_be_checked()
    assert desk.page.evaluate("window.same") is True


def test_rows_come_and_go_with_the_focus_where_one_writes(desk: Desk) -> None:
    desk.open("P3")
    desk.field("R1:0:ore").fill("10")
    desk.page.get_by_role("button", name="Aggiungi una riga").click()
    expect(desk.field("R1:1:comune")).to_be_focused()
    desk.field("R1:1:ore").fill("20")
    desk.page.get_by_role("button", name="Aggiungi una riga").click()
    expect(desk.field("R1:2:comune")).to_be_focused()
    desk.page.get_by_role("button", name="Togli la riga 1").click()
    expect(desk.field("R1:2:comune")).to_have_count(0)
    expect(desk.page.get_by_role("button", name="Aggiungi una riga")).to_be_focused()
    assert desk.field("R1:0:ore").input_value() == "20"


def test_hours_are_copied_and_a_closed_day_looks_closed(desk: Desk) -> None:
    desk.open("P2")
    desk.field("H1:lun:1:from").fill("9:00")
    desk.field("H1:lun:1:to").fill("13:00")
    desk.page.get_by_role("button", name="Copia il lunedì su tutti i giorni").click()
    expect(desk.field("H1:dom:1:to")).to_have_value("13:00")
    desk.choose("H1:dom:closed", "1")
    expect(desk.field("H1:dom:1:to")).to_have_css("text-decoration-line", "line-through")


def test_a_comune_is_found_by_its_letters_with_the_keyboard_alone(desk: Desk) -> None:
    desk.open("P3")
    desk.field("R1:0:comune").press_sequentially("mola di b")
    expect(desk.page.get_by_role("option")).to_have_text(["Mola di Bari (BA)"])
    expect(desk.field("R1:0:comune")).to_have_attribute("aria-expanded", "true")
    desk.page.keyboard.press("ArrowDown")
    expect(desk.page.get_by_role("option", selected=True)).to_have_count(1)
    desk.page.keyboard.press("Enter")
    expect(desk.field("R1:0:comune")).to_have_value("Mola di Bari (BA)")
    desk.saved()
    desk.field("N1").press_sequentially("franc")
    desk.page.get_by_role("option", name="Francia", exact=True).click()
    desk.saved()
    assert desk.answer("N1") == "Francia"
    desk.field("N1").press_sequentially("xx")
    desk.page.keyboard.press("Escape")
    expect(desk.page.get_by_role("option")).to_have_count(0)
