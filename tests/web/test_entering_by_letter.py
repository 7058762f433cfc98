"""Ways in without the mail: the code of a letter, the link sent once more; and the letters themselves."""

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from esportazioni.typesetting import written
from questionari import lazy
from questionari.store.session import Database
from questionari.usecases import false_messages
from tests.web.browser import Browser
from tests.web.managing import ROUND, audited, invitation_path, mails, send

pytestmark = pytest.mark.engine("sqlite")


def typed(browser: Browser, path: str, **fields: str) -> int:
    browser.get(path)
    return browser.post(path, {**browser.fields(), **fields}).status_code


@pytest.fixture
def letter(centres: Browser, store: Database, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The link and the code of a letter that staff have printed."""
    seen: list[tuple[str, str]] = []

    def pdf(letters: list[dict[str, str]], *_: object) -> bytes:
        seen.extend((one["link"], one["code"]) for one in letters)
        return b"%PDF-"

    with monkeypatch.context() as patch:
        patch.setattr("esportazioni.letter.pdf", pdf)
        assert send(centres, f"{invitation_path(store)}/lettera") == 200
    return seen[0]


def test_the_code_of_a_letter_leads_to_the_page_of_its_service(
    new_browser: Callable[[], Browser], letter: tuple[str, str]
) -> None:
    link, code = letter
    service = new_browser()
    assert typed(service, "/codice", code=code.lower().replace("-", " ")) == 200
    assert "Centro antiviolenza" in service.text or "Apri il questionario" in service.text
    assert service.post(service.path, {"csrf_token": service.token()}).status_code == 200
    assert service.path.startswith("/rispondi/")
    assert code not in service.path and code not in service.text
    by_square = new_browser().get(link.removeprefix("https://localhost"))
    assert by_square.status_code == 200


def test_a_misread_code_and_an_unknown_one_are_told_apart_and_shown_back(
    browser: Browser, letter: tuple[str, str]
) -> None:
    wrong = ("3" if letter[1][0] != "3" else "4") + letter[1][1:]
    assert typed(browser, "/codice", code=wrong) == 422
    assert "ha una lettera sbagliata" in browser.text and wrong in browser.text
    assert typed(browser, "/codice", code="K7QM-2XHD-9V3R<script>") == 422
    assert "<script>alert" not in browser.text and "&lt;script&gt;" in browser.text


def test_the_code_of_a_letter_typed_elsewhere_stands_in_no_address_and_in_no_report(
    browser: Browser, letter: tuple[str, str], store: Database, app: Flask
) -> None:
    code = letter[1]
    assert typed(browser, "/verifica", code=code) == 200
    assert "/verifica/segnalazione" in browser.text and f"codice={code}" not in browser.text
    spoken = code.lower().replace("-", " ")
    assert typed(browser, "/verifica/segnalazione", code=code, text=f"Il codice è {spoken}. Falso?") == 200
    with store.reading() as session:
        (report,) = false_messages.list_reports(session, app.extensions["house"])
    assert code not in report.code and spoken not in report.text
    assert report.text.startswith("Il codice è") and report.text.endswith("Falso?")


def test_a_telephone_reads_the_link_from_the_printed_square(
    centres: Browser, new_browser: Callable[[], Browser], store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets: list[bytes] = []

    def printed(template: Path, data: Mapping[str, Any]) -> bytes:
        sheets.append(lazy.typst().compile(template, sys_inputs={"form": written(data)}, format="png", ppi=100))
        return b"%PDF-"

    with monkeypatch.context() as patch:
        patch.setattr("esportazioni.letter.tagged_pdf", printed)
        assert send(centres, f"{invitation_path(store)}/lettera") == 200
    (square,) = zxingcpp.read_barcodes(Image.open(BytesIO(sheets[0])).rotate(7, fillcolor="white"))
    service = new_browser()
    assert square.text.startswith("https://localhost/q/")
    assert service.get(square.text.removeprefix("https://localhost")).status_code == 200
    assert service.post(service.path, {"csrf_token": service.token()}).status_code == 200
    assert service.path.startswith("/rispondi/")


def test_staff_get_a_tagged_letter_that_is_not_kept(centres: Browser, store: Database) -> None:
    path = f"{invitation_path(store)}/lettera"
    centres.get(path)
    answer = centres.post(path, centres.fields())
    assert answer.mimetype == "application/pdf" and "lettera-" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"%PDF-") and b"pdfuaid:part" in answer.data and b"/Alt" in answer.data
    assert "invitation.letter" in audited(store)
    assert "no-store" in answer.headers["Cache-Control"]


def test_letters_of_a_round_are_for_those_that_mail_does_not_reach(centres: Browser) -> None:
    assert send(centres, f"{ROUND}/lettere") == 422
    assert "recapito e-mail funzionante" in centres.text


def test_whoever_asks_for_a_link_reads_the_same_whatever_the_address(
    browser: Browser, store: Database, centres: Browser
) -> None:
    before = mails(store)
    pages = []
    for email in (before[0], "nessuno@altrove.example"):
        assert typed(browser, "/collegamento", email=email) == 200
        pages.append(browser.text)
    assert pages[0] == pages[1] and "Controlli la posta" in pages[0]
    assert sorted(mails(store)) == sorted([*before, before[0]])


@pytest.mark.parametrize("email", ["", "centro", "x" * 400])
def test_what_is_no_address_is_shown_back(browser: Browser, email: str) -> None:
    assert typed(browser, "/collegamento", email=email) == 422
    assert "per esempio centro@comune.example" in browser.text and email[:200] in browser.text
