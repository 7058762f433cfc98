"""One person, several services: one page lists what her address is asked for, and nothing of another address."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from questionari.store.models.census import Contact, UnitContact
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases import links
from tests import factories
from tests.web.browser import Browser
from tests.web.colleagues import mails
from tests.web.conftest import Clock
from tests.web.managing import words

pytestmark = pytest.mark.engine("sqlite")
New = Callable[[], Browser]


def hers(store: Database, invited: factories.Invited, name: str, **changes: object) -> factories.Invited:
    """Another service in a round of its own, of the same contact."""
    with store.writing() as session:
        sha256 = session.get_one(Round, invited.round_id).questionnaire_sha256
        made = factories.invite(session, factories.add_round(session, sha256, **changes), name)
        contact = session.get_one(Invitation, invited.invitation_id).contact_id
        session.execute(update(UnitContact).where(UnitContact.unit_id == made.unit_id).values(contact_id=contact))
        session.execute(update(Invitation).where(Invitation.id == made.invitation_id).values(contact_id=contact))
        return made


def test_all_of_her_questionnaires_stand_on_one_page_and_open_by_their_own_links(
    opened: Browser, invited: factories.Invited, store: Database, hour: Clock
) -> None:
    second = hers(store, invited, "Casa Iris")
    with store.writing() as session:
        factories.invited(session)
    opened.get(f"/rispondi/{invited.public_id}/miei")
    assert "Sportello Aurora" in opened.text and "Casa Iris" in opened.text and "da iniziare" in opened.text
    assert opened.text.count('class="q-card"') == 2 and second.public_id not in opened.text
    assert opened.get(f"/rispondi/{second.public_id}").status_code == 403
    opened.get(f"/rispondi/{invited.public_id}/miei")
    hour.forward(hours=2)
    opened.post(opened.path, opened.fields())
    assert "in viaggio" in opened.text and mails(store, "invitation") == 2
    opened.enter(second.token)
    opened.get(f"/rispondi/{second.public_id}/miei")
    assert opened.text.count(">Apri<") == 2 and "Manda i collegamenti" not in opened.text


def test_neither_rehearsals_nor_archived_revoked_excluded_or_formerly_hers_are_listed(
    opened: Browser, invited: factories.Invited, store: Database
) -> None:
    hers(store, invited, "Prova", is_test=True)
    hers(store, invited, "Archivio", stored_state="archived")
    revoked, excluded, passed = (hers(store, invited, name) for name in ("Revocato", "Escluso", "Passato"))
    with store.writing() as session:
        session.get_one(Invitation, revoked.invitation_id).revoked_at = factories.NOW
        session.get_one(Invitation, excluded.invitation_id).disposition = "excluded"
        other = Contact(email="altra@servizio.example")
        session.add(other)
        session.flush()
        session.execute(update(UnitContact).where(UnitContact.unit_id == passed.unit_id).values(contact_id=other.id))
    opened.get(f"/rispondi/{invited.public_id}/miei")
    assert opened.text.count('class="q-card"') == 1 and "Passato" not in words(opened.text)


def test_who_is_the_contact_no_more_is_shown_nothing(
    opened: Browser, invited: factories.Invited, store: Database
) -> None:
    hers(store, invited, "Casa Iris")
    with store.writing() as session:
        other = Contact(email="altra@servizio.example")
        session.add(other)
        session.flush()
        session.execute(update(UnitContact).where(UnitContact.unit_id == invited.unit_id).values(contact_id=other.id))
        assert session.scalars(select(Contact.email)).all()
    assert opened.get(f"/rispondi/{invited.public_id}/miei").status_code == 404
    assert opened.post(f"/rispondi/{invited.public_id}/miei", {"csrf_token": opened.token()}).status_code == 404
    assert mails(store, "invitation") == 0


def test_one_link_leads_to_the_page_of_all_and_opens_each(
    opened: Browser, invited: factories.Invited, store: Database, hour: Clock
) -> None:
    second = hers(store, invited, "Casa Iris")
    with store.writing() as session:
        rows: list[links.Row] = []
        ids = [invited.invitation_id, second.invitation_id]
        token = links.mint_shared(rows, ids, "invitation", factories.NOW)
        links.keep(session, rows)
    opened.get(f"/miei/{token}")
    assert opened.text.count('name="which"') == 2 and "Casa Iris" in opened.text
    fields = opened.fields()
    assert opened.post(f"/miei/{token}", {**fields, "which": "7"}).status_code == 404
    assert opened.get(f"/rispondi/{second.public_id}").status_code == 403
    assert opened.post(f"/miei/{token}", {**fields, "which": "1"}).status_code == 200
    assert opened.get(f"/rispondi/{second.public_id}").status_code == 200
    assert opened.get(f"/miei/{'x' * 43}").status_code == 404
