"""The public page that says whether a receipt is ours: no service, no answer, no oracle for numbers."""

import re

import pytest
from sqlalchemy import select, update

from questionari.store.models.responses import Response
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.filling import submit

pytestmark = pytest.mark.engine("sqlite")


def ask(browser: Browser, number: str, proof: str) -> str:
    browser.get("/verifica")
    assert browser.post("/verifica", {**browser.fields(), "number": number, "proof": proof}).status_code == 200
    return re.sub(r'value="[^"]*"', "", browser.text)


@pytest.fixture
def receipt(opened: Browser, invited: factories.Invited, store: Database) -> tuple[str, str]:
    """Number and hash of a submission."""
    submit(opened, invited.public_id)
    assert "/verifica#ricevuta" in opened.text
    with store.reading() as session:
        row = session.scalars(select(Response)).one()
        return row.receipt_number or "", row.receipt_hash or ""


def test_a_receipt_is_confirmed_without_saying_whose_it_is(browser: Browser, receipt: tuple[str, str]) -> None:
    page = ask(browser, *receipt)
    assert "Ricevuta autentica" in page and "Tornata di prova, inviato il 22/11/2026" in page
    assert "Aurora" not in page and "sostituita" not in page


def test_an_unknown_number_and_a_wrong_hash_are_answered_alike(browser: Browser, receipt: tuple[str, str]) -> None:
    number, proof = receipt
    pages = {ask(browser, *pair) for pair in ((number, "0" * 64), ("K7QM-2XHD-9V", proof), (number, ""), ("x", "y"))}
    assert len(pages) == 1 and "Non risulta" in pages.pop()


def test_a_receipt_of_a_response_given_back_says_so(
    browser: Browser, receipt: tuple[str, str], store: Database
) -> None:
    with store.writing() as session:
        session.execute(update(Response).values(state="query_open"))
    assert "il questionario è stato <strong>riaperto</strong>" in ask(browser, *receipt)
