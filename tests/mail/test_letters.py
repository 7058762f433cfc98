"""Letters find their thread and lose nothing; a reading is bounded, goes on, and says when it cannot."""

import uuid

import pytest
from sqlalchemy import select

from questionari.store.models.census import Unit, UnitContact
from questionari.store.models.incoming import IncomingMail, MailboxState
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.usecases.house import Actor
from questionari.usecases.incoming import answering, reading
from questionari.usecases.incoming.reading import read
from tests.factories import NOW
from tests.mail.desk import Desk, Probe, one
from tests.mail.reading import WITHOUT_SQL, letters, read_in, sent, threads
from tests.mail.returned import Box, letter

STAFF = Actor("staff", "lenove.1")


def test_an_answer_stands_under_its_service_and_waits(desk: Desk) -> None:
    row = sent(desk)
    read_in(desk, letter("Chiediamo una proroga.", sender="altra@altrove.example", In_Reply_To=f"<{row.message_id}>"))
    (thread,) = threads(desk)
    assert (thread.invitation_id, thread.settled_at, thread.kind) == (row.invitation_id, None, "letter")
    assert b"proroga" not in letters(desk)[0].sealed
    with desk.database.reading() as session:
        assert session.get_one(Invitation, row.invitation_id).unit_id == thread.unit_id
        assert session.scalars(select(Response)).all() == []
    assert desk.row(row.id).state == "sent"


@WITHOUT_SQL
def test_a_letter_is_known_by_its_sender_where_one_service_alone_has_that_address(desk: Desk) -> None:
    row = sent(desk)
    with desk.database.writing() as session:
        unit_id = session.get_one(Invitation, row.invitation_id).unit_id
    mails = [letter(sender=row.recipient.upper(), Message_ID=f"<{n}@x.example>", Subject=f"{n}") for n in range(2)]
    read_in(desk, *mails)
    (thread,) = threads(desk)
    assert (thread.unit_id, thread.invitation_id, len(letters(desk))) == (unit_id, None, 2)
    with desk.database.writing() as session:
        other = Unit(id=uuid.uuid4(), code="ALTRA", name="Altra", type_code="01", updated_at=NOW)
        session.add(other)
        session.flush()
        session.add(UnitContact(unit_id=other.id, contact_id=row.contact_id, valid_from=NOW))
    read_in(desk, box=Box([letter("Quale dei due?", sender=row.recipient)], validity=9))
    assert threads(desk)[-1].unit_id is None


@WITHOUT_SQL
def test_letters_of_nobody_we_know_stand_together_by_sender_and_by_conversation(desk: Desk) -> None:
    mails = [
        letter("a", sender="a@x.example", Message_ID="<1@x.example>"),
        letter("b", sender="b@x.example", Message_ID="<2@x.example>"),
        letter("c", sender="a@x.example", Message_ID="<3@x.example>"),
        letter("d", sender="c@x.example", Message_ID="<4@x.example>", In_Reply_To="<2@x.example>"),
        letter("e", sender="nessuno", Message_ID="<5@x.example>"),
    ]
    read_in(desk, *mails)
    found = [thread.id for thread in threads(desk)]
    numbers = [sum(one.thread_id == thread_id for one in letters(desk)) for thread_id in found]
    assert numbers == [2, 2, 1]
    assert all("x.example" not in f"{vars(thread)}" for thread in threads(desk))


@WITHOUT_SQL
def test_an_automatic_answer_waits_for_nobody_and_a_challenge_does(desk: Desk) -> None:
    row = sent(desk)
    about = {"In_Reply_To": f"<{row.message_id}>", "Auto_Submitted": "auto-replied"}
    box = Box([letter("Sono assente.", **about)])
    read_in(desk, box=box)
    assert (threads(desk)[0].settled_at, threads(desk)[0].kind) == (NOW, "automatic")
    box.mails.append(letter("Ciao", Subject="Please confirm your identity", Message_ID="<2@x.example>", **about))
    read_in(desk, box=box)
    assert (threads(desk)[0].settled_at, threads(desk)[0].kind) == (None, "challenge")
    box.mails.append(letter("Sono sempre assente.", Message_ID="<3@x.example>", **about))
    read_in(desk, box=box)
    assert (threads(desk)[0].settled_at, threads(desk)[0].kind) == (None, "challenge")
    assert len(threads(desk)) == 1 and len(letters(desk)) == 3


@WITHOUT_SQL
def test_a_quoted_link_is_not_kept(desk: Desk) -> None:
    row = one(desk)
    probe = Probe()
    desk.drain(probe)
    text = "Il link https://monitoraggio.example/q/k3yT0ken-k3yT0ken_k3yT0ken-k3yT0ken_k3yT0ke non si apre"
    read_in(desk, letter(text, sender=row.recipient))
    found = letters(desk)[0]
    said = desk.house.keyring.unseal(found.sealed, f"letter:{found.id}").decode()
    assert "k3yT0ken" not in said and "collegamento personale" in said and "non si apre" in said


