"""A draft is changed part by part, without its text."""

import pytest

from questionari.store.session import Database
from tests.web import managing
from tests.web.browser import Browser

# No act of an author asks the database anything that the two answer differently (test_drafts.py has those).
pytestmark = pytest.mark.engine("sqlite")

FROM = "/gestione/questionari/pubblicati/R/2026.1"
NEW = {"act": "add", "what": "question", "question-kind": "integer", "question-text": "Quante operatrici?"}


@pytest.fixture
def page(staff: Browser) -> str:
    """The page of a draft of R."""
    staff.get(FROM)
    staff.post(f"{FROM}/bozza", {"csrf_token": staff.token()})
    return staff.path


def act(staff: Browser, place: str, posted: dict[str, str], kind: str = "save") -> int:
    """Post an act; the status."""
    return staff.post(place, {"csrf_token": staff.token(), "act": kind, **posted}).status_code


def test_an_author_changes_texts_answers_and_conditions_without_json(staff: Browser, page: str) -> None:
    parts = f"{page}/parti/domanda"
    told = {"text-it": "Come si chiama il servizio?", "help-it": "", "has-required": "1", "max_length": "80"}
    assert act(staff, f"{parts}/Q3", told) == 200
    assert act(staff, f"{parts}/Q3", {"max_length": "ottanta"}) == 422
    assert "«ottanta» non è un numero." in staff.text
    answers = {"part": "options", "item-1-it": "Ente pubblico", "new-code": "3", "new-text": "Mista", "do": "save"}
    assert act(staff, f"{parts}/Q4", answers, "items") == 200
    assert act(staff, f"{parts}/Q4", {"part": "options", "do": "up/3"}, "items") == 200
    chosen = {"how": "new", "question": "Q5", "operator": "in", "value": "01"}
    assert act(staff, f"{page}/condizione/visible_if/domanda/L1", chosen) == 200
    assert "in «Attività svolte» è indicato «Ascolto»" in staff.text
    staff.get(f"{page}/storia")
    assert "Voci: domanda/Q4" in staff.text
    staff.get(f"{page}/anteprima")
    assert "Come si chiama il servizio?" in staff.text
    assert staff.text.index("Ente pubblico") < staff.text.index("Mista") < staff.text.index("Altra")


def test_a_condition_offers_what_fits_the_chosen_question(staff: Browser, page: str) -> None:
    place = f"{page}/condizione/visible_if/domanda/L1"
    staff.get(place)
    assert act(staff, place, {"do": "ask", "question": "Q4"}) == 200
    assert '<option value="98">Altra (98)</option>' in staff.text
    staff.get(f"{place}?_parte=1&question=Q2")
    assert "è maggiore di" in staff.text and "<html" not in staff.text
    assert staff.get(f"{page}/condizione/require/domanda/L1").status_code == 404


def test_rows_columns_and_rules_are_made_without_json(staff: Browser, page: str) -> None:
    table = f"{page}/parti/domanda/M1"
    staff.get(table)
    assert '<option value="sum(M1)">' in staff.text  # a rule of a question reads the question itself
    assert act(staff, table, {"part": "rows", "new-text": "Età non nota"}, "items") == 200
    assert act(staff, table, {"part": "columns", "do": "down/a", "item-b-it": "Non italiane"}, "items") == 200
    assert staff.text.index("Non italiane") < staff.text.index("Italiane")
    rule = {"what": "check", "check-code": "Q2.poche", "check-severity": "note", "check-message": "Sono poche."}
    assert (
        act(staff, f"{page}/parti/domanda/Q2", {**rule, "question": "Q2", "operator": ">=", "value": "3"}, "add") == 200
    )
    assert staff.path.endswith("/controllo/Q2.poche")
    assert act(staff, staff.path, {"severity": "warning", "message-it": "Sono molto poche."}) == 200
    assert "almeno 3" in staff.text and '<option value="warning" selected>' in staff.text


def test_sections_pages_and_lists_are_made_without_json(staff: Browser, page: str) -> None:
    staff.get(page)
    first = {"question-kind": "yes_no", "question-text": "Ha altro da dire?"}
    section = {
        "what": "section",
        "section-code": "S9",
        "section-title": "In chiusura",
        "question-code": "FINE",
        **first,
    }
    assert act(staff, f"{page}/parti/documento", section, "add") == 200
    new = {"what": "page", "page-code": "P9", "page-title": "Commiato", "question-code": "FINE_2", **first}
    assert act(staff, f"{page}/parti/sezione/S9", new, "add") == 200
    assert act(staff, f"{page}/parti/pagina/P9", {"do": "into", "home": "sezione/S2"}, "place") == 200
    lists = {"what": "list", "list-code": "SCELTE", "list-option": "1", "list-text": "Molto"}
    assert act(staff, f"{page}/parti/documento", lists, "add") == 200
    assert act(staff, f"{page}/parti/domanda/Q5", {"list": "SCELTE"}, "list") == 200
    assert act(staff, f"{page}/parti/elenco/SCELTE", {"part": "options", "new-text": "Poco"}, "items") == 200
    assert "lo usano: Q5" in staff.text and "Poco" in staff.text
    staff.get(f"{page}/domande")
    assert staff.text.index("Commiato") < staff.text.rindex("In chiusura")


