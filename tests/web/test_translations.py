"""A draft is translated, compared and printed from its pages alone."""

from io import BytesIO

import openpyxl
import pytest

from questionari.usecases.workbench import drafts
from tests.web.browser import Browser

pytestmark = pytest.mark.engine("sqlite")
NEW = "/gestione/questionari/bozze/nuova"
FROM = "/gestione/questionari/pubblicati/R/2026.1"


@pytest.fixture
def page(staff: Browser) -> str:
    """The page of a draft of one question."""
    staff.get(NEW)
    staff.post(NEW, staff.fields())
    return staff.path


def book_of(staff: Browser, page: str, language: str = "de") -> openpyxl.Workbook:
    """The workbook that a translator is handed."""
    answer = staff.client.get(f"{page}/traduzioni/{language}.xlsx", base_url="https://localhost")
    return openpyxl.load_workbook(BytesIO(answer.data))


def filled(book: openpyxl.Workbook, but: int = 0) -> bytes:
    """The workbook with a translation in each row but the last ones."""
    sheet = book.active
    for row in list(sheet.iter_rows(min_row=2))[: sheet.max_row - 1 - but]:
        row[2].value = f"de {row[1].value}"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def upload(staff: Browser, page: str, content: bytes, language: str = "de") -> int:
    """Hand the workbook back; the status."""
    place = f"{page}/traduzioni"
    staff.get(place)
    data = {"csrf_token": staff.token(), "file": (BytesIO(content), "foglio.xlsx")}
    where = {"base_url": "https://localhost", "headers": {"Referer": f"https://localhost{place}"}}
    staff.response = staff.client.post(f"{place}/{language}", data=data, follow_redirects=True, **where)
    return staff.response.status_code


def sign(staff: Browser, page: str, name: str) -> int:
    staff.get(f"{page}/traduzioni")
    return staff.post(
        f"{page}/traduzioni/de", {"csrf_token": staff.token(), "act": "sign", "reviewer": name}
    ).status_code


def test_an_author_has_a_draft_translated_and_signed_without_its_text(staff: Browser, page: str) -> None:
    book = book_of(staff, page)
    assert [cell.value for cell in book["de"][1]] == ["posizione", "italiano", "traduzione"]
    assert upload(staff, page, filled(book, but=1)) == 200
    assert "Manca ancora 1 testo." in staff.text and "finché mancano la lingua non è offerta" in staff.text
    assert sign(staff, page, "Revisora di prova") == 422
    assert "La traduzione non è completa" in staff.text
    assert upload(staff, page, filled(book_of(staff, page))) == 200
    assert "da rivedere" in staff.text
    assert sign(staff, page, " R ") == 422
    assert sign(staff, page, "Revisora di prova") == 200
    assert "da Revisora di prova il" in staff.text
    staff.get(f"{page}/anteprima?_lingua=de")
    assert "de Prima domanda" in staff.text
    assert "(Pflicht)" in staff.text and "(obbligatoria)" not in staff.text and "Vai al contenuto" in staff.text


def test_a_text_changed_afterwards_takes_the_signature_away(staff: Browser, page: str) -> None:
    upload(staff, page, filled(book_of(staff, page)))
    sign(staff, page, "Revisora di prova")
    part = f"{page}/parti/domanda/Q1"
    staff.get(part)
    staff.post(part, {"csrf_token": staff.token(), "act": "save", "text-it": "Un'altra domanda"})
    staff.get(f"{page}/traduzioni")
    assert "Revisora di prova" not in staff.text and "da rivedere" in staff.text


def test_a_sheet_of_before_the_draft_grew_keeps_the_translators_work(staff: Browser, page: str) -> None:
    content = filled(book_of(staff, page))
    part = f"{page}/parti/pagina/P1"
    staff.get(part)
    new = {"act": "add", "what": "question", "question-kind": "note", "question-code": "N1", "question-text": "Nuova"}
    staff.post(part, {"csrf_token": staff.token(), **new})  # stands before Q1: every place after it has moved
    staff.post(f"{page}/parti/sezione/S1", {"csrf_token": staff.token(), "act": "save", "title-it": "Altro titolo"})
    assert upload(staff, page, content) == 200
    assert "Mancano ancora 2 testi." in staff.text and "«Prima sezione»" in staff.text
    rows = {row[1].value: row[2].value for row in book_of(staff, page)["de"].iter_rows(min_row=2)}
    assert rows["Prima domanda"] == "de Prima domanda" and not rows["Nuova"]


def test_what_is_no_such_sheet_is_refused_in_italian(staff: Browser, page: str) -> None:
    assert upload(staff, page, b"no workbook") == 422
    assert "Il file non è una cartella di lavoro" in staff.text
    assert upload(staff, page, filled(book_of(staff, page, "fr")), "de") == 422
    assert "Nel file non c&#39;è il foglio «de»" in staff.text
    staff.get(f"{page}/traduzioni")
    staff.post(f"{page}/traduzioni/de", {"csrf_token": staff.token()})
    assert "Scelga il foglio tradotto." in staff.text
    other = book_of(staff, page)
    for row in other["de"].iter_rows(min_row=2):
        row[1].value = "Un altro questionario"
    assert upload(staff, page, filled(other)) == 422
    assert "è il foglio giusto?" in staff.text
    assert staff.client.get(f"{page}/traduzioni/xx.xlsx", base_url="https://localhost").status_code == 404


def test_a_draft_is_compared_with_the_version_it_follows_and_printed(staff: Browser) -> None:
    staff.get(FROM)
    staff.post(f"{FROM}/bozza", {"csrf_token": staff.token()})
    page = staff.path
    staff.post(
        f"{page}/parti/domanda/Q3", {"csrf_token": staff.token(), "act": "save", "text-it": "Come si chiama oggi?"}
    )
    staff.get(f"{page}/confronto")
    assert "Da R 2026.1 a R 2026.2" in staff.text and "oggi" in staff.text
    staff.get(f"{page}/modulo")
    assert "Come si chiama oggi?" in staff.text and f"{page}/modulo.pdf" in staff.text
    assert staff.client.get(f"{page}/modulo.pdf", base_url="https://localhost").data.startswith(b"%PDF")


def test_a_draft_with_errors_is_neither_compared_nor_printed(staff: Browser) -> None:
    staff.get(NEW)
    staff.post(NEW, {**staff.fields(), "text": drafts.BLANK.replace('"required": true', '"visible_if": "Q9 == 1"')})
    page = staff.path
    assert "Modulo da stampare" not in staff.text
    staff.get(f"{page}/confronto?da=R@2026.1")
    assert "La bozza ha errori" in staff.text
    assert staff.get(f"{page}/modulo").status_code == 404
