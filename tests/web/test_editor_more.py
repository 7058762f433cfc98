"""Copies, profiles of effort, what rules are about, examples that follow a new code: without JSON."""

import json
import re

import pytest
from sqlalchemy import select

from questionari.store.models.drafts import QuestionnaireExample
from questionari.store.session import Database
from tests.web.browser import Browser
from tests.web.test_question_editor import act, page

__all__ = ["page"]
pytestmark = pytest.mark.engine("sqlite")


def document(staff: Browser, page: str) -> dict[str, object]:
    staff.get(f"{page}/documento")
    found: dict[str, object] = json.loads(staff.text)
    return found


def saved_example(staff: Browser, page: str) -> None:
    """An example in which Q1, Q2, Q4 and Q5 are answered."""
    staff.get(f"{page}/anteprima")
    staff.fill({"Q1": "1"}, "_go=show")
    staff.fill({"Q1": "1", "Q2": "7", "Q3": "Aurora", "Q4": "2", "Q5": "01"}, "_go=show")
    staff.fill({"_esempio": "Servizio attivo"}, "_go=example")
    assert "salvato" in staff.text


def test_a_question_is_copied_to_another_page(staff: Browser, page: str) -> None:
    question = f"{page}/parti/domanda/Q2"
    staff.get(question)
    assert "Copia la domanda" in staff.text
    told = {"copy-here": "pagina/P1", "copy-home": "pagina/P3", "copy-code": ""}
    assert act(staff, question, told, "copy") == 200
    assert staff.path == f"{page}/parti/domanda/Q6"
    assert "Q6.molte" in staff.text and "pagina P3" in staff.text
    told = {"copy-here": "pagina/P1", "copy-home": "pagina/P1", "copy-code": "Q5"}
    assert act(staff, question, told, "copy") == 422
    assert "già usato" in staff.text


def test_what_a_rule_is_about_is_picked_by_its_words(staff: Browser, page: str) -> None:
    rule = f"{page}/parti/controllo/M1.somma"
    staff.get(rule)
    assert '<option value="Q2">Q2 – Donne accolte nel periodo</option>' in staff.text
    assert act(staff, rule, {"has-fields": "1", "fields-add": "Q2"}) == 200
    assert 'name="fields-Q2" value="1" checked' in staff.text
    assert act(staff, rule, {"has-fields": "1", "fields-add": "M1"}) == 200
    assert 'name="fields-M1"' in staff.text and 'name="fields-Q2"' not in staff.text


def test_a_profile_of_effort_is_made_without_json(staff: Browser, page: str) -> None:
    whole = f"{page}/parti/documento"
    staff.get(whole)
    new = {"what": "profile", "profile-title": "Centro con registro", "profile-type": "01"}
    assert act(staff, whole, new, "add") == 200
    profile = staff.path
    assert act(staff, profile, {"title-it": "Centro", "max_required": "40", "type": "02"}) == 200
    answer = {"assume-question": "Q1", "assume-answer": "sì"}
    assert act(staff, profile, answer, "suppose") == 200
    assert "Q1 – Il servizio è attivo?: Sì" in staff.text
    assert act(staff, profile, {"assume-question": "Q4", "assume-answer": "boh"}, "suppose") == 422
    assert "«boh» non è una risposta a Q4. Sono: 1 Pubblica" in staff.text
    assert act(staff, profile, {"assume-question": "Q5", "assume-answer": "Ascolto, 02"}, "suppose") == 200
    held = document(staff, page)["burden"]
    assert held == [
        {
            "code": "profilo1",
            "title": {"it": "Centro"},
            "census": {"type": "02"},
            "assume": {"Q1": "1", "Q5": ["01", "02"]},
            "max_required": 40,
        }
    ]
    staff.get(profile)
    assert act(staff, profile, {"has-assume": "1", "assume-Q5": "1", "type": ""}) == 200
    told = document(staff, page)["burden"]
    assert isinstance(told, list) and (told[0]["census"], told[0]["assume"]) == ({}, {"Q5": ["01", "02"]})


def test_a_profile_supposes_what_an_example_answers(staff: Browser, page: str) -> None:
    saved_example(staff, page)
    act(staff, f"{page}/parti/documento", {"what": "profile", "profile-title": "Centro"}, "add")
    profile = staff.path
    staff.get(profile)
    (example,) = re.findall(r'<option value="([^"]+)"[^>]*>Servizio attivo', staff.text)
    where = profile.replace("/parti/", "/profili/")
    assert staff.post(where, {"csrf_token": staff.token(), "example": example}).status_code == 200
    assert "Q2 – Donne accolte nel periodo: 7" in staff.text
    assert staff.post(where, {"csrf_token": staff.token(), "example": "x"}).status_code == 400


