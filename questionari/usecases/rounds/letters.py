"""Printed letters: what the mail says, for a service that is reached by paper; a square to frame, and a code to type.

Each letter mints a link and a code of its own, as each mail does (decisions.md 30); neither is kept in clear.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.states import Disposition
from questionari.store import rounds as store
from questionari.store.models.rounds import Invitation, Round
from questionari.store.outbox import deadline_of
from questionari.usecases import audit, links
from questionari.usecases.census.vocabulary import place_label
from questionari.usecases.completion import last_day
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.rounds.basics import get_round
from questionari.usecases.rounds.recipients import address_fault
from questionari.usecases.rounds.sending import is_sendable

MOST = 100  # letters of one file: some seconds of work, and a bundle that a person can put into envelopes
NOT_WAITING = Refused("not_waiting", "Il servizio non deve più rispondere: non c'è nulla da stampare.")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. ``link`` is what its square holds; days are local, the last one included."""

    unit: str
    owner: str
    place: str  # comune or province; a shelter has the province alone
    round_title: str
    atr: str  # names of its territories, blank where it has none
    period: tuple[date, date]
    last_day: date
    link: str
    code: str
    code_page: str
    verify_page: str
    verify_code: str


def letter(
    session: Session, house: House, now: datetime, actor: Actor, round_id: uuid.UUID, invitation_id: uuid.UUID
) -> Letter:
    """The letter of one service. Raises NotFound, Refused (answered, disposed, revoked, round over)."""
    row = get_round(session, round_id)
    found = store.invitations(session, round_id, store.is_invitation(invitation_id))
    if not found:
        raise NotFound("invito")
    if not _waits(row, found[0], now):
        raise NOT_WAITING
    return _written(session, house, now, actor, row, found[0])


def letters(session: Session, house: House, now: datetime, actor: Actor, round_id: uuid.UUID) -> tuple[Letter, ...]:
    """Letters to the services that wait for one, MOST at once, first those that had none; Refused where none waits."""
    row = get_round(session, round_id)
    printed = store.printed(session, round_id)
    found = sorted(_unreached(session, row, now), key=lambda line: printed.get(line[0].id, 0))[:MOST]
    if not found:
        raise Refused("nobody", "Tutti i servizi che devono rispondere hanno un recapito e-mail funzionante.")
    return tuple(_written(session, house, now, actor, row, line) for line in found)


def how_many(session: Session, now: datetime, round_id: uuid.UUID) -> int:
    """How many services that are to answer cannot be reached by mail."""
    return len(_unreached(session, get_round(session, round_id), now))


def _unreached(session: Session, row: Round, now: datetime) -> Sequence[store.Line]:
    lines = store.invitations(session, row.id)
    return [line for line in lines if address_fault(row, line[2]) and _waits(row, line, now)]


def _waits(row: Round, line: store.Line, now: datetime) -> bool:
    invitation = line[0]
    named = invitation.disposition == Disposition.NONE and invitation.revoked_at is None
    return named and is_sendable(row, invitation, line.state, now)


def _place(census: Mapping[str, Any]) -> str:
    return place_label(census.get("comune"), census.get("province"))


def _written(session: Session, house: House, now: datetime, actor: Actor, row: Round, line: store.Line) -> Letter:
    invitation: Invitation = line[0]
    token = links.mint(session, invitation.id, links.LETTER, now)
    code = links.mint_code(session, house.keyring, invitation.id, now)
    audit.record(session, now, actor, "invitation.letter", ("invitation", invitation.id))
    base, census = house.settings.base_url, invitation.census
    return Letter(
        unit=str(census.get("name", "")),
        owner=str(census.get("owner", "")),
        place=_place(census),
        round_title=row.title,
        atr=", ".join(census.get("atr_names", ())),
        period=(row.period_start, row.period_end),
        last_day=last_day(deadline_of(row, invitation)),
        link=f"{base}/q/{token}",
        code=code,
        code_page=f"{base}/codice",
        verify_page=f"{base}/verifica",
        verify_code=invitation.verify_code,
    )
