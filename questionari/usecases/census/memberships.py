"""Services added to the census, to territories (with dates) and to the services that comprise them."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from sqlalchemy import delete
from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.store import census as store
from questionari.store.among import among
from questionari.store.models.census import Atr, Unit, UnitAtr, UnitPart
from questionari.usecases.census.drafts import UnitDraft
from questionari.usecases.census.history import By, FieldChange, record
from questionari.usecases.house import NotFound

Graph = Mapping[str, frozenset[str]]


def new_unit(session: Session, draft: UnitDraft, by: By) -> Unit:
    """A new row of the census, with its first line of history."""
    unit = Unit(**asdict(draft), updated_at=by.now)
    session.add(unit)
    session.flush()
    record(session, unit.id, by, FieldChange("unit", None, draft.name))
    return unit


def keep_dates(unit: Unit, draft: UnitDraft) -> UnitDraft:
    """A draft from a file says nothing of the dates of activity: they stay."""
    return replace(draft, active_from=unit.active_from, active_to=unit.active_to)


def join(session: Session, unit: Unit, atrs: Iterable[Atr], by: By) -> tuple[FieldChange, ...]:
    """Make a unit a member of territories from today; where it is one already nothing happens."""
    today = local_day(by.now)
    current = {atr.id for atr in store.members(session, [unit.id], today).get(unit.id, ())}
    new = [atr for atr in dict.fromkeys(atrs) if atr.id not in current]
    for atr in new:
        # A membership ended today goes on: the same day cannot begin twice.
        row = session.get(UnitAtr, (unit.id, atr.id, today)) or UnitAtr(
            unit_id=unit.id, atr_id=atr.id, valid_from=today
        )
        row.valid_to = None
        session.add(row)
    return tuple(record(session, unit.id, by, FieldChange("atr", None, atr.code)) for atr in new)


def leave(session: Session, unit: Unit, atr_id: uuid.UUID, by: By) -> FieldChange:
    """End a unit's membership today: it still counted in every round opened before."""
    rows = [(m, atr) for m, atr in store.memberships_of(session, unit.id) if atr.id == atr_id and m.valid_to is None]
    if not rows:
        raise NotFound("appartenenza")
    membership, atr = rows[0]
    membership.valid_to = local_day(by.now)
    unit.updated_at = by.now
    return record(session, unit.id, by, FieldChange("atr", atr.code, None))


def comprise(session: Session, unit: Unit, codes: Sequence[str], by: By) -> FieldChange | None:
    """Make the units with these codes the parts of a unit; None when they are already."""
    before = store.parts(session).get(unit.id, frozenset())
    after = frozenset(part.id for part in store.units_by_code(session, codes).values())
    if before == after:
        return None
    names = store.codes_of(session, before | after)
    session.execute(
        delete(UnitPart).where(UnitPart.parent_id == unit.id, among(session, UnitPart.child_id, before - after))
    )
    session.add_all(UnitPart(parent_id=unit.id, child_id=child) for child in after - before)
    unit.updated_at = by.now
    old, new = (" ".join(sorted(names[i] for i in ids)) for ids in (before, after))
    return record(session, unit.id, by, FieldChange("comprises", old, new))


def part_codes(session: Session) -> dict[str, frozenset[str]]:
    """Which codes each code comprises."""
    parts = store.parts(session)
    names = store.codes_of(session, {i for parent, children in parts.items() for i in (parent, *children)})
    return {names[parent]: frozenset(names[child] for child in children) for parent, children in parts.items()}


def descendants(graph: Graph, code: str) -> set[str]:
    """Everything a code comprises, directly or not."""
    found: set[str] = set()
    todo = list(graph.get(code, ()))
    while todo:
        current = todo.pop()
        if current not in found:
            found.add(current)
            todo += graph.get(current, ())
    return found