def test_examples_follow_a_new_code_and_come_back_with_the_old_one(staff: Browser, page: str, store: Database) -> None:
    saved_example(staff, page)
    assert act(staff, f"{page}/parti/domanda/Q2", {"code": "DONNE"}, "rename") == 200
    assert act(staff, f"{page}/parti/domanda/DONNE", {"code": "ACCOLTE"}, "rename") == 200
    assert act(staff, f"{page}/parti/domanda/Q4/options/2", {"code": "20"}, "rename") == 200
    assert act(staff, f"{page}/parti/pagina/P2", {"code": "ETA"}, "rename") == 200
    staff.get(page)
    assert "come prima" in staff.text and "domande tolte" not in staff.text
    staff.get(f"{page}/storia")
    assert "Codice nuovo di domanda/Q2: DONNE; 1 esempio di risposte la segue" in staff.text
    staff.post(f"{page}/storia/1", {"csrf_token": staff.token()})
    staff.get(f"{page}/parti/domanda/Q2")
    assert "Donne accolte nel periodo" in staff.text
    staff.get(page)
    assert "come prima" in staff.text
    with store.reading() as session:
        kept = session.scalars(select(QuestionnaireExample)).one()
    assert kept.answers["Q4"] == "2" and "DONNE" not in kept.answers  # as it was saved


def test_a_detail_offers_the_things_of_a_list(staff: Browser, page: str) -> None:
    lists = {"what": "list", "list-code": "ENTI", "list-option": "1", "list-text": "Comune"}
    act(staff, f"{page}/parti/documento", lists, "add")
    detail = f"{page}/parti/domanda/Q4/options/98/detail"
    assert act(staff, detail, {"type": "list:ENTI"}) == 200
    assert '<option value="list:ENTI" selected>' in staff.text and "0 errori" in staff.text
    staff.get(f"{page}/anteprima")
    staff.fill({"Q4": "98"}, "_go=show")
    assert "Comune" in staff.text
    staff.get(detail)
    assert act(staff, detail, {"type": "integer"}) == 200
    assert '<option value="integer" selected>' in staff.text and "0 errori" in staff.text


def test_a_list_of_the_network_is_taken_and_used(staff: Browser, page: str) -> None:
    staff.get(f"{page}/domande")
    assert '<option value="tipologie">Tipologia di servizio (' in staff.text
    whole = f"{page}/parti/documento"
    assert act(staff, whole, {"what": "list", "list-shared": "tipologie"}, "add") == 200
    assert staff.path.endswith("/elenco/L_TIPOLOGIE") and "Centro antiviolenza" in staff.text
    assert act(staff, f"{page}/parti/domanda/Q4", {"list": "L_TIPOLOGIE"}, "list") == 200
    assert "0 errori" in staff.text and "(25 di 25)" in staff.text
    assert act(staff, whole, {"what": "list", "list-shared": "tipologie", "list-code": "L_TIPOLOGIE"}, "add") == 422
    assert act(staff, whole, {"what": "list", "list-shared": "comuni"}, "add") == 422
    assert "Scelga uno degli elenchi della Rete." in staff.text


def test_a_code_that_the_system_gives_is_a_new_question_too(staff: Browser, page: str) -> None:
    new = {"what": "question", "question-kind": "generated", "question-text": "Codice della scheda"}
    assert act(staff, f"{page}/parti/pagina/P1", new, "add") == 200
    assert "codice generato" in staff.text and "0 errori" in staff.text


def test_a_detail_is_chosen_among_answers_of_its_own_that_are_changed_on_a_page(staff: Browser, page: str) -> None:
    detail = f"{page}/parti/domanda/Q4/options/98/detail"
    staff.get(detail)
    assert "una scelta fra altre risposte, in un elenco nuovo" in staff.text
    assert act(staff, detail, {"type": "own"}) == 200
    assert "cambia le risposte di L_Q4_98" in staff.text and "0 errori" in staff.text
    assert act(staff, f"{page}/parti/elenco/L_Q4_98", {"part": "options", "new-text": "Una terza"}, "items") == 200
    assert "Una terza" in staff.text and "lo usano: " in staff.text and "0 errori" in staff.text


def test_a_list_that_the_document_only_names_is_shown_and_copied_to_be_changed(staff: Browser, page: str) -> None:
    written = document(staff, page)
    written["lists"] = {"TIPI": {"shared": "tipologie"}}
    staff.get(f"{page}/testo")
    staff.fill({"text": json.dumps(written)}, "_do=save")
    place = f"{page}/parti/elenco/TIPI"
    staff.get(place)
    assert "un elenco condiviso della Rete, «Tipologia di servizio»" in staff.text
    assert "Centro antiviolenza" in staff.text
    assert act(staff, place, {}, "embed") == 200
    assert "elenco condiviso" not in staff.text and "Centro antiviolenza" in staff.text
    assert act(staff, place, {}, "embed") == 422
