"""What was made to hurt is refused with a reason, or comes in with findings; nothing hangs, nothing crashes."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from questionari.xlsform.findings import FormError
from questionari.xlsform.importing import import_xlsform
from tests.xlsform.forms import TODAY, compiled, form, questions, told


def lines(*survey: str, choices: str = "") -> bytes:
    """A form as Markdown."""
    return ("| survey |\n" + "".join(f"| | {line} |\n" for line in survey) + choices).encode()


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", bytes(60_000_000))
    return packed.getvalue()


def spreadsheet(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book, packed = openpyxl.Workbook(), io.BytesIO()
    book["Sheet"].title = "survey"
    book["survey"].append(["type", "name", "label"])
    fill(book)
    book.save(packed)
    return packed.getvalue()


def far_cell(book: openpyxl.Workbook) -> None:
    book["survey"]["XFD1048576"] = "x"


def one_text_everywhere(book: openpyxl.Workbook) -> None:
    for number in range(300):
        book["survey"].append(["text", f"q{number}", "A" * 30_000])


HEAD = "type | name | label | relevant | calculation | choice_filter"
CHOICES = "| choices |\n| | list_name | name | label |\n"
LONG = " or ".join(f"${{n}} = {number}" for number in range(80))
REFUSED = {
    "a zip bomb": bomb(),
    "a far cell": spreadsheet(far_cell),
    "one text in every cell": spreadsheet(one_text_everywhere),
    "ten megabytes": b"x" * 10_000_001,
    "a million lines": b'"survey"\n' + b'"","text","q"\n' * 100_000,
    "half a million columns": b'"survey"' + b",a" * 1_100_000,
    "deep groups": lines(HEAD, *["begin group | g | G | | |"] * 3000),
    "a hundred thousand choices": lines(HEAD, choices=CHOICES + "| | l | c | C |\n" * 100_000),
    "filters without end": lines(
        HEAD, *(f"select_one l | q{n} | Q | | | {LONG}" for n in range(40)), choices=CHOICES + "| | l | c | C |\n" * 50
    ),
    "a condition of thousands": lines(
        HEAD, "integer | n | N | | |", "begin group | g | G | | |", f"begin group | h | | {LONG} | |",
        *(f"text | t{n} | T | {LONG} | |" for n in range(600)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_a_hostile_file_is_refused(content: bytes) -> None:
    with pytest.raises(FormError):
        import_xlsform(content, TODAY)


def test_calculations_that_grow_at_each_step_are_left_out_and_told() -> None:
    steps = (
        f"calculate | d{n} | | | if(${{d{n - 1}}} > today(), ${{d{n - 1}}}, ${{d{n - 1}}}) |" for n in range(1, 60)
    )
    made = import_xlsform(lines(HEAD, "date | d0 | Giorno | | |", *steps), TODAY)
    assert "calculation.lost" in {code for code, _, _ in told(made, "warning")}


def test_remainders_of_remainders_are_told() -> None:
    nested = "(" * 40 + "${n}" + " mod 7)" * 40 + " = 1"
    made = form(f"type | name | label | relevant\ninteger | n | N |\ntext | t | T | {nested}")
    assert told(made, "error") == [("condition.lost", "survey", 3)]


def test_formulas_come_as_what_they_were_last_worked_out_to_be() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book["survey"].append(["text", "q", "=1+1"])
        book["survey"].append(["text", "r", "Domanda"])

    made = import_xlsform(spreadsheet(fill), TODAY)
    assert list(questions(made)) == ["q", "r"]
    compiled(made)


def test_mixed_up_characters_are_taken_out_and_told() -> None:
    made = form("type | name | label\ntext | q | Il\u202e no\u200bme", "")
    assert questions(made)["q"]["text"]["it"] == "Il nome"
    assert ("text.changed", "survey", 2) in told(made, "note")


@pytest.mark.parametrize("piece", ["<a ", "<!--", "[a](", "${", "&#x", "**", "<script>"])
def test_a_text_of_unclosed_pieces_is_read_in_one_pass(piece: str) -> None:
    made = form(f"type | name | label\ntext | q | Testo {piece * 4000}", "")
    assert questions(made)["q"]["text"]["it"].startswith("Testo")
