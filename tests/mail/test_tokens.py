"""Who may hold a personal link: the unit's own contact, in every kind of message, and nobody else."""

import logging
import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from questionari.mail.messages import KINDS
from questionari.mail.transport import FlaskMailTransport
from questionari.store import responses
from questionari.store.models.access import CredentialToken, User
from questionari.store.models.census import Contact
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.types import new_id
from questionari.usecases import colleagues, links, outbox, responding, verification
from questionari.usecases.accounts import credentials
from tests import factories
from tests.factories import NOW, Invited
from tests.mail.consulted import awaiting, consulted, consulted_area, entrusted, passing
from tests.mail.desk import Desk, Probe, campaign, queue
from tests.services.smtp import Sink

TOKEN = re.compile(r"/q/([\w-]{20,})")
TO_APPROVE = re.compile(r"/visto/apri/([\w-]{20,})")
OF_COLLEAGUE = re.compile(r"/colleghi/apri/([\w-]{20,})")
TO_CONSULT = re.compile(r"/consultazione/apri/([\w-]{20,})")
CONTEXT = {
    "query": {"elenco_quesiti": "A5_02 – Donne accolte"},
    "verification": {"quando": "entro il 09/12/2026"},
    "atr_note": {"elenco_servizi": "Sportello Aurora – aperta", "atr": "Provincia di Bari"},
    "nudge": {"atr_scrivente": "Provincia di Bari"},
    **dict.fromkeys(("correction", "correction_plain"), {"testo": "La scadenza è il {scadenza}."}),
    "access_code": {"codice_accesso": "482 913", "validita": "15 minuti"},
    "barrier": {"pagina": "Indirizzi", "testo": "Non leggo i totali.", "risposta": "051 0000 000"},
    "delegation_settled": {"esito": "La richiesta è partita."},
    "help_answer": {"domanda": "Q1 – Quante?", "testo": "Le donne, non gli accessi."},
    "staff_reply": {"testo": "Il 14 dicembre."},
    "text_test": {"oggetto": "Prova", "testo": "Gentile referente"},
    "staff_digest": {"novita": "– 2 messaggi", "giorno": "23 novembre 2026"},
    "false_message": {"codice_segnalato": "ZZ", "mittente": "?", "territorio": "?", "testo": "Chiede la password."},
}
OF_NO_ROUND = ("set_password", "barrier", "consultation", "consultation_atr", "false_message", "staff_reply")
OF_NO_ROUND += ("staff_digest",)
#: Kinds about something that has begun, most to somebody else than the contact.
BEGUN = {
    "approval": awaiting,
    "approval_reminder": awaiting,
    "delegation": entrusted,
    "contact_confirm": passing("confirm"),
    "contact_offer": passing("offered", "marta@servizio.example"),
    "contact_told": passing("accepted"),
}
OUTSIDER = "ambito@provincia.example"


def text_of(raw: bytes) -> str:
    """Both bodies of a mail, as a reader sees them."""
    parsed = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    return "".join(part.get_content() for part in parsed.walk() if part.get_content_maintype() == "text")


def submit(desk: Desk, service: Invited) -> None:
    """A response with its receipt."""
    with desk.database.writing() as session:
        session.add(
            Response(
                invitation_id=service.invitation_id,
                round_id=service.round_id,
                opened_at=NOW,
                receipt_number="A-1",
                receipt_hash="9f" * 32,
                salt=b"s" * 16,
                submitted_at=NOW,
                state="submitted",
            )
        )


def account(desk: Desk) -> str:
    """An account that was sent a link; its id as text."""
    with desk.database.writing() as session:
        user = User(id=new_id(), code="ATR.BARI", name="Ufficio", email=OUTSIDER, role="staff", created_at=NOW)
        session.add(user)
        return str(user.id)


def everything(desk: Desk, recipient: str | None) -> dict[str, tuple[str, str]]:
    """Every kind queued for one invited service, to its contact or to another address; kind -> (recipient, text)."""
    with desk.database.writing() as session:
        service = factories.invited(session)
    for kind in set(KINDS) - {"reminder_2", "thanks"}:
        queue_kind(desk, service, kind, recipient)
    probe = Probe()
    desk.drain(probe)
    desk.change(Invitation, service.invitation_id, deadline_at=NOW)
    queue_kind(desk, service, "reminder_2", recipient)
    desk.drain(probe)
    submit(desk, service)
    queue_kind(desk, service, "receipt", recipient, "2")
    queue_kind(desk, service, "thanks", recipient)
    desk.drain(probe)
    kinds = {row.message_id: row.kind for row in desk.rows()}
    found = {}
    for rcpt, raw in probe.sent:
        message_id = message_from_bytes(raw)["Message-ID"].strip("<>")
        found[kinds[message_id]] = (rcpt, text_of(raw))
    return found


