"""The preview of a draft: counts of all, a hundred services a page, narrowed by what stands in the address."""

import csv
import io
import re

import pytest
from sqlalchemy import select

from questionari.store.models.census import Contact, Unit, UnitContact
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.counting import statements
from tests.web.managing import ROUND, draft, found

pytestmark = pytest.mark.engine("sqlite")

PREVIEW = f"{ROUND}/anteprima"
MORE = 130


@pytest.fixture
def large(staff: Browser, store: Database) -> Browser:
    """A draft of 133 centres: one is reached, two have an address that bounced, 130 have none."""
    with store.writing() as session:
        for number in range(MORE):
            code = f"XX-{number:03}"
            session.add(Unit(code=code, name=f"Centro {number:03}", type_code="01", updated_at=factories.NOW))
        bounced = select(Contact).join(UnitContact, UnitContact.contact_id == Contact.id).join(Unit)
        for contact in session.scalars(bounced.where(Unit.code.in_(("BA-005", "BA-006")))):
            contact.bounced_at = factories.NOW
    assert draft(staff) == 200
    return staff


def shown(browser: Browser) -> list[str]:
    """The codes of the services in the page."""
    return re.findall(r'<tr><th scope="row"><a href="/gestione/censimento/([^"?]+)', browser.text)


def test_a_large_preview_is_read_in_pages_and_its_counts_are_of_all(large: Browser, store: Database) -> None:
    with statements(store) as sent:
        large.get(PREVIEW)
    assert len(sent) <= 15
    assert "Chi riceve l'invito (1)" in large.text and "Chi non lo riceve (132)" in large.text
    first = shown(large)
    following = re.search(r'href="([^"]+)#trovati">Pagina successiva', large.text)
    assert following is not None
    large.get(following[1].replace("&amp;", "&"))
    assert (len(first), len(set(first) | set(shown(large))), found(large)) == (100, 133, "133 servizi")


def test_a_preview_is_narrowed_by_its_address(large: Browser) -> None:
    views = {
        "mostra=ricevono": 1,
        "mostra=non-ricevono": 132,
        "mostra=bounced": 2,
        "mostra=no_address": 130,
        "mostra=no_address&cerca=centro+12": 10,
        "mostra=altro": 133,
    }
    told = {query: int(found(large.get(f"{PREVIEW}?{query}") and large).split()[0]) for query in views}
    assert told == views
    large.get(f"{PREVIEW}?mostra=no_address")
    assert 'mostra=no_address&amp;pagina=2#trovati">Pagina successiva' in large.text
    large.get(f"{PREVIEW}?cerca=nessuno")
    assert shown(large) == [] and "Azzera i filtri" in large.text and "Chi non lo riceve (132)" in large.text


def test_a_dry_run_says_who_would_be_invited_and_counts_why_not(large: Browser, store: Database) -> None:
    with store.writing() as session:
        one = session.scalars(select(Unit).where(Unit.code == "XX-001")).one()
        one.name = "=HYPERLINK(1)"
    path = f"{ROUND}/prova-invii/inviti"
    large.get(path)
    assert "1</strong>servizio lo riceve" in large.text and "132</strong>non lo ricevono" in large.text
    assert "nessun indirizzo nel censimento" in large.text and "parte subito, senza attese" in large.text
    large.get(f"{path}?mostra=bounced")
    assert sorted(shown(large)) == ["BA-005", "BA-006"]
    large.get(f"{path}?cerca=centro+129&mostra=non-ricevono")
    assert shown(large) == ["XX-129"]
    rows = list(csv.reader(io.StringIO(large.get(f"{path}.csv").get_data().decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 134 and ["XX-001", "'=HYPERLINK(1)", "no", "", "", "nessun indirizzo nel censimento"] in rows
    assert [row[3] for row in rows if row[2] == "sì"] == ["servizio07@rete-bari.example"]


def test_the_note_to_the_atrs_has_its_dry_run_and_its_file(centres: Browser, store: Database) -> None:
    path = f"{ROUND}/prova-invii/nota"
    centres.get(path)
    assert "Provincia di Bari" in centres.text and "nessun indirizzo nel censimento" in centres.text
    with store.writing() as session:
        row = session.scalars(select(Round)).one()
        row.selection = {**row.selection, "note_to": {"072": ["ufficio@provincia.example"]}}
    centres.get(path)
    assert "1</strong>destinatario la riceve" in centres.text and "14/12/2026, ore 00:00" in centres.text
    rows = list(csv.reader(io.StringIO(centres.get(f"{path}.csv").get_data().decode("utf-8-sig")), delimiter=";"))
    assert [row[:4] for row in rows[1:]] == [["072", "Provincia di Bari", "sì", "ufficio@provincia.example"]]
    with store.writing() as session:
        session.scalars(select(Round)).one().is_test = True
    assert centres.get(path).status_code == 404
