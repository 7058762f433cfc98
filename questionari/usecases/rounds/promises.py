"""A service says by which day it will answer: no reminder before that day has gone by, one after it if still silent."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.clock import ROME, local_day, start_of_day
from questionari.engine.states import Disposition
from questionari.engine.working_days import DAY, next_working
from questionari.store import promises as store, rounds
from questionari.store.models.rounds import Invitation, Round
from questionari.usecases import audit, fields
from questionari.usecases.completion import SENT_ONCE, last_day
from questionari.usecases.fields import read_fields, refuse
from questionari.usecases.house import Actor, Refused
from questionari.usecases.outbox.queueing import recall_reminders
from questionari.usecases.rounds.basics import get_invitation, get_round, may, state_of, writes_on
from questionari.usecases.rounds.changing import sends_stopped
from questionari.usecases.rounds.invitations import On, response_state
from questionari.usecases.rounds.reminding import MORNING, OPEN, ReminderPlan, plan_reminder, queue_reminders

DAY_OF = {"promised": fields.required(fields.day)}


def promise(session: Session, now: datetime, actor: Actor, on: On, typed: str) -> date:
    """Keep the day by which a service will answer; an earlier promise gives way. Raises Invalid, Refused, NotFound."""
    row, invitation = get_round(session, on.round_id), get_invitation(session, on.invitation_id, on.round_id)
    require_silent(session, now, row, invitation)
    day: date = read_fields({"promised": typed}, DAY_OF)["promised"]
    last = last_day(max(row.closes_at, invitation.deadline_at or row.closes_at))
    if not local_day(now) <= day <= last:
        raise refuse("promised", f"Scelga un giorno da oggi al {last:%d/%m/%Y}, l'ultimo per compilare.")
    recall_reminders(session, now, invitation.id, "promised")  # before the invitation is changed: see `withdraw`
    _keep(now, actor, invitation, day)
    audit.record(session, now, actor, "invitation.promised", ("invitation", invitation.id), day=str(day))
    return day


def withdraw_promise(session: Session, now: datetime, actor: Actor, on: On) -> None:
    """The promise does not hold any more: reminders go as planned. Raises Refused where there is none, NotFound."""
    invitation = get_invitation(session, on.invitation_id, on.round_id)
    if invitation.promised_on is None:
        raise Refused("no_promise", "Per questo servizio non c'è una data promessa.")
    before = str(invitation.promised_on)
    _keep(now, actor, invitation, None)
    audit.record(session, now, actor, "invitation.promise_ended", ("invitation", invitation.id), day=before)


def _keep(now: datetime, actor: Actor, invitation: Invitation, day: date | None) -> None:
    invitation.promised_on, invitation.promised_at, invitation.promised_by = day, now, actor.id or actor.kind


def require_silent(session: Session, now: datetime, row: Round, invitation: Invitation) -> None:
    """Raise Refused unless an answer of the unit is still awaited in a round that runs."""
    if not writes_on(row, invitation, now):
        may(row, now, "follow")
    if response_state(session, invitation.id) in SENT_ONCE:
        raise Refused("answered", "Il servizio ha già risposto.")
    if invitation.disposition not in (Disposition.NONE, Disposition.WRONG_CONTACT):
        raise Refused("disposition", "Il servizio non deve più rispondere.")


def remind_promised(session: Session, now: datetime) -> int:
    """Remind, once, whoever is silent on the working day after the promised one; returns how many were queued.

    A reminder of the calendar or of the staff that went out since counts as that one.
    """
    if now.astimezone(ROME).hour < MORNING or sends_stopped(session):
        return 0
    today = local_day(now)
    if next_working(today) != today:
        return 0
    return sum(_remind(session, now, row.id) for row in rounds.launched(session) if _may(row, now))


def _may(row: Round, now: datetime) -> bool:
    return state_of(row, now) in OPEN and row.sends_stopped_at is None


def _remind(session: Session, now: datetime, round_id: uuid.UUID) -> int:
    found = store.gone_by(session, round_id, local_day(now))
    due = {which: day for which, (day, told) in found.items() if told is None or told < start_of_day(day + DAY)}
    if not due:
        return 0
    get_round(session, round_id, lock=True)
    plan = plan_reminder(session, now, round_id, store.one_of(session, list(due)))
    by_day = _by_day(plan, due)
    return sum(queue_reminders(session, now, round_id, one.receive, f"promised-{day}") for day, one in by_day)


def _by_day(plan: ReminderPlan, due: Mapping[uuid.UUID, date]) -> list[tuple[date, ReminderPlan]]:
    """The plan by the day that was promised, which stands in the key of a message: a second promise has one too."""
    days = sorted({due[one.invitation_id] for one in plan.receive})
    return [(day, replace(plan, receive=tuple(x for x in plan.receive if due[x.invitation_id] == day))) for day in days]
