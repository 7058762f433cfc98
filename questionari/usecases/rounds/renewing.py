"""The next round prepared from one that was: period, dates, texts, choice and newest version, as a form to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.moving import next_period, working_days_between
from questionari.engine.states import RoundState
from questionari.engine.working_days import add_working, next_working
from questionari.store.models.rounds import Round
from questionari.usecases import questionnaires
from questionari.usecases.completion import last_day
from questionari.usecases.house import Refused
from questionari.usecases.rounds import drafting, viewing
from questionari.usecases.rounds.basics import round_of_code
from questionari.usecases.rounds.drafting import HALVES, RoundForm

CLOSING_AFTER = 10  # working days, where the round before was closed by hand and its own distance is not known
HALF_NAMES = tuple(f"{name} semestre" for name, *_ in HALVES)


@dataclass(frozen=True, slots=True)
class Renewal:
    """A round to come. ``before``: code and title of the one it comes from; ``versions``: the version it asked and the
    newest, the same where there is no newer one."""

    form: RoundForm
    before: tuple[str, str]
    versions: tuple[str, str]


def renewal(session: Session, now: datetime, code: str) -> Renewal:
    """The form of the round after one. Raises NotFound, Refused for a draft."""
    row = round_of_code(session, code)
    if row.stored_state == RoundState.DRAFT:
        raise Refused(
            "draft", "Una bozza si modifica: la tornata successiva si prepara da una tornata aperta o finita."
        )
    known = viewing.form_of(session, row.id)
    newest = _newest(session, known.values["questionnaire"])
    own = (row.period_start, row.period_end)
    period = own if row.is_test else next_period(*own)  # after a trial comes the round that it was a trial of
    values = {**known.values, "questionnaire": newest, "test_recipient": ""}
    values |= _named(session, row, period) | _dates(row, period, local_day(now))
    form = replace(known, values=values, is_test=False, pilot=False, previous=row.code)
    return Renewal(form, (row.code, row.title), (known.values["questionnaire"], newest))


def _newest(session: Session, name: str) -> str:
    """The newest version that a round can ask of the same questionnaire, or the one that was asked."""
    code = name.partition("@")[0]
    return next((found.name for found in questionnaires.askable(session) if found.code == code), name)


def _dates(row: Round, period: tuple[date, date], today: date) -> dict[str, str]:
    """Period and calendar. The opening is as far from the end of its period, the deadline from the opening, the closing
    from the deadline; nothing opens in the past."""
    opened, deadline, closed = local_day(row.opens_at), last_day(row.first_deadline_at), last_day(row.closes_at)
    by_hand = row.closed_at is not None and row.closes_at == row.closed_at
    span = CLOSING_AFTER if by_hand else max(0, working_days_between(last_day(row.deadline_at), closed))
    opens = add_working(period[1], working_days_between(row.period_end, opened))
    opens = next_working(max(opens, today))
    due = add_working(opens, max(1, working_days_between(opened, deadline)))
    days = (*period, opens, due, add_working(due, span))
    names = ("period_start", "period_end", "opens", "deadline", "closes")
    return {name: day.strftime("%d/%m/%Y") for name, day in zip(names, days, strict=True)}


def _named(session: Session, row: Round, period: tuple[date, date]) -> dict[str, str]:
    """Code and title with the half or the year of the new period in place of the former; free ones in any case."""
    swaps = _swaps(row.period_end, period[1])
    code, title = (_swapped(text, swaps) for text in (row.code, row.title))
    old, new = (f"-{1 + (day.month > drafting.HALF)}" for day in (row.period_end, period[1]))
    code = code.removesuffix(old) + new if code.endswith(old) else code
    return drafting.free(session, code if code != row.code else f"{code}-2", title)


def _swaps(before: date, after: date) -> Mapping[str, str]:
    old, new = (before.month > drafting.HALF, after.month > drafting.HALF)
    halves = {HALF_NAMES[old]: HALF_NAMES[new], f"S{old + 1}": f"S{new + 1}"}
    return {**halves, str(before.year): str(after.year)}


def _swapped(text: str, swaps: Mapping[str, str]) -> str:
    for old, new in swaps.items():
        text = text.replace(old, new)
    return text
