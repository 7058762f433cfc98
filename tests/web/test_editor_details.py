"""What stands inside questions, and beside them in a document, is changed without its text."""

import pytest

from tests.web.browser import Browser
from tests.web.test_question_editor import act, page

__all__ = ["page"]
pytestmark = pytest.mark.engine("sqlite")


def test_an_answer_is_specified_reserved_and_scored(staff: Browser, page: str) -> None:
    answer = f"{page}/parti/domanda/Q4/options/1"
    staff.get(answer)
    assert act(staff, answer, {"what": "detail", "detail-text": "Quale ente?"}, "add") == 200
    assert staff.path.endswith("/options/1/detail") and "Quale ente?" in staff.text
    assert act(staff, staff.path, {"type": "integer", "help-it": "Il numero"}) == 200
    assert "Quando si chiede" in staff.text and "Valore minimo" in staff.text
    when = f"{page}/condizione/required_if/domanda/Q4/options/1/detail"
    assert act(staff, when, {"question": "Q1", "operator": "==", "value": "1"}) == 200
    assert "Il servizio è attivo?" in staff.text
    assert act(staff, f"{answer}/detail", {"do": "remove"}, "place") == 200
    assert staff.path == answer and "Chiedi di specificare" in staff.text
    assert act(staff, answer, {"reserved": "-7", "score": "3"}) == 200
    assert '<option value="-7" selected>' in staff.text
    staff.get(f"{page}/parti/domanda/Q4")
    assert "non risponde" in staff.text


def test_cells_of_a_table_close_and_have_conditions(staff: Browser, page: str) -> None:
    table = f"{page}/parti/domanda/M1"
    staff.get(table)
    ticked = {f"open-{cell}": "1" for cell in ("1:a", "1:b", "2:a")}
    assert act(staff, table, ticked, "cells") == 200
    assert 'name="open-2:a" value="1" aria-label="Si riempie: riga 2, colonna a" checked' in staff.text
    assert 'name="open-2:b" value="1" aria-label="Si riempie: riga 2, colonna b">' in staff.text
    assert act(staff, table, {}, "cells") == 422
    assert "Lasci almeno una casella." in staff.text
    where = f"{page}/condizione/visible_if/domanda/M1/cells/1:b"
    assert act(staff, where, {"question": "Q2", "operator": ">", "value": "0"}) == 200
    assert "maggiore di 0" in staff.text
    staff.get(table)
    assert "su condizione" in staff.text


def test_the_cells_of_a_table_become_choices_and_numbers_again(staff: Browser, page: str) -> None:
    table = f"{page}/parti/domanda/M1"
    staff.get(table)
    assert act(staff, f"{page}/parti/controllo/M1.somma", {"do": "remove"}, "place") == 200
    assert act(staff, table, {"cell": "choice"}) == 200
    assert "Prima risposta" in staff.text and "Risposte possibili" in staff.text
    assert act(staff, table, {"part": "options", "item-1-it": "Sempre", "new-text": "Mai"}, "items") == 200
    assert "Sempre" in staff.text and "Mai" in staff.text
    assert act(staff, table, {"cell": "integer"}) == 200
    assert "Risposte possibili" not in staff.text


def test_notices_indicators_and_the_sheet_are_made_without_json(staff: Browser, page: str) -> None:
    whole = f"{page}/parti/documento"
    staff.get(whole)
    notice = {"what": "effect", "effect-kind": "agenda", "effect-text": "Da discutere.", "effect-question": "Q2"}
    assert act(staff, whole, notice, "add") == 200
    made = staff.path
    assert "è data una risposta a" in staff.text
    more = {"question": "Q2", "operator": ">", "value": "100", "how": "and"}
    assert act(staff, f"{page}/condizione/when/{made.partition('/parti/')[2]}", more) == 200
    staff.get(f"{page}/condizione/when/{made.partition('/parti/')[2]}")
    assert act(staff, staff.path, {"do": "drop/0"}) == 200
    assert "maggiore di 100" in staff.text and "è data una risposta" not in staff.text
    assert (
        act(staff, whole, {"what": "indicator", "indicator-title": "Quota", "indicator-question": "Q2"}, "add") == 200
    )
    assert staff.path.partition("/parti/indicatore/")[2]
    value = f"{page}/condizione/expression/{staff.path.partition('/parti/')[2]}"
    assert act(staff, value, {"value": "168", "how": "over"}) == 200
    assert "/ 168" in staff.text
    assert act(staff, whole, {"what": "line", "line-text": "Il registro degli accessi."}, "add") == 200
    assert "/parti/preparazione/" in staff.path
    assert act(staff, staff.path, {"do": "remove"}, "place") == 200
    assert staff.path == whole and "Il registro degli accessi." not in staff.text


