"""The end of a round: writing ends, and a record of what came of it is signed, once and for all.

What is signed is canonical JSON (RFC 8785), by the key that signs the certificates of erasures (store/signing.py).
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from questionari.engine.canonical import canonical, sha256
from questionari.engine.response_rates import Outcome, Standing, outcome, rates
from questionari.engine.states import Delivery, Disposition, ResponseState
from questionari.store import census, promises, rounds as store, signing
from questionari.store.models.rounds import Invitation, Round
from questionari.usecases import audit
from questionari.usecases.completion import last_day
from questionari.usecases.house import Actor, House, Refused
from questionari.usecases.rounds.basics import get_round, may
from questionari.usecases.rounds.patching import answered_by_version
from questionari.usecases.rounds.status import count

KIND = "questionari/closing/1"
BESIDE = ("sha256", "signature")  # of what is kept: not part of what is signed


def close(session: Session, house: House, now: datetime, actor: Actor, round_id: uuid.UUID) -> Mapping[str, Any]:
    """End writing now, or take note that it has ended, and sign the record of what came of the round."""
    row = get_round(session, round_id, lock=True)
    may(row, now, "close")
    if row.closed_at is not None:
        raise Refused("signed", "La chiusura è già stata firmata.")
    row.closes_at = min(row.closes_at, now)
    row.deadline_at = min(row.deadline_at, row.closes_at)
    session.flush()
    own = update(Invitation).where(Invitation.round_id == row.id, Invitation.deadline_at > now)
    session.execute(own.values(deadline_at=now))  # nobody writes on after the record is signed
    row.closed_at, row.closed_by = now, actor.id or actor.kind
    statement = _statement(session, house, row, now)
    row.closing = signed(house, statement)
    audit.record(session, now, actor, "round.closed", ("round", row.id), sha256=row.closing["sha256"])
    return row.closing


def signed(house: House, statement: Mapping[str, Any]) -> dict[str, Any]:
    """A record as it is kept: what is signed, its hash, its signature."""
    signature = signing.sign(house.keyring, canonical(statement))
    return {**statement, "sha256": sha256(statement), "signature": signature.hex()}


def statement_of(closing: Mapping[str, Any]) -> bytes:
    """The bytes that were signed, from what is kept."""
    return canonical({name: value for name, value in closing.items() if name not in BESIDE})


def _statement(session: Session, house: House, row: Round, now: datetime) -> dict[str, Any]:
    """Who, when, what was asked, what became of those asked, the rates of all and of each territory."""
    rows = store.counts(session, row.id)
    found, known = count(session, now, row, rows), store.known(session, row.code)
    record: dict[str, Any] = {
        "kind": KIND,
        "site": house.settings.base_url,
        "round": row.code,
        "title": row.title,
        "questionnaire": row.questionnaire_sha256,
        "questionnaire_name": known.questionnaire if known else "",
        "versions": dict(answered_by_version(session, row)),
        "test": row.is_test,
        "period": [str(row.period_start), str(row.period_end)],
        "calendar": _calendar(row),
        "closed_at": now.isoformat(),
        "closed_by": row.closed_by,
        "units": found.total.asked,
        "units_at_opening": _asked_first(session, row, found.total.asked),
        "answered": found.total.answered,
        "rate": found.total.rate,
        "states": dict(found.by_state),
        **_figures(rows),
        "atrs": {tally.key: _of_territory(rows, tally.key, tally.asked, tally.rate) for tally in found.by_atr},
        "public_key": signing.public_key(house.keyring).hex(),
    }
    names = census.atrs_by_code(session, list(record["atrs"]))
    for code, figures in record["atrs"].items():
        figures["name"] = names[code].name
    return record if found.total.records is None else record | {"records": found.total.sent_records}


def _calendar(row: Round) -> dict[str, str]:
    days = {"first_deadline": row.first_deadline_at, "deadline": row.deadline_at, "closes": row.closes_at}
    return {"opens": row.opens_at.isoformat(), **{name: str(last_day(bound)) for name, bound in days.items()}}


def _asked_first(session: Session, row: Round, asked: int) -> int:
    """How many were asked when it opened; the others were added one by one."""
    acts, _ = promises.with_acts(session, row.id)
    opened = (act.detail.get("units") for act in acts if act.action == "round.opened")
    return next((units for units in opened if units is not None), asked)


def _of_territory(rows: Iterable[store.Line], code: str, units: int, rate: int) -> dict[str, Any]:
    return {"units": units, "rate": rate, **_figures(row for row in rows if code in row.atrs.split())}


def _figures(rows: Iterable[store.Line]) -> dict[str, Any]:
    """How many units of each outcome, and the rates (thousandths)."""
    counts = Counter[Outcome]()
    for row in rows:
        response = ResponseState(row.state) if row.state else ResponseState.NOT_STARTED
        unit = Standing(Delivery(row.delivery), response, Disposition(row.disposition), bool(row[4]))
        counts[outcome(unit)] += row.units
    outcomes = {str(one): counts[one] for one in Outcome}
    return {"outcomes": outcomes, "rates": asdict(rates(counts))}
