"""A questionnaire is written, judged, proved and published from the pages of the staff."""

import json
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from rq.timeouts import JobTimeoutException
from werkzeug.test import TestResponse

from questionari import catalogue
from questionari.engine.states import Job
from questionari.jobs import proofs
from questionari.store.session import Database
from questionari.usecases import questionnaires
from questionari.usecases.workbench import arriving, drafts, proving
from questionari.web.manage.questionnaires.form_words import FORM_WORDS
from questionari.xlsform.findings import SEVERITIES
from tests.web import managing
from tests.web.browser import Browser
from tests.web.conftest import Clock

NEW = "/gestione/questionari/bozze/nuova"


def begun(staff: Browser, text: str | None = None) -> str:
    """Begin a draft from a text, the example when None; its page."""
    staff.get(NEW)
    staff.post(NEW, {**staff.fields(), **({"text": text} if text is not None else {})})
    assert staff.path.startswith("/gestione/questionari/bozze/0"), staff.text
    return staff.path


def saved(staff: Browser, page: str, change: Callable[[str], str], base: str | None = None) -> int:
    """Change the text in the editor and save; the status."""
    staff.get(f"{page}/testo")
    fields = staff.fields()
    return staff.post(
        f"{page}/testo", {**fields, "text": change(fields["text"][0]), **({"base": base} if base else {})}
    ).status_code


def proved(app: Flask, staff: Browser, page: str) -> None:
    """Let the worker prove what waits, and look at the draft."""
    with app.app_context():
        proofs.prove_next()
    staff.get(page)


def test_an_author_goes_from_nothing_to_a_published_version(app: Flask, staff: Browser, store: Database) -> None:
    page = begun(staff)
    assert "La prova della logica di questa revisione non è ancora finita" in staff.text
    assert '<div id="q-proof" data-waiting>' in staff.text and "js/proof.js" in staff.text  # it renews itself
    proved(app, staff, page)
    assert "nessun errore" in staff.text and "data-waiting" not in staff.text
    assert managing.send(staff, f"{page}/pubblica/1") == 200
    assert "Il questionario è pubblicato." in staff.text
    staff.get("/gestione/questionari/pubblicati/NUOVO/2027.1")
    assert "Prima domanda" in staff.text
    staff.get("/gestione/tornate/nuova")
    assert "NUOVO@2027.1" in staff.text
    assert {"draft.created", "draft.published", "questionnaire.published"} <= managing.audited(store)
    assert saved(staff, page, lambda text: text + " ") == 409


def test_a_faulty_document_is_told_at_its_line_and_cannot_be_published(staff: Browser) -> None:
    page = begun(staff, drafts.BLANK.replace('"required": true', '"visible_if": "Q9 == 1"'))
    assert re.search(r'#riga-17" data-line="17">riga 17</a>', staff.text)
    assert "Domanda Q1, quando si chiede: Q9 == 1 – nessuna domanda ha il codice Q9" in staff.text
    assert managing.send(staff, f"{page}/pubblica/1") == 422
    assert "1 errore: lo corregga prima di pubblicare" in staff.text


def test_a_document_with_faulty_logic_shows_the_witness_and_cannot_be_published(app: Flask, staff: Browser) -> None:
    second = '{"code": "Q2", "type": "integer", "text": {"it": "Mai"}, "visible_if": "Q1 == \'1\' && Q1 == \'2\'"'
    never = f'"required": true}}, {second}'
    page = begun(staff, drafts.BLANK.replace('"required": true', never))
    proved(app, staff, page)
    assert "LOG001" in staff.text
    assert "Le risposte che lo mostrano" in staff.text
    assert re.search(r'<dt>Prima domanda <small class="q-code">Q1</small></dt><dd>(Sì|No)</dd>', staff.text)
    assert managing.send(staff, f"{page}/pubblica/1") == 422


def test_a_text_too_long_for_a_form_is_refused_with_the_figure_that_the_form_has(staff: Browser) -> None:
    staff.get(NEW)
    long = "x" * (drafts.LONGEST + 1)
    assert staff.post(NEW, {**staff.fields(), "text": long}).status_code == 422
    assert "al massimo 2 MB" in staff.text
    assert staff.post(NEW, {**staff.fields(), "text": 2 * long}).status_code == 413
    assert "il limite di 2 MB" in staff.text


