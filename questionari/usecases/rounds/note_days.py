"""On which days the notes to the ATRs go: proposed from the calendar of the round, or as the staff chose them."""

from datetime import date, timedelta

from questionari.clock import local_day
from questionari.engine.working_days import last_working, next_working
from questionari.store.models.rounds import Round
from questionari.usecases.completion import last_day
from questionari.usecases.rounds.calendar import days_of

DAYS, DONE = "note_days", "notes"  # keys of Round.selection: days chosen (ISO); day -> territories written to


def usual_days(row: Round) -> tuple[date, ...]:
    """The day after the deadline, that of the last reminder, two days before the closing; working days, in order."""
    deadline, closes = last_day(row.deadline_at), last_day(row.closes_at)
    last = max(days_of(row).values(), default=deadline)
    proposed = (next_working(deadline + timedelta(days=1)), last, last_working(closes - timedelta(days=2)))
    return tuple(sorted({day for day in proposed if local_day(row.opens_at) < day <= closes}))


def days_for(row: Round) -> tuple[date, ...]:
    """The days of a round's notes; none where it counts for nothing (a rehearsal, a field trial, earlier responses)."""
    if row.is_test or row.historic:
        return ()
    chosen = row.selection.get(DAYS)
    return usual_days(row) if chosen is None else tuple(sorted(date.fromisoformat(day) for day in chosen))