@WITHOUT_SQL
@pytest.mark.parametrize(
    ("text", "suspect"),
    [
        ("Quando scade?", ""),
        ("Quando scade?\n\nMaria Rossi\n", ""),
        ("La signora Anna Bianchi è stata qui.", "un nome e cognome"),
        ("Il codice è RSSMRA80A01H501U", "un codice fiscale"),
        ("Quando scade?\n\nIl giorno 3 ha scritto:\n> La signora Anna Bianchi", ""),
        ("> La signora Anna Bianchi\nQuando scade?", ""),
        ("parola " * 300, "un racconto lungo"),
    ],
)
def test_a_letter_that_may_hold_data_of_others_is_marked(desk: Desk, text: str, suspect: str) -> None:
    read_in(desk, letter(text, sender="Maria Rossi <maria.rossi@servizio.example>"))
    assert letters(desk)[0].suspect == suspect


class Poisoned(Box):
    """A mailbox with a mail over which the reading itself stumbles."""

    def fetch(self, uid: int, most: int) -> bytes | None:
        return None if uid == 2 else super().fetch(uid, most)


def test_one_bad_mail_stops_no_other_and_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = reading.receive

    def stumble(session: object, house: object, now: object, mail: object) -> None:
        if mail.subject == "guasto":
            raise LookupError("parole riservate")
        real(session, house, now, mail)

    monkeypatch.setattr(reading, "receive", stumble)
    mails = [letter(Subject=s, Message_ID=f"<{s}@x.example>") for s in ("guasto", "a", "b")]
    box = Box(mails)
    assert read_in(desk, box=box).kinds == {"failed": 1, "letter": 2}
    assert len(letters(desk)) == 2
    monkeypatch.undo()
    assert read_in(desk, box=box).kinds == {"letter": 1}
    assert read_in(desk, box=box).kinds == {} and len(letters(desk)) == 3


@WITHOUT_SQL
def test_a_reading_is_bounded_and_goes_on_where_it_ended(desk: Desk) -> None:
    box = Poisoned([letter(Message_ID=f"<{n}@x.example>", Subject=f"{n}") for n in range(5)])
    found = read(desk.database, desk.house, box, desk.clock, most=3)
    assert (found.kinds, found.more) == ({"letter": 2}, True)
    assert read(desk.database, desk.house, box, desk.clock, most=3).kinds == {"letter": 2}
    with desk.database.reading() as session:
        assert session.scalars(select(MailboxState.next_uid)).one() == 6
        assert len(session.scalars(select(IncomingMail.id)).all()) == 4


@WITHOUT_SQL
def test_a_mailbox_that_cannot_be_read_says_since_when_until_it_can(desk: Desk) -> None:
    box = Box([letter()], fault="LOGIN failed")
    assert read_in(desk, box=box).fault == "LOGIN failed"
    desk.clock.ahead(hours=2)
    read_in(desk, box=box)
    with desk.database.reading() as session:
        state = session.scalars(select(MailboxState)).one()
    assert (state.failing_since, state.fault, state.read_at) == (NOW, "LOGIN failed", None)
    box.fault = ""
    assert read_in(desk, box=box).kinds == {"letter": 1}
    with desk.database.reading() as session:
        assert session.scalars(select(MailboxState.failing_since)).one() is None


def test_staff_see_what_waits_first_and_what_they_did_with_it(desk: Desk) -> None:
    row = sent(desk)
    mails = [
        letter("Proroga?", In_Reply_To=f"<{row.message_id}>", Message_ID="<1@x.example>"),
        letter("La signora Anna Bianchi", sender="nuova@x.example", Message_ID="<2@x.example>"),
    ]
    read_in(desk, *mails)
    with desk.database.writing() as session:
        known, unknown = answering.list_threads(session).lines
        assert (known.unit_name, known.round_title != "", known.suspect) == ("Sportello Aurora", True, False)
        assert (unknown.unit_name, unknown.suspect) == (answering.UNKNOWN, True)
        page = answering.open_thread(session, desk.house, NOW, STAFF, unknown.id)
        assert (page.to, page.known, page.letters[0].text) == ("nuova@x.example", False, "La signora Anna Bianchi")
        values = {"unit": known.unit_code, "text": "Il 14 dicembre.", "mark": page.mark}
        answering.attribute(session, NOW, STAFF, unknown.id, values)
        assert answering.answer(session, desk.house, NOW, STAFF, unknown.id, values) == "nuova@x.example"
        answering.settle(session, NOW, STAFF, known.id, "1")
        assert answering.list_threads(session).total == 0
        assert answering.list_threads(session, "tutte", "aurora").total == 2
        assert answering.list_threads(session, "non-attribuite").total == 0
        answering.erase(session, NOW, STAFF, unknown.id, page.letters[0].id)
        assert answering.open_thread(session, desk.house, NOW, STAFF, unknown.id).letters[0].erased