def test_two_drafts_of_one_version_published_at_the_same_instant_are_told_apart(
    app: Flask, staff: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = begun(staff)
    other = begun(staff, drafts.BLANK.replace("Prima domanda", "Un'altra domanda"))
    for draft in (page, other):
        proved(app, staff, draft)
    monkeypatch.setattr(questionnaires, "name_taken", lambda *_: "")  # each looked before the other had written
    assert managing.send(staff, f"{page}/pubblica/1") == 200
    assert managing.send(staff, f"{other}/pubblica/1") == 422
    assert "Nello stesso istante un&#39;altra persona ha pubblicato la versione 2027.1 di NUOVO" in staff.text


def test_what_is_no_json_is_kept_as_typed_and_told_at_its_line(staff: Browser) -> None:
    page = begun(staff, '{\n "code": "X",\n oops\n}')
    assert "riga 3" in staff.text
    staff.get(f"{page}/testo")
    assert staff.fields()["text"] == ['{\n "code": "X",\n oops\n}']


def test_two_who_edit_lose_nothing(staff: Browser) -> None:
    page = begun(staff)
    assert saved(staff, page, lambda text: text.replace("Prima domanda", "Detto da una")) == 200
    assert saved(staff, page, lambda text: text.replace("Detto da una", "Detto dall'altra"), base="1") == 409
    assert "Nel frattempo lenove.1 ha salvato la revisione 2" in staff.text
    assert "Detto da una" in staff.text
    typed = staff.fields()
    assert "Detto dall'altra" in typed["text"][0]
    assert staff.post(f"{page}/testo", typed).status_code == 200
    staff.get(f"{page}/storia")
    assert "Riprendi la revisione 2" in staff.text


def test_texts_of_too_many_lines_are_not_compared_while_the_draft_is_locked(staff: Browser) -> None:
    page = begun(staff, "\n" * (drafts.MOST_COMPARED // 2))
    assert saved(staff, page, lambda text: text + "\nuna") == 200
    assert saved(staff, page, lambda text: text + "\naltra", base="1") == 409
    assert "troppe righe" in staff.text
    assert "una" in staff.text
    assert staff.fields()["text"][0].rstrip().endswith("altra")


def test_an_earlier_revision_can_be_taken_back(staff: Browser) -> None:
    page = begun(staff)
    saved(staff, page, lambda text: text.replace("Prima domanda", "Altra domanda"))
    staff.get(f"{page}/storia")
    staff.post(f"{page}/storia/1", {"csrf_token": staff.token()})
    staff.get(f"{page}/testo")
    assert "Prima domanda" in staff.fields()["text"][0]
    assert staff.fields()["base"] == ["3"]


def test_a_published_version_begins_a_draft_and_its_name_is_taken(app: Flask, staff: Browser) -> None:
    staff.get("/gestione/questionari/pubblicati/R/2026.1")
    staff.post("/gestione/questionari/pubblicati/R/2026.1/bozza", {"csrf_token": staff.token()})
    page = staff.path
    assert "versione 2026.2" in staff.text  # the next that is free
    saved(staff, page, lambda text: text.replace("2026.2", "2026.1").replace("è attivo?", "è in funzione?"))
    proved(app, staff, page)
    staff.get(page)
    assert "cambi il numero di versione" in staff.text and "Pubblica la revisione" not in staff.text
    assert managing.send(staff, f"{page}/pubblica/2") == 422
    assert "cambi il numero di versione" in staff.text


def upload(staff: Browser, content: bytes, name: str = "mio.json") -> TestResponse:
    """Choose a file and begin."""
    staff.get(NEW)
    data = {**staff.fields(), "file": (BytesIO(content), name)}
    where = {"base_url": "https://localhost", "headers": {"Referer": f"https://localhost{NEW}"}}
    staff.response = staff.client.post(NEW, data=data, follow_redirects=True, **where)
    return staff.response


def test_a_file_begins_a_draft_and_what_is_no_text_is_refused(staff: Browser) -> None:
    assert "mio.json" in upload(staff, drafts.BLANK.encode()).text
    assert upload(staff, b"\xff\xfe\x00").status_code == 422


def test_a_form_of_another_house_is_told_row_by_row_and_becomes_a_draft(staff: Browser, store: Database) -> None:
    form = "survey,,,\n,type,name,label\n,text,nome,Come si chiama?\n,geopoint,dove,Dove sta?\n"
    assert "Nulla è ancora salvato" in upload(staff, form.encode(), "modulo.csv").text
    assert "foglio survey, riga" in staff.text and "La domanda è diventata di un altro tipo." in staff.text
    assert "geopoint: le posizioni si scrivono qui come testo" in staff.text
    assert "positions are" not in re.sub("<input[^>]*>", "", staff.text)
    with store.reading() as session:
        assert drafts.list_drafts(session) == ()
    staff.post(NEW, staff.fields())
    assert "modulo.csv" in staff.text
    assert upload(staff, b"PK\x03\x04 nulla", "rotto.xlsx").status_code == 422
    assert "Il modulo XLSForm non si può leggere: non è una cartella di lavoro" in staff.text
    assert upload(staff, b"nulla", "finto.xlsx").status_code == 422


def test_all_that_an_import_says_has_its_italian_words() -> None:
    assert FORM_WORDS.keys() == SEVERITIES.keys()


def test_the_page_one_types_in_asks_for_findings_and_stores_nothing(staff: Browser, store: Database) -> None:
    begun(staff)
    token = staff.token()
    staff.post("/gestione/questionari/bozze/controlla", {"csrf_token": token, "text": "{"})
    assert "non si può leggere come documento JSON" in staff.text
    with store.reading() as session:
        assert [line.revision for line in drafts.list_drafts(session)] == [1]


def test_the_editor_has_the_schema_that_documents_follow(staff: Browser) -> None:
    begun(staff)
    staff.get(f"{staff.path}/testo")
    place = re.search(r'data-schema="([^"]+)"', staff.text)
    assert place is not None
    schema = staff.get(place[1]).get_json(force=True)
    assert catalogue.structural_findings(json.loads(drafts.BLANK)) == ()
    assert set(json.loads(drafts.BLANK)) <= set(schema["properties"])


def test_a_draft_can_be_thrown_away(staff: Browser) -> None:
    page = begun(staff)
    assert managing.send(staff, f"{page}/elimina") == 200
    assert staff.get(page).status_code == 404


FORM = """| survey |
| | type | name | label | relevant |
| | integer | quanti | Quante donne? | ${ignota} = 1 |
"""


def test_what_a_form_lost_keeps_its_draft_unpublished_until_an_author_has_settled_it(
    app: Flask, staff: Browser, store: Database
) -> None:
    assert "${ignota}" in upload(staff, FORM.encode(), "modulo.md").text
    staff.post(NEW, staff.fields())
    page = staff.path
    proved(app, staff, page)
    assert (
        "Che cosa non è passato dal modulo" in staff.text and "1 errore del modulo non è ancora a posto" in staff.text
    )
    assert managing.send(staff, f"{page}/pubblica/1") == 422
    staff.get(page)
    staff.post(f"{page}/modulo", {"csrf_token": staff.token()})
    assert "Che cosa non è passato dal modulo" not in staff.text and "si può pubblicare" in staff.text
    assert "draft.form_settled" in managing.audited(store)
    staff.post(f"{page}/modulo", {"csrf_token": staff.token()})
    assert "è a posto" in staff.text  # pressed again nothing happens


@pytest.mark.parametrize("report", ["", "[", "[" * 100_000, "{}", '[1, {}, {"code": "x"}]', '[{"code": "media"}]'])
def test_a_report_that_is_none_of_ours_is_left_out(report: str) -> None:
    assert arriving.unpacked(report) == ()


@pytest.fixture
def two(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two persons publish."""
    monkeypatch.setitem(app.extensions, "house", managing.with_settings(app, two_to_publish=True))


def test_where_the_setting_asks_it_two_persons_publish(
    two: None, app: Flask, staff: Browser, store: Database, new_browser: Callable[[], Browser]
) -> None:
    page = begun(staff)
    proved(app, staff, page)
    staff.get(f"{page}/pubblica/1")
    assert "con la Sua, la prima, non si pubblica ancora" in staff.text
    managing.send(staff, f"{page}/pubblica/1")
    assert "ora deve confermare" in staff.text and "Ha già confermato Lei" in staff.text
    assert managing.send(staff, f"{page}/pubblica/1") == 422
    other = managing.login(new_browser(), store, code="lenove.2")
    assert managing.send(other, f"{page}/pubblica/1") == 200
    assert "Il questionario è pubblicato." in other.text and "ne serve un'altra" not in other.text


def test_a_proof_whose_time_is_over_ends_its_job_is_tried_thrice_and_has_failed(
    app: Flask, staff: Browser, hour: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = begun(staff)

    def over(*_: object) -> None:
        raise JobTimeoutException

    monkeypatch.setattr(proofs, "prove", over)
    with app.app_context():
        for _ in range(proving.MOST_ATTEMPTS):
            with pytest.raises(JobTimeoutException):
                proofs.prove_next()
            assert not proofs.prove_next()  # its lease still runs: nobody else begins it
            hour.now += proving.LEASE
        assert not proofs.prove_next()
    staff.get(page)
    assert proving.LABELS[Job.FAILED] in staff.text
