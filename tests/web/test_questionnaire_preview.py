"""The preview of a draft: the real pages, as any service, with the reasons; nothing is stored."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from questionari import clock
from questionari.engine.definition import say
from questionari.store.models.drafts import QuestionnaireExample
from questionari.store.models.responses import Response
from questionari.store.session import Database
from questionari.usecases.workbench import drafts, previewing, tracing
from questionari.usecases.workbench.examining import examine
from tests.web import managing
from tests.web.browser import Browser

pytestmark = pytest.mark.engine("sqlite")

FROM = "/gestione/questionari/pubblicati/R/2026.1"


@pytest.fixture
def preview(staff: Browser) -> Browser:
    """The first page of the preview of R."""
    staff.get(FROM)
    staff.post(f"{FROM}/bozza", {"csrf_token": staff.token()})
    staff.get(f"{staff.path}/anteprima")
    return staff


def test_the_author_fills_pages_as_a_respondent_and_nothing_is_stored(preview: Browser, store: Database) -> None:
    assert "Il servizio è attivo?" in preview.text
    preview.fill({"Q1": "1", "Q3": "Aurora"})
    assert "In base alle risposte ci sono nuove domande" in preview.text
    preview.fill({"Q2": "7"})
    assert "Donne accolte per età" in preview.text
    preview.fill({"M1:1:a": "3"}, "_go=back")
    assert preview.fields()["Q2"] == ["7"]
    with store.reading() as session:
        assert session.query(Response).count() == 0
        assert len(drafts.list_drafts(session)) == 1
    assert "draft.saved" not in managing.audited(store)


def test_she_may_play_any_service_of_the_census(preview: Browser) -> None:
    preview.fill({"_servizio": "BA-005"}, "_go=show")
    assert "Chi risponde: un servizio qualsiasi" not in preview.text
    preview.fill({"_servizio": "XX-999"}, "_go=show")
    assert "Nessun servizio del censimento ha il codice «XX-999»" in preview.text


def test_why_a_question_is_shown_is_told_with_the_answers_that_decided(preview: Browser) -> None:
    assert "«Il servizio è attivo?» è «Sì»" in preview.text
    assert "senza risposta" in preview.text
    preview.fill({"Q1": "1"}, "_go=show")
    assert "<strong>sì</strong>" in preview.text


def previewed(staff: Browser, document: str) -> None:
    """The first page of the preview of a document of tests/documents/valid."""
    staff.get("/gestione/questionari/bozze/nuova")
    text = Path(f"tests/documents/valid/{document}.json").read_text()
    staff.post(staff.path, {**staff.fields(), "text": text})
    staff.get(f"{staff.path}/anteprima")


def test_what_the_previous_round_was_told_is_supposed_so_that_conditions_on_it_can_be_tried(staff: Browser) -> None:
    previewed(staff, "previous")
    staff.fill({"_prima-Q1": "80", "_prima-Q2": "Via Roma", "Q1": "12"}, "_go=show")
    assert "Sono meno della metà della rilevazione precedente (80)." in staff.text
    assert staff.fields()["Q2"] == ["Via Roma"]
    staff.fill({"_prima-Q1": "", "Q1": "100"}, "_go=show")
    assert "della rilevazione precedente" not in staff.text
    staff.fill({}, "_go=earlier")
    assert staff.fields()["_prima-Q1"] == ["100"]
    staff.fill({"Q1": "3"}, "_go=show")
    assert "rilevazione precedente (100)" in staff.text


def test_facts_of_other_instruments_are_supposed_too(staff: Browser) -> None:
    previewed(staff, "given_texts")
    assert "Motivo per" not in staff.text.split("Perché vedo")[0]
    staff.fill({"_noto-in_hours": "2"}, "_go=show")
    assert "Motivo per No" in staff.text.split("Perché vedo")[0]


def test_an_example_keeps_what_was_supposed_with_it(staff: Browser, store: Database) -> None:
    previewed(staff, "previous")
    staff.fill({"_prima-Q1": "80", "_prima-Q2": "Via Roma", "Q1": "12"}, "_go=show")
    staff.fill({"_esempio": "Meno della metà"}, "_go=example")
    with store.reading() as session:
        kept = session.scalars(select(QuestionnaireExample)).one()
    assert set(kept.context["previous"]) == {"Q1", "Q2"}
    assert {"round", "previous_round", "today"} <= kept.context.keys()
    staff.get(staff.path.removesuffix("/anteprima"))
    assert "come prima" in staff.text


def test_while_one_types_only_what_depends_on_the_answers_comes_back(preview: Browser) -> None:
    fields = preview.fields()
    preview.post(preview.path, {**fields, "Q1": "1", "_vivo": "1"}, "_go=show")
    assert 'data-q="Q2"' in preview.text and 'data-q="Q3"' in preview.text
    assert "<html" not in preview.text and "_servizio" not in preview.text


def test_a_faulty_draft_has_no_preview(staff: Browser) -> None:
    staff.get("/gestione/questionari/bozze/nuova")
    staff.post(staff.path, {**staff.fields(), "text": "{}"})
    assert staff.get(f"{staff.path}/anteprima").status_code == 400
    assert "La bozza ha errori" in staff.text


def test_answers_kept_as_an_example_are_run_again_on_every_revision(preview: Browser) -> None:
    page = preview.path.removesuffix("/anteprima")
    preview.fill({"Q1": "1", "Q3": "Aurora", "_esempio": ""}, "_go=example")
    assert "Questo campo è obbligatorio." in preview.text
    preview.fill({"_esempio": "Servizio attivo"}, "_go=example")
    assert "L&#39;esempio è salvato." in preview.text
    preview.get(page)
    assert "come prima" in preview.text
    preview.get(f"{page}/testo")
    text = preview.fields()["text"][0]
    changed = text.replace("Q1 == '1'", "Q1 == '2'")
    preview.post(f"{page}/testo", {**preview.fields(), "text": changed})
    preview.get(page)
    assert "pagine non più mostrate: P2" in preview.text
    place = re.findall(r'action="([^"]+/esempi/[^"]+)"', preview.text)[0]
    preview.post(place, {"csrf_token": preview.token()})
    assert "Servizio attivo" not in preview.text


def test_what_a_page_carries_is_read_whatever_was_made_of_it() -> None:
    for text in ("", "[]", "{", '{"Q1": 3, "Q2": {"": 1}, "Q3": {"": [1, "x"]}}', "[" * 9000):
        assert set(previewing.kept_of(text)) <= {"Q2", "Q3"}


def test_half_a_character_that_a_page_carries_is_no_fault_of_the_next(preview: Browser) -> None:
    forged = {**preview.fields(), "_kept": '{"Q2": {"": ["\\ud800"]}}', "_page": "P9", "_go": "show"}
    assert preview.post(preview.path, forged).status_code == 200


def test_every_page_of_every_instrument_is_traced(database: Database) -> None:
    for path in sorted(Path("schemi/questionari").glob("*/*.json")):
        definition = examine(path.read_text()).definition
        assert definition is not None
        with database.reading() as session:
            asked = previewing.Asked("", "01", "it")
            case = previewing.case_of(session, clock.utc_now(), definition, asked)
        told = [traced for page in definition.pages() for traced in tracing.questions_of(case, page)]
        assert all(traced.shown == case.path.asked(traced.code) for traced in told)
        assert {one.text for one in tracing.hidden_pages(case)} <= {say(page.title) for page in definition.pages()}


def test_the_button_of_a_file_attaches_an_example_and_takes_it_away(staff: Browser, store: Database) -> None:
    previewed(staff, "attachments")
    staff.fill({"Q2": "1"}, "_go=file:Q1")
    assert "esempio.pdf (1 kB)" in staff.text
    staff.fill({}, "_go=show")
    assert "esempio.pdf (1 kB)" in staff.text  # what a page posts says nothing of a file
    staff.fill({}, "_go=file:Q3")
    staff.fill({}, "_go=continue")
    assert "Non manca nulla: si potrebbe inviare." in staff.text
    staff.fill({}, "_go=page:PS1")
    for pressed in ("_go=file:Q1", "_go=file:Q2", "_go=file:ZZ"):
        staff.fill({}, pressed)
    assert staff.text.count("esempio.pdf (1 kB)") == 1
