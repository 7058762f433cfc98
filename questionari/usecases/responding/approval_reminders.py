"""Reminders to whoever must approve: once three days after she was asked, once two days before the deadline."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from questionari.clock import ROME, local_day
from questionari.store import approvals, responses
from questionari.store.headers import Header
from questionari.store.models.approvals import Approval
from questionari.usecases.house import House
from questionari.usecases.responding.approving import write_to
from questionari.usecases.responding.cases import data_key
from questionari.usecases.responding.standing import Standing, last_day, standing

KIND = "approval_reminder"
AFTER, BEFORE = timedelta(days=3), timedelta(days=2)
MORNING = 8  # local hour before which nobody is reminded


def remind(session: Session, house: House, now: datetime) -> int:
    """Queue those that are due; how many. Running it again on any day adds none that was queued before."""
    if now.astimezone(ROME).hour < MORNING:
        return 0
    return sum(_remind(session, house, now, row) for row in approvals.standing(session))


def _remind(session: Session, house: House, now: datetime, row: Approval) -> bool:
    header = responses.by_response(session, row.response_id)
    if header is None or header.revoked_at is not None or standing(header, now) is not Standing.AWAITING:
        return False
    which = due(header, row, now)
    if not which:
        return False
    email = approvals.opened(data_key(house, header), row)["email"]
    return write_to(session, now, header, row, email, KIND, f":{which}") is not None


def due(header: Header, row: Approval, now: datetime) -> str:
    """Which reminder a day owes: "last" near the deadline, else "late" after some days; "" for none."""
    today, asked, end = local_day(now), local_day(row.asked_at), last_day(header)
    if asked < today and end - BEFORE <= today <= end:
        return "last"
    return "late" if asked + AFTER <= today <= end else ""
