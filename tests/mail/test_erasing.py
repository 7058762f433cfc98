"""Mail bodies are erased 30 days after their end state, once, and nothing else is."""

from datetime import timedelta

from questionari.usecases.outbox.erasing import erase_bodies
from questionari.usecases.outbox.port import Deferred
from tests.factories import NOW
from tests.mail.desk import Desk, Probe, campaign


def test_bodies_are_erased_thirty_days_after_the_end_and_only_then(desk: Desk) -> None:
    with desk.database.writing() as session:
        ended, waiting = campaign(session, 2)
    desk.drain(Probe(errors={desk.row(waiting).recipient: Deferred("451")}))
    for days, expected in ((29, 0), (30, 1), (31, 0)):
        with desk.database.writing() as session:
            assert erase_bodies(session, NOW + timedelta(days=days)) == expected
    assert desk.row(ended).raw_mime is None and desk.row(ended).state == "sent"
    assert desk.row(ended).message_id is not None
    assert desk.row(waiting).raw_mime is not None
