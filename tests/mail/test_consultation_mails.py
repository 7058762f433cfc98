"""Mails that invite to a consultation: a service by a link of its own, a territory at the address of its accounts."""

import re

from questionari.usecases import outbox
from questionari.usecases.consulting import reading
from tests import factories
from tests.factories import NOW
from tests.mail.desk import Desk, Probe
from tests.mail.test_tokens import OUTSIDER, TO_CONSULT, queue_kind, text_of


def test_an_invitation_to_a_consultation_holds_a_link_of_its_own_for_the_contact_of_today_only(desk: Desk) -> None:
    with desk.database.writing() as session:
        services = [factories.invited(session) for _ in range(2)]
    for service, recipient in zip(services, (None, "estranea@altrove.example"), strict=True):
        queue_kind(desk, service, "consultation", recipient)
    probe = Probe()
    desk.drain(probe)
    ((_, raw),) = probe.sent
    with desk.database.reading() as session:
        assert reading.by_link(session, TO_CONSULT.findall(text_of(raw))[0])
    failed = {row.reason for row in desk.rows() if row.state == "technical_failure"}
    assert failed == {"the address is not the service's any more, or does not take mail"}


def test_a_territory_is_asked_at_the_address_of_its_account_with_no_link_of_its_own(desk: Desk) -> None:
    with desk.database.writing() as session:
        service = factories.invited(session)
    queue_kind(desk, service, "consultation_atr", None)
    with desk.database.writing() as session:
        outbox.enqueue(session, NOW, "consultation_atr", OUTSIDER, context=desk.rows()[-1].context, seq="2")
    probe = Probe()
    desk.drain(probe)
    ((recipient, raw),) = probe.sent
    assert recipient == "ufficio@provincia.example"
    assert re.search(r"/atr/consultazioni/[\w-]+", text_of(raw)) and "Provincia di prova" in text_of(raw)
    assert not TO_CONSULT.findall(text_of(raw))
    failed = {row.reason for row in desk.rows() if row.state == "technical_failure"}
    assert failed == {"the address is not of an account of the territory any more"}