def test_the_type_of_a_question_changes_and_a_blank_code_is_the_next(staff: Browser, page: str) -> None:
    question = f"{page}/parti/domanda/Q3"
    staff.get(question)
    assert act(staff, question, {"type": "long_text"}, "retype") == 200
    assert "testo lungo" in staff.text
    new = {"what": "question", "question-kind": "comune", "question-text": "Dove?", "question-after": "Q1"}
    assert act(staff, f"{page}/parti/pagina/P1", new, "add") == 200
    assert "comune, pagina P1" in staff.text
    assert act(staff, staff.path, {"within": "census.province"}) == 200
    assert '<option value="census.province" selected>' in staff.text
    assert act(staff, f"{page}/parti/domanda/Q2", {"compare-relative": "50", "compare-absolute": "10"}) == 200
    assert 'name="compare-relative" type="text" value="50"' in staff.text
    told = {"unit": "service", "cardinality": "many", "notice-version": "bozza-2", "change_note": "Prova."}
    assert act(staff, f"{page}/parti/documento", told) == 200
    assert "bozza-2" in staff.text and '<option value="many" selected>' in staff.text


def test_a_rule_about_a_question_of_a_row_has_its_page(staff: Browser, page: str) -> None:
    rule = {"what": "check", "check-severity": "error", "check-message": "Una settimana ha 168 ore."}
    told = {"question": "row.ore", "operator": "<=", "value": "168", "check-code": "ore.troppe"}
    staff.get(f"{page}/parti/domanda/R1")
    act(staff, f"{page}/parti/domanda/R1", {**rule, **told, "source": "sum(R1.ore) <= 168", "question": ""}, "add")
    assert staff.path.endswith("/parti/controllo/ore.troppe") and "168 ore" in staff.text


def test_a_question_of_a_row_reads_its_row(staff: Browser, page: str) -> None:
    where = f"{page}/condizione/visible_if/domanda/R1.ore"
    staff.get(where)
    assert 'value="row.comune"' in staff.text
    assert act(staff, where, {"question": "row.comune", "operator": "answered"}) == 200
    assert "0 errori" in staff.text


def test_what_a_question_takes_of_a_list_is_picked(staff: Browser, page: str) -> None:
    staff.get(page)
    lists = {"what": "list", "list-code": "SCELTE", "list-option": "1", "list-text": "Molto"}
    act(staff, f"{page}/parti/documento", lists, "add")
    act(staff, staff.path, {"part": "options", "new-text": "Poco"}, "items")
    question = f"{page}/parti/domanda/Q4"
    act(staff, question, {"list": "SCELTE"}, "list")
    assert "Quali voci dell&#39;elenco (2 di 2)" in staff.text or "Quali voci dell'elenco (2 di 2)" in staff.text
    assert act(staff, question, {"part": "options", "pick-1": "1"}, "pick") == 200
    assert "(1 di 2)" in staff.text
    assert act(staff, question, {"part": "options+", "new-code": "9", "new-text": "Non so"}, "items") == 200
    assert "Non so" in staff.text
    assert act(staff, question, {"part": "options", "do": "own"}, "pick") == 200
    assert "Vengono dall" not in staff.text and "Non so" in staff.text


def test_a_row_is_offered_what_fits_a_row(staff: Browser, page: str) -> None:
    staff.get(f"{page}/parti/domanda/R1.ore")
    assert '<option value="decimal">' in staff.text and '<option value="matrix">' not in staff.text
    new = {"what": "question", "question-kind": "roster", "question-text": "Turni", "question-after": "ore"}
    assert act(staff, f"{page}/parti/domanda/R1", new, "add") == 200
    inner = staff.path
    assert act(staff, inner, {**new, "question-kind": "integer", "question-after": "voce"}, "add") == 200
    assert "0 errori" in staff.text and '<option value="roster">' not in staff.text
    where = f"{page}/condizione/visible_if/{staff.path.partition('/parti/')[2]}"
    staff.get(where)
    assert 'value="outer.ore"' in staff.text and 'value="row.voce"' in staff.text


def test_findings_that_say_the_same_stand_together(staff: Browser, page: str) -> None:
    staff.get(page)
    assert act(staff, f"{page}/parti/domanda/Q2", {"do": "remove"}, "place") == 200
    assert staff.text.count("È nominata una domanda che non esiste") == 1
    assert "punti</summary>" in staff.text and "nessuna domanda ha il codice Q2" in staff.text
