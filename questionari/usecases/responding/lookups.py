"""Facts that depend on what is being answered: looked up when it is saved, sealed as a cell of their own.

E1_06 and E1_08 (strumenti.md): who is the 1522 referent of the territory at the hour of the call, and does it answer
then, by the form of the territory (B6) that is in force on that day. Only services of the census are proposed: what an
office has typed freely in its form goes no further.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.expressions.functions import FUNCTIONS
from questionari.engine.linked import linked_names
from questionari.engine.on_duty import OPEN, duty
from questionari.engine.values import Hours, Value
from questionari.store import linked
from questionari.store.responses import Cell
from questionari.usecases.house import House
from questionari.usecases.responding import fact_sources
from questionari.usecases.responding.cases import Case, facts_of
from questionari.usecases.responding.cells import LOOKED, sealed

MOMENT, PROVINCE = "E1_02", "E1_03.1"
GIVES = ("proposed_unit", "in_hours", "referent_weekly_hours")
NOBODY: Mapping[str, Any] = dict.fromkeys(GIVES)


@dataclass(frozen=True, slots=True)
class Referent:
    """What a territory's form says of its referent for the 1522, as far as it was answered."""

    unit: str
    substitute: str
    hours: Hours
    closures: tuple[tuple[date, date], ...]


def looked_up(session: Session, house: House, before: Case, after: Case) -> tuple[Case, tuple[Cell, ...]]:
    """The case with what follows from its new answers, and the cell that keeps it; the same where nothing changed."""
    reads = linked_names(after.definition).intersection(GIVES)
    if not reads or all(before.answers.get(code) == after.answers.get(code) for code in (MOMENT, PROVINCE)):
        return after, ()
    found = {**NOBODY, **_of_call(session, house, after)}
    version = max(after.looked, after.life) + 1
    known = {name: value for name, value in (after.context.linked or {}).items() if name not in GIVES}
    context = replace(after.context, linked={**known, **facts_of(found)})
    cell = sealed(after.key, after.response_id, LOOKED, version, {"linked": found})
    return replace(after, context=context, looked=version), (cell,)


def _of_call(session: Session, house: House, case: Case) -> Mapping[str, Any]:
    """What is known of the referent at the moment of the call, as JSON; nothing where nobody is known."""
    moment, province = case.answers.get(MOMENT), case.answers.get(PROVINCE)
    if not isinstance(moment, str) or not isinstance(province, str):
        return {}
    at = datetime.fromisoformat(moment)
    atr = linked.only_atr_of(session, province)
    if atr is None:
        return {}
    asked = fact_sources.Asked(session, house, case.header, (atr,), at.date())
    referent = _in_force(fact_sources.told_by_territory(asked), at.date())
    return {} if referent is None else _proposed(asked, referent, at)


def _in_force(told: Mapping[str, Value], day: date) -> Referent | None:
    """The referent of a form, where it names one and is in force on that day."""
    hours, since, until = told.get("B6_03"), told.get("B6_06.dal"), told.get("B6_06.al")
    early = isinstance(since, date) and day < since
    late = isinstance(until, date) and day > until
    if "B6_01" not in told or not isinstance(hours, Mapping) or early or late:
        return None
    rows = told.get("B6_04")
    listed = rows if isinstance(rows, tuple) else ()
    days = [(row.get("dal"), row.get("al")) for row in listed if isinstance(row, Mapping)]
    closures = tuple((a, b) for a, b in days if isinstance(a, date) and isinstance(b, date))
    return Referent(str(told["B6_01"]), str(told.get("B6_05", "")), hours, closures)  # type: ignore[arg-type]  # a value


def _proposed(asked: fact_sources.Asked, referent: Referent, at: datetime) -> Mapping[str, Any]:
    """The referent where it answers at that hour, else who stands in for it, else the referent all the same."""
    state = duty(referent.hours, referent.closures, at)
    names = (referent.unit,) if state == OPEN else (referent.substitute, referent.unit)
    units = (linked.service_named(asked.session, name, _ids(asked), asked.today) for name in names if name)
    unit = next((found for found in units if found is not None), None)
    apply = FUNCTIONS["hours"].apply
    weekly = apply(referent.hours) if apply else None
    return {
        "proposed_unit": None if unit is None else {"code": unit.code, "name": unit.name},
        "in_hours": state,
        "referent_weekly_hours": None if weekly is None else float(str(weekly)),
    }


def _ids(asked: fact_sources.Asked) -> list[Any]:
    return [atr.id for atr in asked.atrs]
