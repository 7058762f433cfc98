"""What a service keeps of its submission: a tagged PDF with every question asked, deaf to what people write."""

from collections.abc import Mapping
from typing import Any

import pytest

from esportazioni import receipt
from esportazioni.typesetting import PRINTED, printable
from questionari.engine.answer_document import read_answers
from questionari.engine.answer_types.base import Table
from questionari.engine.answered import AnswerLine, SectionView, asked
from questionari.engine.definition import Questionnaire
from questionari.engine.path import Path, find_path
from questionari.engine.values import NO_CONTEXT, Reserved, Value
from tests.engine.builders import definition, question, stored
from tests.instruments import example, world
from tests.pdf_text import tags, text_of

NASTY = "#panic() $x$ @ref *a* _b_ c \\ // /* [d] {{e}} `#sys` «é» \u0000 ܫ 🌍 " + "x" * 500


def kept(*sections: SectionView, language: str = "it", **changes: Any) -> receipt.Kept:
    facts = (("Servizio", "Sportello «Aurora»"), ("Ricevuta", "K7QM-2XHD-9V"), ("Impronta", "ab" * 32))
    values = {"title": "Rilevazione **di prova**", "name": "Ricevuta K7QM-2XHD-9V", "note": "Lo conservi."} | changes
    return receipt.Kept(language=language, facts=facts, sections=sections, **values)


def sample(code: str) -> tuple[Questionnaire, Path, Mapping[str, Value]]:
    """An instrument with the complete answers its tests begin from."""
    if code == "A":
        of, answers = world.instrument_a(), dict(world.complete("01"))
        return of, find_path(of, answers, world.context()), answers
    of = example.instrument(code)
    answers = dict(read_answers(of, example.example(code)["answers"]).answers)
    return of, find_path(of, answers, NO_CONTEXT), answers


@pytest.mark.parametrize("code", ["A", "B", "C", "D", "E"])
def test_the_answers_to_every_instrument_become_a_tagged_pdf_that_says_them_all(code: str) -> None:
    of, path, answers = sample(code)
    sections = asked(path, {**path.computed, **answers}, "it")
    made = receipt.pdf(kept(*sections))
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made and b"pdfuaid:part" in made and b"/Lang(it)" in made
    assert tags(made, "H1") == 1 and tags(made, "H2") == len(sections)
    tables = [line.table for section in sections for line in section.lines if line.table and line.table.rows]
    assert (tags(made, "TH") > 0) == bool(tables) and tags(made, "Table") >= len(tables)
    said = text_of(made).replace(" ", "")
    for line in (line for section in sections for line in section.lines):
        pieces = line.table.rows[0] if line.table and line.table.rows else (line.text,)
        for piece in (line.code, *pieces):
            assert "".join(piece.split())[:16] in said, line
    shown = {line.code for section in sections for line in section.lines}
    silent = ("note", "group", "computed", "computed_text", "generated")
    wanted = (of.questions[code] for code in path.questions)
    assert {q.code for q in wanted if q.store == "answers" and q.type not in silent} <= shown


def test_what_is_not_available_and_what_was_not_answered_are_said_in_the_language_of_the_response() -> None:
    of = definition(question("Q1", "integer", not_available=True), question("Q2"), question("Q3", "note"))
    path = find_path(of, {})
    for language, words in (("it", "Dato non disponibile"), ("de", "Keine Antwort")):
        (section,) = asked(path, {"Q1": Reserved.NOT_AVAILABLE}, language)
        assert [line.code for line in section.lines] == ["Q1", "Q2"]
        made = receipt.pdf(kept(section, language=language))
        assert f"/Lang({language})".encode() in made
        assert words in text_of(made)


def test_what_people_write_is_never_read_as_commands() -> None:
    lines = tuple(AnswerLine("Q1", NASTY, text, None) for text in (NASTY, "riga\nriga", ""))
    table = AnswerLine("Q2", NASTY, "", Table(("", NASTY), ((NASTY, NASTY),)))
    made = receipt.pdf(kept(SectionView("S1", NASTY, (*lines, table)), title=NASTY, name=NASTY, note=NASTY))
    assert "#panic() $x$ @ref *a* _b_" in text_of(made)


def test_every_character_that_is_called_printable_can_be_set_and_all_others_are_replaced() -> None:
    printed = " ".join(sorted(PRINTED - set("\n\t")))
    made = receipt.pdf(kept(SectionView("S1", "Segni", (AnswerLine("Q1", "Segni", printed, None),))))
    assert made.startswith(b"%PDF-")
    assert printable({"a": ["e\u0300 中 \u0000"]}) == {"a": ["è [?] [?]"]}


def test_a_table_too_wide_for_the_sheet_is_turned_some_entries_at_a_time() -> None:
    headers = ("", *(f"campo {n}" for n in range(8)))
    rows = tuple((f"riga {r}", *(f"{r}.{n}" for n in range(8))) for r in range(5))
    line = AnswerLine("Q1", "Tabella", "", Table(headers, rows))
    tables = receipt._line(line)["tables"]
    assert [found["headers"] for found in tables] == [("", "riga 0", "riga 1", "riga 2", "riga 3"), ("", "riga 4")]
    assert tables[0]["rows"][7] == ["campo 7", "0.7", "1.7", "2.7", "3.7"]
    assert tables[1]["rows"][0] == ["campo 0", "4.0"]


def test_a_pdf_that_asks_for_too_much_is_refused_without_a_word_of_the_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipt, "_COMMAND", (*receipt._COMMAND[:-2], str(10 << 20), "1"))
    with pytest.raises(receipt.PdfNotMade) as refused:
        receipt.pdf(kept(SectionView("S1", "Sezione", (AnswerLine("Q1", "Domanda", "segreto", None),))))
    assert "segreto" not in str(refused.value)


def test_a_placeholder_of_a_question_is_said_with_its_value() -> None:
    of = definition(question("Q1", "integer"), {**question("Q2"), "text": {"it": "Delle {Q1} donne"}})
    answers = {"Q1": read_answers(of, {"Q1": 12}).answers["Q1"]}
    (section,) = asked(find_path(of, answers), answers, "it")
    assert section.lines[1].label == "Delle 12 donne"


def test_contact_answers_stand_in_no_section_of_the_others() -> None:
    of = stored("respond")
    path = find_path(of, {})
    assert "C1" not in {line.code for section in asked(path, {}, "it") for line in section.lines}
