"""The blank form as a PDF: tagged, in Italian, deaf to what authors write."""

import json

import pytest

from esportazioni import paper
from questionari.catalogue import SCHEMI
from questionari.engine.paper import paper_form
from tests.engine.builders import compiled, definition, question

NASTY = "#panic() $x$ @ref *a* _b_ c \\ // /* [d] {{e}} `#sys` «é» **grassetto**"


@pytest.mark.parametrize("code", ["A", "B", "C", "D", "E"])
def test_every_instrument_becomes_a_tagged_pdf(code: str) -> None:
    made = paper.pdf(paper_form(compiled(json.loads((SCHEMI / "questionari" / code / "2026.1.json").read_bytes()))))
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made and b"pdfuaid:part" in made and b"/Lang" in made


def test_what_authors_write_is_never_read_as_commands() -> None:
    text = {"it": NASTY}
    rows = [{"code": "1", "text": text}]
    of = definition(
        question("Q1", "choice", options=[{"code": "1", "text": text, "detail": {"text": text}}], help=text),
        question("Q2", "matrix", rows=rows, columns=rows, cell="integer"),
        question("Q3", "roster", questions=[question("a"), {**question("b"), "text": text}]),
        title=text,
    )
    assert paper.pdf(paper_form(of)).startswith(b"%PDF-")


def test_authors_emphasis_and_lists_are_kept() -> None:
    assert paper.runs("una **donna** *accolta*") == [
        ("una ", False, False),
        ("donna", True, False),
        (" ", False, False),
        ("accolta", False, True),
    ]
    assert [block["item"] for block in paper.blocks("Ecco:\n\n- uno\n- due\n\nFine")] == [False, True, True, False]
