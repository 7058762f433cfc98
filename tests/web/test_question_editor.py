"""A draft is changed question by question, without its text."""

import pytest

from questionari.store.session import Database
from tests.web import managing
from tests.web.browser import Browser

FROM = "/gestione/questionari/pubblicati/R/2026.1"
CONDITION = {"key": "visible_if", "how": "new"}
NEW = {"page_code": "P1", "kind": "integer", "text": "Quante operatrici?"}


@pytest.fixture
def page(staff: Browser) -> str:
    """The page of a draft of R."""
    staff.get(FROM)
    staff.post(f"{FROM}/bozza", {"csrf_token": staff.token()})
    return staff.path


def act(staff: Browser, place: str, posted: dict[str, str]) -> int:
    """Post an act; the status."""
    return staff.post(place, {"csrf_token": staff.token(), **posted}).status_code


def test_an_author_changes_texts_answers_and_conditions_without_json(staff: Browser, page: str) -> None:
    questions = f"{page}/domande"
    told = {"text-it": "Come si chiama il servizio?", "help-it": "", "has-required": "1"}
    assert act(staff, f"{questions}/Q3/testi", told) == 200
    answers = {"option-1-it": "Ente pubblico", "new-code": "3", "new-text": "Mista", "do": "save"}
    assert act(staff, f"{questions}/Q4/risposte", answers) == 200
    assert act(staff, f"{questions}/Q4/risposte", {"do": "up/3"}) == 200
    chosen = {**CONDITION, "question": "Q5", "operator": "in", "value": "01"}
    assert act(staff, f"{questions}/L1/condizione", chosen) == 200
    assert "in «Attività svolte» è indicato «Ascolto»" in staff.text
    staff.get(f"{page}/storia")
    assert "Risposte possibili di Q4" in staff.text
    staff.get(f"{page}/anteprima")
    assert "Come si chiama il servizio?" in staff.text
    assert staff.text.index("Ente pubblico") < staff.text.index("Mista") < staff.text.index("Altra")


def test_questions_are_added_moved_and_taken_away(staff: Browser, page: str) -> None:
    assert act(staff, f"{page}/pagine/P1/nuova", {**NEW, "code": "NEW_1", "after": "Q1"}) == 200
    assert staff.path.endswith("/domande/NEW_1")
    place = f"{staff.path}/posto"
    assert act(staff, place, {"do": "page", "page": "P3"}) == 200
    assert act(staff, place, {"do": "up"}) == 200
    assert act(staff, f"{page}/pagine/P3/titolo", {"title-it": "Sedi del servizio"}) == 200
    assert "Quante operatrici?" in staff.text
    assert act(staff, place, {"do": "remove"}) == 200
    assert "Sedi del servizio" in staff.text
    assert "Quante operatrici?" not in staff.text


def test_what_cannot_be_is_refused_with_what_was_typed(staff: Browser, page: str) -> None:
    assert act(staff, f"{page}/pagine/P1/nuova", {**NEW, "code": "non va"}) == 422
    assert "Quante operatrici?" in staff.text
    chosen = {**CONDITION, "question": "Q4", "operator": "==", "value": "77"}
    assert act(staff, f"{page}/domande/L1/condizione", chosen) == 422
    assert "Scriva il codice di una risposta di Q4" in staff.text
    assert act(staff, f"{page}/domande/Q4/risposte", {"do": "remove/55"}) == 422
    assert "forse un&#39;altra persona" in staff.text
    staff.get(f"{page}/storia")
    assert "Riprendi la revisione" not in staff.text


def test_a_text_without_the_shape_of_a_questionnaire_is_mended_first(staff: Browser, store: Database) -> None:
    staff.get("/gestione/questionari/bozze/nuova")
    staff.post(staff.path, {**staff.fields(), "text": '{"code": "X"}'})
    assert staff.get(f"{staff.path}/domande").status_code == 400
    assert "corregga prima il testo" in staff.text
    assert "draft.saved" not in managing.audited(store)