def queue_kind(desk: Desk, service: Invited, kind: str, recipient: str | None, seq: str = "1") -> None:
    context = CONTEXT.get(kind)
    if kind == "set_password":
        context = {"user_id": account(desk)}
    if kind == "consultation":
        context, contact = consulted(desk, service)
        recipient = recipient or contact
    if kind == "consultation_atr":
        context, own = consulted_area(desk)
        recipient = recipient or own
    if kind in BEGUN:
        service, context, own = BEGUN[kind](desk)
        recipient = recipient or own
    with desk.database.writing() as session:
        if KINDS[kind].to_contact and recipient is None:
            queue(session, service, kind, context=context, seq=seq)
            return
        about = {"round_id": None if kind in OF_NO_ROUND else service.round_id}
        if KINDS[kind].to_contact or kind in BEGUN:
            about["invitation_id"] = service.invitation_id
        outbox.enqueue(session, NOW, kind, recipient or OUTSIDER, context=context, seq=seq, **about)


def test_the_contact_gets_a_working_link_of_its_own_in_each_message(desk: Desk) -> None:
    found = everything(desk, None)
    assert set(found) == set(KINDS)
    tokens: dict[str, set[str]] = {kind: set(TOKEN.findall(text)) for kind, (_, text) in found.items()}
    personal = {kind for kind, those in tokens.items() if those}
    asking = {"invitation", "reminder_1", "reminder_2", "query", "correction", "approval_returned", "help_answer"}
    asking |= {"verification", "nudge", "delegation_settled"}
    assert personal == asking | {"receipt"}
    assert all(len(tokens[kind]) == 1 for kind in personal)
    assert len(set.union(*tokens.values())) == len(personal)
    with desk.database.reading() as session:
        opened = {
            responses.by_token(session, links.token_sha256(token)).invitation_id
            for token in set.union(*tokens.values())
        }
    assert len(opened) == 1


def test_the_link_of_an_approver_opens_the_answers_to_read_and_no_questionnaire(desk: Desk) -> None:
    service, context, own = awaiting(desk)
    about = {"round_id": service.round_id, "invitation_id": service.invitation_id}
    with desk.database.writing() as session:
        outbox.enqueue(session, NOW, "approval", own, context=context, **about)
    probe = Probe()
    desk.drain(probe)
    ((recipient, raw),) = probe.sent
    (token,) = set(TO_APPROVE.findall(text_of(raw)))
    with desk.database.reading() as session:
        assert responding.open_approval(session, token)[0].awaiting_at is not None
        assert responses.by_token(session, links.token_sha256(token)) is None
        assert recipient == own and token.encode() not in (desk.rows()[0].raw_mime or b"")


def test_the_link_of_a_colleague_opens_her_sections_and_no_questionnaire(desk: Desk) -> None:
    service, context, own = entrusted(desk)
    about = {"round_id": service.round_id, "invitation_id": service.invitation_id}
    with desk.database.writing() as session:
        outbox.enqueue(session, NOW, "delegation", own, context=context, **about)
        outbox.enqueue(session, NOW, "delegation", "altra@servizio.example", context=context, seq="2", **about)
    probe = Probe()
    desk.drain(probe)
    ((recipient, raw),) = probe.sent
    (token,) = set(OF_COLLEAGUE.findall(text_of(raw)))
    with desk.database.reading() as session:
        assert colleagues.open_part(session, desk.house, token).name == "Anna"
        assert responses.by_token(session, links.token_sha256(token)) is None
        assert recipient == own and token.encode() not in (desk.rows()[0].raw_mime or b"")


def test_no_message_to_anyone_else_holds_a_personal_link(desk: Desk) -> None:
    found = everything(desk, "estranea@altrove.example")
    to_others = {"atr_note", "set_password", "barrier", "false_message", "staff_reply", "text_test", "staff_digest"}
    assert set(found) == to_others | {"correction_plain"}
    assert all(not TOKEN.findall(text) and "/q/" not in text for _, text in found.values())
    assert {row.reason for row in desk.rows() if row.state == "cancelled"} == {"contact_changed"}


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS.values() if not kind.to_contact])
def test_even_a_stored_staff_text_cannot_put_a_link_into_a_message_to_somebody_else(desk: Desk, kind: str) -> None:
    with desk.database.writing() as session:
        service = factories.invited(session)
        session.get_one(Round, service.round_id).texts = {kind: {"subject": "Oggetto", "body": "Ecco: {link}"}}
    context = {"user_id": account(desk), "elenco_servizi": "-", "atr": "-"}
    about = {"round_id": service.round_id, "invitation_id": service.invitation_id}
    with desk.database.writing() as session:
        outbox.enqueue(session, NOW, kind, OUTSIDER, context=context, **about)
    probe = Probe()
    desk.drain(probe)
    assert desk.rows()[0].state in ("sent", "technical_failure", "cancelled")
    assert all("/q/" not in text_of(raw) for _, raw in probe.sent)
    with desk.database.reading() as session:
        assert session.query(links.Link).count() == 1  # the factory's


