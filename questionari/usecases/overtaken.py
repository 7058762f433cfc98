"""What waited for the staff's word and cannot come true any more ends by itself, with its line in the history.

A report that a service will not answer, once it has answered; a questionnaire that was to pass to another person, once
it was sent; both, once the round's closing is signed or the service need not answer. Personal names that wait in them
then go as those of what was decided do.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from questionari.store import atr_acts, delegations, handovers, overtaken as store
from questionari.store.overtaken import Overtaken
from questionari.usecases import audit
from questionari.usecases.house import SYSTEM
from questionari.usecases.outbox.queueing import recall


def settle_next(session: Session, now: datetime) -> bool:
    """End one, if there is one: a transaction each, for each holds the service that it is about."""
    report = store.next_report(session)
    if report is not None:
        _end_report(session, now, report)
        return True
    proposal = store.next_handover(session)
    if proposal is not None:
        _end_handover(session, now, proposal)
    return proposal is not None


def _end_report(session: Session, now: datetime, found: Overtaken) -> None:
    atr_acts.hold_invitation(session, found.invitation_id)  # as the staff and ATRs lock: the service, then the report
    row = atr_acts.held(session, found.id)
    if row is not None and row.ended_at is None:
        row.ended_at, row.outcome = now, found.why
        target = ("invitation", found.invitation_id)
        audit.record(session, now, SYSTEM, "atr.settled", target, kind=row.kind, overtaken=found.why)


def _end_handover(session: Session, now: datetime, found: Overtaken) -> None:
    delegations.lock_unit(session, found.unit_id)  # an acceptance under way ends first
    recall(session, now, handovers.end(session, now, found.why, found.invitation_id), "handover_over")
    target = ("invitation", found.invitation_id)
    audit.record(session, now, SYSTEM, "handover.settle", target, way=found.why)
