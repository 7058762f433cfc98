"""A correction to one person with several services; a text of the staff about all of them."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from questionari.store.models.rounds import Invitation
from questionari.usecases.rounds import correcting
from tests.factories import NOW
from tests.mail.desk import Desk, Probe
from tests.mail.test_digests import NAMES, STAFF, asked, text_of

pytestmark = pytest.mark.engine("sqlite")


def test_a_correction_reaches_one_person_once_and_another_text_by_another_mail(desk: Desk) -> None:
    (first, *_) = asked(desk)
    desk.drain(Probe())
    with desk.database.writing() as session:
        (act,) = correcting.acts_of(session, first.round_id)
        shown = correcting.prepare(session, desk.house, first.round_id, act, "Il termine è il {scadenza}.")
        assert (shown.number, shown.mails) == (4, 2)
        for text in ("Il termine è il {scadenza}.", "Il periodo è {periodo}."):
            correcting.send(session, NOW, STAFF, first.round_id, act, text)
    probe = Probe()
    desk.drain(probe)
    texts = [text_of(raw) for _, raw in probe.sent if "/miei/" in text_of(raw)]
    assert len(probe.sent) == 4 and len(texts) == 2
    assert all(f"– {name}, " in text for name in NAMES for text in texts)
    assert sorted("Il termine è il" in text for text in texts) == [False, True]


def test_a_correction_whose_days_differ_names_each_service(desk: Desk) -> None:
    (first, *_) = asked(desk)
    desk.drain(Probe())
    with desk.database.writing() as session:
        session.get_one(Invitation, first.invitation_id).deadline_at = NOW + timedelta(days=40)
        (act,) = correcting.acts_of(session, first.round_id)
        correcting.send(session, NOW, STAFF, first.round_id, act, "Il termine è il {scadenza}.")
    probe = Probe()
    desk.drain(probe)
    (text,) = [text_of(raw) for _, raw in probe.sent if "/miei/" in text_of(raw)]
    assert f"{NAMES[0]}:\r\nIl termine è il" in text and text.count("Il termine è il") == 3


def test_a_text_of_the_staff_names_several_services_each_in_its_marks(desk: Desk) -> None:
    own = {"subject": "Il questionario di {servizio}", "body": "Per «{servizio}»:\n{link}"}
    asked(desk, texts={"invitation": own})
    probe = Probe()
    desk.drain(probe)
    named = ", ".join(f"«{name}»" for name in NAMES)
    message = message_from_bytes(probe.sent[0][1], policy=policy.default)
    assert message["Subject"] == f"Il questionario di {named}" and f"Per {named}:" in text_of(probe.sent[0][1])
