"""A round's units by name, a page at a time. A page begins after a unit, not at a number: all cost the same."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import Session

from questionari.store.models.census import Unit
from questionari.store.models.rounds import Invitation

PAGE_SIZE = 50
#: Fewer units are picked and sorted; of more, the census is walked by name until the page is full.
LARGE = 2_000


@dataclass(frozen=True, slots=True)
class Turn:
    """Which page: what follows, or comes before, the unit with that code; neither, or a strange code: the first."""

    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The units of a page in order of name, and whether there are pages on either side."""

    ids: tuple[uuid.UUID, ...]
    earlier: bool
    later: bool


def turn_to(session: Session, turn: Turn, asked: Select[uuid.UUID], mine: ColumnElement[bool], many: bool) -> Sheet:
    """The page of `asked` (a selection of unit ids) that a turn leads to.

    ``mine`` holds for the units whose place in the list the reader may know; ``many``: more than LARGE are expected.
    """
    mark = _mark(session, turn, mine)
    backwards = bool(turn.before)
    query = select(Unit.id).where(_among(asked, many))
    place = tuple_(Unit.sort_name, Unit.code)
    if mark is not None:
        query = query.where(place < tuple_(*mark) if backwards else place > tuple_(*mark))
    elif turn != Turn():
        return turn_to(session, Turn(), asked, mine, many)
    order = (Unit.sort_name.desc(), Unit.code.desc()) if backwards else (Unit.sort_name, Unit.code)
    found = session.scalars(query.order_by(*order).limit(PAGE_SIZE + 1)).all()
    if backwards and not found:
        return turn_to(session, Turn(), asked, mine, many)
    ids, more = tuple(found[:PAGE_SIZE]), len(found) > PAGE_SIZE
    return Sheet(ids[::-1], more, True) if backwards else Sheet(ids, mark is not None, more)


def sorted_page(
    session: Session, asked: Select[uuid.UUID], order: Sequence[ColumnElement[Any]], total: int, page: int
) -> tuple[tuple[uuid.UUID, ...], int, int]:
    """(unit ids, page shown, pages) of `asked` in another order than by name; ties by name."""
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(1, page), pages)
    named = asked.join(Unit, Unit.id == Invitation.unit_id).order_by(*order, Unit.sort_name, Unit.code)
    found = session.scalars(named.limit(PAGE_SIZE).offset((shown - 1) * PAGE_SIZE))
    return tuple(found), shown, pages


def _mark(session: Session, turn: Turn, mine: ColumnElement[bool]) -> tuple[str, str] | None:
    code = turn.before or turn.after
    row = session.execute(select(Unit.sort_name, Unit.code).where(Unit.code == code, mine)).first() if code else None
    return (row[0], row[1]) if row else None


def _among(asked: Select[uuid.UUID], many: bool) -> ColumnElement[bool]:
    if many:
        return asked.where(Invitation.unit_id == Unit.id).correlate(Unit).exists()
    return Unit.id.in_(asked)
