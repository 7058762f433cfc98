"""Messages that bear our name and a code we do not know: told on «È davvero nostra?», LeNove and the ATR are warned."""

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from questionari.store.models.census import Atr
from questionari.store.models.helping import FalseMessage
from questionari.store.types import new_id
from questionari.usecases import audit, outbox
from questionari.usecases.feedback import without_links
from questionari.usecases.fields import Reader, line, paragraphs, read_fields, required
from questionari.usecases.house import Actor, House, NotFound, Refused

KIND = "false_message"
READERS: Mapping[str, Reader] = {"sender": line(200), "text": paragraphs(2000)}
OUTCOME: Mapping[str, Reader] = {"outcome": required(paragraphs(1000))}
LONGEST_CODE = 400  # looked at for links before it is cut: a code has ten signs
MAILS_A_DAY = 100  # from anywhere: beyond, reports are kept and listed, and no mail says so
MOST_A_DAY = 2000  # a flood must not fill the disk, nor keep the reports of others out
TOO_MANY = "Oggi sono arrivate troppe segnalazioni: chiami o scriva all'assistenza."
#: How many reports wait for the staff, as a column of any statement.
OPEN = select(func.count()).select_from(FalseMessage).where(FalseMessage.handled_at.is_(None)).scalar_subquery()
UNNAMED = "non indicato"
ASKER = Actor("anonymous")


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody told us of a message."""

    id: uuid.UUID
    code: str
    territory: str
    sender: str
    text: str
    told_at: datetime
    handled_at: datetime | None
    handled_by: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """What an ATR is warned of: how many such messages are being looked into, and the day of the latest."""

    number: int
    latest: datetime


def report(session: Session, house: House, now: datetime, code: str, values: Mapping[str, str]) -> None:
    """Keep what was told and warn the assistance. Personal links in it are left out: they open answers.

    ``values``: "sender", "text", "territory" (the code of an ATR, or ""). Raises Invalid; Refused past MOST_A_DAY.
    """
    told = select(func.count()).where(FalseMessage.told_at > now - timedelta(days=1))
    today = session.scalar(told) or 0
    if today >= MOST_A_DAY:
        raise Refused("too_many", TOO_MANY)
    said = {name: without_links(text) for name, text in read_fields(values, READERS).items()}
    atr = session.scalars(select(Atr).where(Atr.code == values.get("territory", ""))).first()
    row = FalseMessage(id=new_id(), code=_short(code), atr_id=atr.id if atr else None, told_at=now)
    row.sealed = house.keyring.seal(json.dumps(said).encode(), place_of(row.id))
    session.add(row)
    session.flush()
    if today < MAILS_A_DAY:
        _warn(session, house, now, row, said, atr.name if atr else UNNAMED)
    audit.record(session, now, ASKER, "false_message.told", ("false_message", row.id))


def _short(code: str) -> str:
    plain = "".join(sign if sign.isprintable() else " " for sign in code[:LONGEST_CODE])
    return without_links(plain)[:60]


def _warn(
    session: Session, house: House, now: datetime, row: FalseMessage, said: Mapping[str, str], territory: str
) -> None:
    context = {
        "codice_segnalato": row.code or UNNAMED,
        "mittente": said["sender"] or UNNAMED,
        "territorio": territory,
        "testo": said["text"] or "Chi segnala non ha aggiunto altro.",
    }
    sealed = {name: outbox.sealed(house.keyring, text) for name, text in context.items()}
    outbox.enqueue(session, now, KIND, house.settings.help_desk.email, context=sealed, seq=str(row.id))


def place_of(report_id: uuid.UUID) -> str:
    """Where a sealed report belongs: part of its associated data."""
    return f"false_message:{report_id}"


def list_reports(session: Session, house: House, only_open: bool = True) -> tuple[Report, ...]:
    """What was told, what is open first, the latest before. Raises WrongKey."""
    query = select(FalseMessage, Atr.name).outerjoin(Atr, Atr.id == FalseMessage.atr_id)
    open_ = FalseMessage.handled_at.is_(None)
    query = query.where(open_) if only_open else query
    rows = session.execute(query.order_by(open_.desc(), FalseMessage.told_at.desc(), FalseMessage.id))
    return tuple(_report(house, row, name or UNNAMED) for row, name in rows)


def _report(house: House, row: FalseMessage, territory: str) -> Report:
    said = json.loads(house.keyring.unseal(row.sealed, place_of(row.id)))
    return Report(
        row.id,
        row.code,
        territory,
        said["sender"],
        said["text"],
        row.told_at,
        row.handled_at,
        row.handled_by or "",
        row.outcome,
    )


def handle(session: Session, now: datetime, actor: Actor, report_id: uuid.UUID, values: Mapping[str, str]) -> None:
    """Say what was done about a report ("outcome"): the warning to the ATR ends. Raises NotFound, Invalid."""
    row = session.get(FalseMessage, report_id, with_for_update=True)
    if row is None:
        raise NotFound("segnalazione")
    row.outcome = read_fields(values, OUTCOME)["outcome"]
    row.handled_at, row.handled_by = now, actor.id or actor.kind
    audit.record(session, now, actor, "false_message.handled", ("false_message", report_id))


def alarm_for(session: Session, atr_ids: Collection[uuid.UUID]) -> Alarm | None:
    """What territories are warned of: open reports that name them, or no territory at all."""
    here: Sequence[ColumnElement[bool]] = (FalseMessage.atr_id.is_(None), FalseMessage.atr_id.in_(atr_ids))
    query = select(func.count(), func.max(FalseMessage.told_at)).where(FalseMessage.handled_at.is_(None), or_(*here))
    number, latest = session.execute(query).one()
    return Alarm(number, latest) if latest is not None else None