def test_the_rows_and_their_sealed_bytes_hold_no_token_in_clear(desk: Desk) -> None:
    found = everything(desk, None)
    tokens = [token.encode() for _, text in found.values() for token in TOKEN.findall(text)]
    rows = [row for row in desk.rows() if row.raw_mime]
    kept = b"".join(f"{row.context}{row.last_text}{row.dedupe_key}".encode() + row.raw_mime for row in rows)
    assert tokens and not any(token in kept for token in tokens)


def test_the_password_link_is_made_when_the_mail_is_and_works(desk: Desk) -> None:
    user_id = account(desk)
    with desk.database.writing() as session:
        outbox.enqueue(session, NOW, "set_password", OUTSIDER, context={"user_id": user_id})
        assert session.query(CredentialToken).count() == 0
    probe = Probe()
    desk.drain(probe)
    token = re.search(r"/accesso/password/([\w-]+)", text_of(probe.sent[0][1]))[1]
    with desk.database.reading() as session:
        assert str(credentials.user_of(session, token, NOW).id) == user_id


def test_a_password_link_for_an_account_that_is_gone_fails_alone(desk: Desk) -> None:
    with desk.database.writing() as session:
        message_id = outbox.enqueue(session, NOW, "set_password", OUTSIDER, context={"user_id": str(new_id())})
    desk.drain(Probe())
    assert desk.row(message_id).reason == "the account does not exist any more"


def test_every_mail_bears_a_code_that_tells_it_is_ours(desk: Desk) -> None:
    found = everything(desk, None)
    for kind, (_, text) in found.items():
        code = re.search(r"codice ([A-Z0-9]+)\.", text)[1]
        with desk.database.reading() as session:
            said = verification.verify(session, code)
            assert verification.verify(session, code[:-1] + "%") is None
        assert verification.KIND_WORDS[kind] in {words for _, words in said.messages}, kind


def test_a_one_time_code_waits_sealed_in_its_row(desk: Desk) -> None:
    with desk.database.writing() as session:
        service = factories.invited(session)
        secret = outbox.sealed(desk.house.keyring, "482 913")
        message_id = queue(session, service, "access_code", context={"codice_accesso": secret, "validita": "15 minuti"})
    assert "482 913" not in str(desk.row(message_id).context)
    probe = Probe()
    desk.drain(probe)
    assert "482 913" in text_of(probe.sent[0][1])


def test_a_test_round_writes_to_staff_and_says_so(desk: Desk) -> None:
    with desk.database.writing() as session:
        service = factories.invited(session, is_test=True)
        outbox.enqueue(
            session,
            NOW,
            "invitation",
            "staff@lenove.example",
            round_id=service.round_id,
            invitation_id=service.invitation_id,
        )
    probe = Probe()
    desk.drain(probe)
    parsed = message_from_bytes(probe.sent[0][1], _class=EmailMessage, policy=policy.default)
    assert probe.sent[0][0] == "staff@lenove.example" and parsed["Subject"].startswith("[PROVA] ")


def test_a_contact_changed_after_queueing_does_not_receive_the_link_of_its_former_unit(desk: Desk) -> None:
    with desk.database.writing() as session:
        service = factories.invited(session)
        message_id = queue(session, service)
    former = desk.row(message_id).contact_id
    desk.change(Contact, former, email="trasferita@altrove.example")
    probe = Probe()
    desk.drain(probe)
    row = desk.row(message_id)
    assert (probe.sent, row.state, row.reason) == ([], "cancelled", "contact_changed")


def test_no_log_line_holds_a_token_or_a_body(
    desk: Desk, transport: FlaskMailTransport, smtp_sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with desk.database.writing() as session:
        ids = campaign(session, 3)
    smtp_sink.drop_after_data.add(desk.row(ids[0]).recipient)
    smtp_sink.refuse_rcpt[desk.row(ids[1]).recipient] = "550 5.1.1 No"
    desk.drain(transport)
    tokens = [token for mail in smtp_sink.messages for token in TOKEN.findall(text_of(mail.raw))]
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("questionari"))
    assert tokens and "AddressRejected" in ours
    assert not any(token in ours for token in tokens)
    assert "Gentile" not in ours and "@servizio" not in ours
