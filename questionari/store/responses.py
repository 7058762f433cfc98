"""Queries on responses: one statement loads what a page needs, one INSERT writes what it changed (decisions.md 42)."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    LargeBinary,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from questionari.engine.states import Mode, ResponseState
from questionari.store.headers import COLUMNS, WIDTH, Header
from questionari.store.models.responses import DraftCell, Response
from questionari.store.models.rounds import Invitation, Link, Round
from questionari.store.places import WHOLE, parsed

WRITABLE = ("opened", "in_progress", "query_open")
_NOT_ARCHIVED = Round.stored_state != "archived"  # with archiving ends all that a link could show (decisions.md 28)
_CELLS = DraftCell.metadata.tables[DraftCell.__tablename__]
#: Built once, with the rows as parameters: a statement that holds its rows is compiled anew for each page.
_ADD_CELLS: Mapping[str, Any] = {
    name: insert(_CELLS).on_conflict_do_nothing().returning(_CELLS.c.code)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One stored version of a draft cell, still sealed."""

    code: str
    version: int
    sealed: bytes


def _headers(number: ColumnElement[int], *extra: ColumnElement[Any]) -> Select[Any]:
    return (
        select(*COLUMNS, *extra)
        .join_from(Invitation, Round, Round.id == Invitation.round_id)
        .outerjoin(Response, and_(Response.invitation_id == Invitation.id, Response.number == number))
    )


def _found(row: Any, number: int) -> Header | None:
    """The header in a row; None for a record that nobody added, or that was deleted."""
    gone = row is None or (number != WHOLE and row.state in (None, ResponseState.DISCARDED))
    return None if gone else Header(*row[:WIDTH])


def by_token(session: Session, token_sha256: str) -> Header | None:
    """The case a live link opens; None for unknown, revoked and archived ones alike."""
    query = _headers(literal(WHOLE)).join(Link, Link.invitation_id == Invitation.id)
    live = (Link.revoked_at.is_(None), Invitation.revoked_at.is_(None), _NOT_ARCHIVED)
    row = session.execute(query.where(Link.token_sha256 == token_sha256, *live)).first()
    return Header(*row) if row else None


def by_public_id(session: Session, public_id: str) -> Header | None:
    """The case without its cells."""
    invited_as, number = parsed(public_id)
    query = _headers(literal(number)).where(Invitation.public_id == invited_as, _NOT_ARCHIVED)
    return _found(session.execute(query).first(), number)


def by_invitation(session: Session, invitation_id: uuid.UUID) -> Header | None:
    """The case of a unit asked, of an archived round too, for staff acts."""
    row = session.execute(_headers(literal(WHOLE)).where(Invitation.id == invitation_id)).first()
    return Header(*row[:WIDTH]) if row else None


def by_response(session: Session, response_id: uuid.UUID) -> Header | None:
    """The case of a response, for staff acts."""
    of_any = select(*COLUMNS).join_from(Invitation, Round, Round.id == Invitation.round_id)
    own = of_any.join(Response, Response.invitation_id == Invitation.id).where(Response.id == response_id)
    row = session.execute(own).first()
    return Header(*row) if row else None


def _case() -> CompoundSelect[Any]:
    """Head and newest cells of a case, built once: composing it anew for each page would cost more than running it."""
    newer = aliased(DraftCell)
    wanted = bindparam("invited_as", type_=String)
    number = bindparam("number", type_=Integer)
    newest = (
        select(func.max(newer.version))
        .where(newer.response_id == DraftCell.response_id, newer.code == DraftCell.code)
        .scalar_subquery()
    )
    nothing = (type_coerce(null(), String), null(), type_coerce(null(), LargeBinary))
    head = _headers(number, *nothing).where(Invitation.public_id == wanted, _NOT_ARCHIVED)
    cells = (
        select(*[null()] * WIDTH, DraftCell.code, DraftCell.version, DraftCell.sealed)
        .join_from(Invitation, Response, and_(Response.invitation_id == Invitation.id, Response.number == number))
        .join(DraftCell, DraftCell.response_id == Response.id)
        .where(Invitation.public_id == wanted, DraftCell.version == newest)
    )
    return union_all(head, cells)


_CASE = _case()


def with_cells(session: Session, public_id: str) -> tuple[Header, tuple[Cell, ...]] | None:
    """The case and the newest version of each of its draft cells, in ONE statement."""
    invited_as, number = parsed(public_id)
    rows: list[Any] = list(session.execute(_CASE, {"invited_as": invited_as, "number": number}))
    header = _found(next((row for row in rows if row[WIDTH] is None), None), number)
    if header is None:
        return None
    return header, tuple(Cell(*row[WIDTH:]) for row in rows if row[WIDTH] is not None)


def versions(session: Session, response_id: uuid.UUID, wanted: Iterable[tuple[str, int]]) -> Mapping[str, Cell]:
    """Given versions of cells: code -> cell. Only read when two people wrote the same question."""
    pairs = dict(wanted)
    rows = session.execute(
        select(DraftCell.code, DraftCell.version, DraftCell.sealed)
        .where(DraftCell.response_id == response_id, DraftCell.code.in_(pairs))
        .order_by(DraftCell.code, DraftCell.version)
    )
    return {row.code: Cell(*row) for row in rows if pairs[row.code] == row.version}


def add_cells(session: Session, response_id: uuid.UUID, cells: Iterable[Cell], now: datetime) -> frozenset[str]:
    """Write new versions in ONE statement; gives the codes that lost a race (their version existed already)."""
    rows: list[dict[str, Any]] = [
        {"response_id": response_id, "code": c.code, "version": c.version, "sealed": c.sealed, "saved_at": now}
        for c in cells
    ]
    if not rows:
        return frozenset()
    written = session.scalars(_ADD_CELLS[session.get_bind().dialect.name], rows)
    return frozenset(str(r["code"]) for r in rows) - frozenset(written)


#: What becomes of a response that staff had begun to enter once its service writes: theirs no more.
TAKEN_OVER: Mapping[str, Any] = {
    "mode": case(
        (Response.entered_by.is_(None), Response.mode),
        (Response.saved_at.is_(None), Mode.WEB.value),
        else_=Mode.MIXED.value,
    ),
    "entered_by": None,
}


def update_if_writable(
    session: Session,
    response_id: uuid.UUID,
    key_id: str | None = None,
    version: str = "",
    saves: int | None = None,
    staff: bool = False,
    **values: object,
) -> bool:
    """Change a response that may still be written; False when it was submitted, or sent for approval, meanwhile.

    The condition is in the UPDATE itself, which also locks the row: of fifty submits one wins (reliability.md, F9).
    With `key_id` (as read) False also when a redaction has replaced the key that the cells were sealed with;
    with `version` also when the draft was moved to another version of the questionnaire meanwhile; with `saves` also
    when another save came between. ``staff``: who enters on behalf of the service, as long as it has written nothing;
    whatever the service writes takes the response over.
    """
    same = [Response.key_id == key_id] if key_id is not None else []
    same += [func.coalesce(Response.questionnaire_sha256, version) == version] if version else []
    same += [Response.saves == saves] if saves is not None else []
    same += [Response.entered_by.is_not(None)] if staff else []
    values |= {} if staff else TAKEN_OVER
    found = session.execute(
        update(Response)
        .where(Response.id == response_id, Response.state.in_(WRITABLE), Response.awaiting_at.is_(None), *same)
        .values(saves=Response.saves + 1, **values)
        .returning(Response.id)
        .execution_options(synchronize_session=False)
    ).first()
    return found is not None
