"""The page of one message: why it is where it is, what staff may do, and that each act is made once and kept."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from questionari.store.models.census import Contact
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases.mail_words import REASONS
from tests import factories
from tests.web.browser import Browser
from tests.web.managing import audited, login, words

pytestmark = pytest.mark.engine("sqlite")


def first(store: Database) -> OutboxMessage:
    """The oldest message."""
    with store.reading() as session:
        return session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()[0]


def set_to(store: Database, row: OutboxMessage, **values: object) -> str:
    """Change a message; the address of its page."""
    with store.writing() as session:
        found = session.get_one(OutboxMessage, row.id)
        for name, value in values.items():
            setattr(found, name, value)
    return f"/gestione/posta/{row.id}"


def act(staff: Browser, path: str) -> int:
    """Open the confirmation of an act and confirm it."""
    staff.get(path)
    return staff.post(path, staff.fields()).status_code


LATER = factories.NOW + timedelta(hours=2)


#: What stands in the row -> what the page says.
SAID: tuple[tuple[dict[str, object], str], ...] = (
    ({}, "Parte appena è il suo turno."),
    ({"not_before": LATER}, "Parte dal 22/11/2026, ore 13:00."),
    (
        {"state": "deferred", "attempts": 2, "last_code": 451, "last_text": "4.7.1 later", "not_before": LATER},
        "Il server ha chiesto di riprovare (451 4.7.1 later): nuovo tentativo dal 22/11/2026, ore 13:00, dopo 2.",
    ),
    ({"state": "uncertain", "not_before": LATER}, "Riparte identico dal 22/11/2026, ore 13:00"),
    ({"state": "uncertain", "route": "pec"}, "senza averla cercata non riparte"),
    (
        {"state": "permanent_failure", "last_code": 550, "last_text": "no"},
        "Rifiutato: 550 no. Non partirà più da solo.",
    ),
    ({"state": "bounced", "reason": "tornato indietro"}, "Tornato indietro. Non partirà più da solo."),
    ({"state": "bounced", "reason": "x"}, "Corregga il recapito"),
    ({"state": "cancelled", "reason": "already_submitted"}, "Non è partito: il servizio aveva già risposto."),
    ({"state": "sent", "sent_at": factories.NOW}, "in carico il 22/11/2026, ore 11:00; nulla è tornato indietro."),
    ({"state": "pec_accepted"}, "manca la ricevuta di consegna"),
)


def test_the_page_says_why_a_message_is_where_it_is(centres: Browser, store: Database) -> None:
    row = first(store)
    for values, said in SAID:
        centres.get(set_to(store, row, **values))
        assert said in words(centres.text), values
        assert "/q/" not in centres.text
        set_to(store, row, **{name: getattr(row, name) for name in values})


def test_the_list_says_it_too_and_leads_to_the_page(centres: Browser, store: Database) -> None:
    row = first(store)
    set_to(store, row, message_id="x.y@rete.example", state="cancelled", reason="promised", ended_at=factories.NOW)
    centres.get("/gestione/posta?cerca=x.y@rete")
    assert f"/gestione/posta/{row.id}" in centres.text and REASONS["promised"] in words(centres.text)
    centres.get("/gestione/posta?stato=in-coda")
    assert "in coda: l'invio parte subito, senza attese." in words(centres.text)
    with store.writing() as session:
        session.scalars(select(Round)).one().sends_stopped_at = factories.NOW
    centres.get("/gestione/posta?stato=in-coda")
    assert "l'invio parte" not in words(centres.text)
    assert "Gli invii sono fermi: aspetta che riprendano." in words(centres.text)


def test_a_message_that_ended_is_sent_anew_by_another_row_once(centres: Browser, store: Database) -> None:
    row = first(store)
    path = set_to(store, row, state="permanent_failure", ended_at=factories.NOW, last_code=550)
    with store.writing() as session:
        session.get_one(Invitation, row.invitation_id).delivery = "none"
    assert act(centres, f"{path}/di-nuovo") == 200
    token = centres.fields()
    with store.reading() as session:
        old, anew = (
            session.get_one(OutboxMessage, row.id),
            session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).all()[0],
        )
        assert old.state == "permanent_failure"
        assert (anew.recipient, anew.kind, anew.invitation_id) == (row.recipient, row.kind, row.invitation_id)
        assert (anew.state, anew.raw_mime, anew.attempts) == ("queued", None, 0)
        assert session.get_one(Invitation, row.invitation_id).delivery == "queued"
        before = len(session.scalars(select(OutboxMessage.id)).all())
    again = centres.post(f"{path}/di-nuovo", token)
    assert again.status_code == 422 and "È già stato inviato di nuovo" in centres.text
    with store.reading() as session:
        assert len(session.scalars(select(OutboxMessage.id)).all()) == before
    centres.get(path)
    assert f"/gestione/posta/{anew.id}" in centres.text and "mail.sent_anew" in audited(store)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda session, row: setattr(session.get_one(Contact, row.contact_id), "email", "nuova@servizio.example"),
            "cambiato",
        ),
        (
            lambda session, row: setattr(session.get_one(Contact, row.contact_id), "bounced_at", factories.NOW),
            "va corretto",
        ),
        (lambda session, row: setattr(session.get_one(OutboxMessage, row.id), "kind", "set_password"), "account"),
        (
            lambda session, row: [
                setattr(session.get_one(OutboxMessage, row.id), name, value)
                for name, value in {"kind": "help_answer", "erased_at": factories.NOW}.items()
            ],
            "conservazione",
        ),
    ],
    ids=["moved", "bounced", "password", "erased"],
)
def test_what_would_not_leave_is_refused_with_its_reason(
    centres: Browser, store: Database, change: object, said: str
) -> None:
    row = first(store)
    path = set_to(store, row, state="permanent_failure", ended_at=factories.NOW)
    with store.writing() as session:
        change(session, row)  # type: ignore[operator]  # one of the functions above
    assert act(centres, f"{path}/di-nuovo") == 422 and said in words(centres.text)
    with store.reading() as session:
        assert len(session.scalars(select(OutboxMessage.id).where(OutboxMessage.state == "queued")).all()) == 2


def test_a_message_that_waits_is_cancelled_or_tried_at_once(centres: Browser, store: Database) -> None:
    row = first(store)
    path = set_to(store, row, not_before=LATER)
    assert act(centres, f"{path}/subito") == 200
    assert first(store).not_before < LATER and "mail.hastened" in audited(store)
    assert act(centres, f"{path}/annulla") == 200
    found = first(store)
    assert (found.state, found.reason) == ("cancelled", "cancelled_by_staff")
    with store.reading() as session:
        assert session.get_one(Invitation, found.invitation_id).delivery == "none"
    assert "mail.cancelled" in audited(store) and "annullato dallo staff" in words(
        centres.get(path).get_data(as_text=True)
    )


def test_of_one_that_is_leaving_only_the_mark_is_left(centres: Browser, store: Database) -> None:
    row = first(store)
    path = set_to(store, row, state="sending", lease_owner="x", lease_until=LATER)
    assert act(centres, f"{path}/annulla") == 200
    assert (first(store).state, first(store).reason) == ("sending", "cancelled_by_staff")


def test_a_pec_in_doubt_is_never_hastened_and_sent_anew_only_by_another_row(centres: Browser, store: Database) -> None:
    row = first(store)
    path = set_to(store, row, state="uncertain", route="pec", not_before=LATER)
    page = centres.get(path).get_data(as_text=True)
    assert f"{path}/subito" not in page and f"{path}/di-nuovo" in page
    assert act(centres, f"{path}/di-nuovo") == 200
    assert (first(store).state, first(store).reason) == ("technical_failure", "sent_anew")


def test_an_unknown_message_is_not_found_and_an_atr_sees_none(
    staff: Browser, centres: Browser, store: Database
) -> None:
    assert staff.get(f"/gestione/posta/{uuid.uuid4()}").status_code == 404
    login(centres, store, role="atr", code="atr.1")
    assert centres.get(f"/gestione/posta/{first(store).id}").status_code in (403, 404)


def test_a_message_that_left_in_one_mail_with_others_says_with_which(centres: Browser, store: Database) -> None:
    with store.writing() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        for row in rows[:2]:
            row.state, row.sent_at = "sent", factories.NOW
        rows[1].carried_by = rows[0].id
        ids = [row.id for row in rows]
    for one, other in ((ids[0], ids[1]), (ids[1], ids[0])):
        centres.get(f"/gestione/posta/{one}")
        assert f"/gestione/posta/{other}" in centres.text and "sono servizi della stessa persona" in centres.text
    centres.get(f"/gestione/posta/{ids[2]}")
    assert "Nello stesso messaggio" not in centres.text