def test_an_act_that_changes_nothing_says_so_and_lines_typed_end_as_the_document_has_them(
    staff: Browser, page: str, store: Database
) -> None:
    staff.get(page)
    head = f"{page}/parti/documento"
    assert act(staff, f"{page}/parti/sezione/S1", {"do": "up"}, "place") == 200
    assert "Nulla è cambiato" in staff.text and "draft.saved" not in managing.audited(store)
    told = {"change_note": "Prima.\r\nPoi.", "notice-version": "1", "notice-text-it": "Una.\r\n\r\nDue."}
    assert act(staff, head, told) == 200
    assert "Salvata la revisione 2." in staff.text
    staff.get(f"{page}/documento")
    assert "\\r" not in staff.text and '"Prima.\\nPoi."' in staff.text and '"Una.\\n\\nDue."' in staff.text


def test_title_version_time_and_languages_are_changed_without_json(staff: Browser, page: str) -> None:
    head = f"{page}/parti/documento"
    staff.get(head)
    told = {"title-it": "Prova nuova", "version": "2027.1", "minutes-min": "7", "minutes-max": "12"}
    assert act(staff, head, {**told, "has-languages": "1", "language-de": "1"}) == 200
    assert "Titolo in tedesco" in staff.text and "Manca un testo in una lingua" in staff.text
    assert act(staff, head, {"title-de": "Neue Prüfung", "version": "due"}) == 422
    assert "Neue Prüfung" in staff.text
    staff.get(page)
    assert "Prova nuova" in staff.text and "2027.1" in staff.text


def test_findings_of_a_change_are_told_before_it_is_saved(staff: Browser, page: str, store: Database) -> None:
    condition = f"{page}/condizione/visible_if/domanda/Q3"
    staff.get(condition)
    assert act(staff, condition, {"_prova": "1", "source": "Q99 == '1'"}) == 200
    assert "È nominata una domanda che non esiste" in staff.text and "<html" not in staff.text
    staff.get(page)
    assert act(staff, f"{page}/parti/domanda/Q3", {"_prova": "1", "max_length": "x"}) == 200
    assert "«x» non è un numero." in staff.text
    assert "draft.saved" not in managing.audited(store)


def test_parts_are_added_moved_and_taken_away_and_the_last_change_undone(staff: Browser, page: str) -> None:
    staff.get(page)
    place = f"{page}/parti/pagina/P1"
    assert act(staff, place, {**NEW, "question-code": "NEW_1", "question-after": "Q1"}, "add") == 200
    assert staff.path.endswith("/domanda/NEW_1")
    made = staff.path
    assert act(staff, made, {"do": "into", "home": "pagina/P3"}, "place") == 200
    assert act(staff, made, {"do": "up"}, "place") == 200
    assert act(staff, f"{page}/parti/pagina/P3", {"title-it": "Sedi del servizio"}) == 200
    assert "Quante operatrici?" in staff.text
    assert act(staff, made, {"do": "remove"}, "place") == 200
    assert "Sedi del servizio" in staff.text and "Quante operatrici?" not in staff.text
    staff.post(f"{page}/storia/5", {"csrf_token": staff.token(), "go": "domande"})
    assert staff.path.endswith("/domande") and "Quante operatrici?" in staff.text


def test_what_cannot_be_is_refused_with_what_was_typed(staff: Browser, page: str) -> None:
    staff.get(page)
    assert act(staff, f"{page}/parti/pagina/P1", {**NEW, "question-code": "non va"}, "add") == 422
    assert "Quante operatrici?" in staff.text
    chosen = {"question": "Q4", "operator": "==", "value": "77"}
    assert act(staff, f"{page}/condizione/visible_if/domanda/L1", chosen) == 422
    assert "Scriva il codice di una risposta di Q4" in staff.text
    assert act(staff, f"{page}/parti/domanda/Q4", {"part": "options", "do": "remove/55"}, "items") == 422
    assert "forse un&#39;altra persona" in staff.text
    assert staff.get(f"{page}/parti/domanda/Q77").status_code == 404
    staff.get(f"{page}/storia")
    assert "Riprendi la revisione" not in staff.text


def test_a_text_without_the_shape_of_a_questionnaire_is_mended_first(staff: Browser, store: Database) -> None:
    staff.get("/gestione/questionari/bozze/nuova")
    staff.post(staff.path, {**staff.fields(), "text": '{"code": "X"}'})
    assert staff.get(f"{staff.path}/domande").status_code == 400
    assert "corregga prima il testo" in staff.text
    assert "draft.saved" not in managing.audited(store)


def test_a_code_is_changed_everywhere_and_who_reads_a_question_is_told(staff: Browser, page: str) -> None:
    parts = f"{page}/parti/domanda"
    staff.get(f"{parts}/Q1")
    assert "Chi la usa" in staff.text and f"{page}/parti/pagina/P2" in staff.text
    assert act(staff, f"{parts}/Q1", {"code": "Q2"}, "rename") == 422
    assert "è già usato" in staff.text
    assert act(staff, f"{parts}/Q1", {"code": "ATTIVO"}, "rename") == 200
    assert staff.path.endswith("/domanda/ATTIVO") and "0 errori" in staff.text
    assert act(staff, f"{parts}/Q4/options/98", {"code": "ALTRO"}, "rename") == 200
    assert staff.path.endswith("/options/ALTRO") and "0 errori" in staff.text
    staff.get(f"{page}/storia")
    assert "Codice nuovo di domanda/Q1" in staff.text
