"""What is asked before messages are queued: which are there already, which addresses are certified mail (PEC)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import Session

from questionari.store.among import among
from questionari.store.models.census import Atr, Contact
from questionari.store.models.messages import OutboxMessage


@dataclass(frozen=True, slots=True)
class Known:
    """Of the messages about to be queued: the keys that are there, the addresses that are somebody's PEC."""

    keys: frozenset[str]
    certified: frozenset[str]


def known_among(session: Session, keys: Collection[str], addresses: Collection[str]) -> Known:
    """Both in one statement: each response that is sent asks it. Addresses come back as they were asked for."""
    asked = {*addresses, *(address.lower() for address in addresses)}
    parts: list[Select[str, Any]] = [
        select(literal("key"), OutboxMessage.dedupe_key).where(among(session, OutboxMessage.dedupe_key, keys)),
        select(literal("pec"), Contact.pec).where(among(session, Contact.pec, asked)),
        select(literal("pec"), Atr.pec).where(among(session, Atr.pec, asked)),
    ]
    rows = [(str(row[0]), str(row[1])) for row in session.execute(union_all(*parts))]
    found = {text.lower() for kind, text in rows if kind == "pec"}
    certified = frozenset(address for address in addresses if address.lower() in found)
    return Known(frozenset(text for kind, text in rows if kind == "key"), certified)
