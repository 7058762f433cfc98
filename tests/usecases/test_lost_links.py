"""A link asked for again goes to the census address only, seldom, and says nothing to whoever asks."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questionari.store.models.census import Contact
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases import links
from questionari.usecases.house import Actor, House, Refused
from questionari.usecases.responding import landing
from questionari.usecases.rounds import letters, lost_links
from questionari.usecases.rounds.invitations import On, revoke
from tests import factories
from tests.services.run import PATIENCE_S

NOW = factories.NOW
STAFF = Actor("staff", "lenove.1")


@pytest.fixture
def invited(database: Database) -> factories.Invited:
    with database.writing() as session:
        return factories.invited(session)


def address(session: Session, invited: factories.Invited) -> str:
    invitation = session.get_one(Invitation, invited.invitation_id)
    return session.get_one(Contact, invitation.contact_id).email


def waiting(session: Session) -> list[tuple[str, str]]:
    query = select(OutboxMessage.kind, OutboxMessage.recipient).order_by(OutboxMessage.created_at)
    return [(kind, recipient) for kind, recipient in session.execute(query)]


def test_the_link_goes_to_the_address_of_the_census_twice_an_hour_at_most(
    database: Database, invited: factories.Invited
) -> None:
    with database.writing() as session:
        email = address(session, invited)
        for minute in range(4):
            lost_links.ask_for_links(session, NOW + timedelta(minutes=minute), f" {email.upper()} ")
        assert waiting(session) == [("invitation", email)] * 2
        assert lost_links.ask_for_links(session, NOW + timedelta(minutes=90), email) == 1


@pytest.mark.engine("postgresql")
def test_a_button_pressed_twice_at_once_sends_one_link_and_fails_for_nobody(
    database: Database, invited: factories.Invited
) -> None:
    """Whoever asks for an address of the census is told the same as for any other, whatever comes together."""
    with database.reading() as session:
        email = address(session, invited)
    together = Barrier(5)

    def ask(_: int) -> None:
        together.wait(PATIENCE_S)
        with database.writing() as session:
            lost_links.ask_for_links(session, NOW, email)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(ask, range(5)))
    with database.reading() as session:
        assert len(waiting(session)) <= lost_links.MOST_AN_HOUR


@pytest.mark.engine("sqlite")
def test_nobody_fills_the_box_of_a_service_with_links(database: Database, invited: factories.Invited) -> None:
    with database.writing() as session:
        email = address(session, invited)
        for hour in range(10):
            lost_links.ask_for_links(session, NOW + timedelta(hours=hour), email)
        assert len(waiting(session)) == lost_links.MOST_A_DAY
        assert lost_links.ask_for_links(session, NOW + timedelta(hours=25), email) == 1


@pytest.mark.parametrize("other", ["nessuno@altrove.example", "%", "", "' OR 1=1 --"])
def test_an_address_that_is_not_of_the_census_gets_nothing(
    database: Database, invited: factories.Invited, other: str
) -> None:
    with database.writing() as session:
        assert lost_links.ask_for_links(session, NOW, other) == 0
        assert waiting(session) == []


BLOCKED = {
    "declined": update(Invitation).values(disposition="declined"),
    "revoked": update(Invitation).values(revoked_at=NOW),
    "test round": update(Round).values(is_test=True, selection={"test_recipient": "prova@lenove.example"}),
    "bounced": update(Contact).values(bounced_at=NOW),
    "held by another": update(Invitation).values(contact_id=None),
    "closed": update(Round).values(deadline_at=NOW - timedelta(hours=9), closes_at=NOW - timedelta(hours=8)),
}


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("reason", BLOCKED)
def test_nothing_goes_where_no_mail_should(database: Database, invited: factories.Invited, reason: str) -> None:
    with database.writing() as session:
        email = address(session, invited)
        session.execute(BLOCKED[reason])
        assert lost_links.ask_for_links(session, NOW, email) == 0


@pytest.mark.engine("sqlite")
def test_who_has_answered_is_not_written_to(database: Database, house: House, invited: factories.Invited) -> None:
    with database.writing() as session:
        landing.enter(session, house, NOW, invited.token)
        session.execute(update(Response).values(state="submitted"))
        assert lost_links.ask_for_links(session, NOW, address(session, invited)) == 0


def test_the_code_of_a_letter_opens_what_its_link_opens_until_it_is_revoked(
    database: Database, house: House, invited: factories.Invited
) -> None:
    with database.writing() as session:
        made = letters.letter(session, house, NOW, STAFF, invited.round_id, invited.invitation_id)
        token = made.link.rpartition("/")[2]
        spoken = made.code.replace("-", " ").lower()
        for way in (token, made.code, spoken):
            assert landing.identify(session, house, way) == invited.public_id
        stored = session.scalars(select(links.Link.token_sha256)).all()
        assert not {token, made.code, links.token_sha256(made.code)} & set(stored)
        revoke(session, NOW, STAFF, On(invited.round_id, invited.invitation_id))
        for way in (token, made.code):
            with pytest.raises(Refused):
                landing.identify(session, house, way)


@pytest.mark.engine("sqlite")
def test_letters_go_first_to_whoever_had_none(database: Database, house: House, invited: factories.Invited) -> None:
    with database.writing() as session:
        row = session.get_one(Round, invited.round_id)
        other = factories.invite(session, row, "Sportello Zefiro")
        session.execute(update(Contact).values(bounced_at=NOW))
        assert letters.how_many(session, NOW, invited.round_id) == 2
        letters.letter(session, house, NOW, STAFF, invited.round_id, invited.invitation_id)
        made = letters.letters(session, house, NOW, STAFF, invited.round_id)
        assert [one.unit for one in made] == ["Sportello Zefiro", "Sportello Aurora"]
        session.execute(
            update(Invitation).where(Invitation.id == other.invitation_id).values(disposition="closed_service")
        )
        assert letters.how_many(session, NOW, invited.round_id) == 1
        with pytest.raises(Refused):
            letters.letter(session, house, NOW, STAFF, invited.round_id, other.invitation_id)
        with pytest.raises(Refused):
            letters.letter(session, house, NOW, STAFF, invited.round_id, uuid.uuid4())


@pytest.mark.engine("sqlite")
def test_no_letter_is_made_where_mail_reaches_everybody(
    database: Database, house: House, invited: factories.Invited
) -> None:
    with database.writing() as session, pytest.raises(Refused, match="recapito e-mail"):
        letters.letters(session, house, NOW, STAFF, invited.round_id)
