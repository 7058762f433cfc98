"""Freezing: token, Date, Message-ID and MIME are made once, before any SMTP, and kept sealed (decisions.md 31)."""

import base64
import hashlib
import logging
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from questionari.engine.wording import ITALIAN
from questionari.mail.messages import Envelope, Message, MessageFault, Tongue, compose, freeze, kind_of
from questionari.mail.messages.corrections import CORRECTIONS, filled
from questionari.mail.messages.kind import PERSONAL
from questionari.mail.messages.kinds import worded_for
from questionari.mail.messages.signing import signed
from questionari.mail.messages.templates import placeholders
from questionari.store import outbox as store
from questionari.store.leases import LEASED, Lease
from questionari.store.models.access import User
from questionari.store.models.messages import OutboxMessage
from questionari.store.outbox import Case
from questionari.store.rows import updated, write
from questionari.store.sealing import WrongKey
from questionari.usecases import links
from questionari.usecases.accounts import credentials
from questionari.usecases.chasing import silent
from questionari.usecases.colleagues import mails
from questionari.usecases.consulting import invitations
from questionari.usecases.house import House
from questionari.usecases.outbox.digests import Groups, frozen_for
from questionari.usecases.outbox.queueing import KEY_GONE, TRIED, opened, place_of
from questionari.usecases.outbox.routing import mail_of
from questionari.usecases.outbox.several import compose_several
from questionari.usecases.outbox.tongues import asked_of, tongue_of
from questionari.usecases.outbox.values import gather, mark_of
from questionari.usecases.responding import approval_mail

log = logging.getLogger(__name__)
NO_GROUPS: Groups = {}


@dataclass(frozen=True, slots=True)
class Frozen:
    """A batch: the bytes of each message, or in words why they cannot be made. The bytes hold links: never log them.

    `leased`: those made now, whose lease was written along with them.
    """

    raw: Mapping[uuid.UUID, bytes] = field(repr=False)
    faults: Mapping[uuid.UUID, str]
    leased: Collection[uuid.UUID]


FREEZE = updated(
    OutboxMessage.id,
    OutboxMessage.raw_mime,
    OutboxMessage.message_id,
    OutboxMessage.envelope_from,
    OutboxMessage.bounds,
    **LEASED,
)


def freeze_batch(
    session: Session, house: House, now: datetime, ids: Sequence[uuid.UUID], lease: Lease, groups: Groups = NO_GROUPS
) -> Frozen:
    """The bytes of locked messages: those made earlier, or made now and kept sealed in their rows, under the lease.

    Days moved since make a text anew: its Message-ID stays, links that may have arrived stay good. `groups`: what else
    leaves in the mail of a message.
    """
    raw, faults = dict[uuid.UUID, bytes](), dict[uuid.UUID, str]()
    rows, minted = list[dict[str, Any]](), list[links.Row]()
    carried = _carried(ids, groups)
    cases = {one.message.id: one for one in store.load_cases(session, [*ids, *carried])}
    for i in (i for i in cases if i not in carried):
        parts = [cases[i], *(cases[other] for other in groups.get(i, ()))]
        named = frozen_for({one.message.id: one for one in parts})
        kept = cases[i].message.raw_mime is not None and cases[i].message.bounds == named
        try:
            raw[i] = thaw(house, cases[i].message) if kept else _freeze(session, house, now, parts, minted)
        except (MessageFault, WrongKey, AttributeError, LookupError, ValueError, TypeError, IntegrityError) as fault:
            # A row whose values make no message must not stop the others; the text may hold a secret, the type not.
            faults[i] = _words(fault)
            log.error("outbox %s cannot be made: %s", i, faults[i])
            continue
        rows += [] if kept else [_as_row(house, cases[i], raw[i], named)]
    session.flush()
    links.keep(session, minted)
    write(session, FREEZE, rows, owner=lease.owner, until=lease.until)
    return Frozen(raw, faults, {row["id"] for row in rows})


def _carried(ids: Sequence[uuid.UUID], groups: Groups) -> frozenset[uuid.UUID]:
    return frozenset(other for i in ids for other in groups.get(i, ()))


def _words(fault: Exception) -> str:
    told = KEY_GONE if isinstance(fault, WrongKey) else type(fault).__name__
    return (str(fault) if isinstance(fault, MessageFault) else told)[:200]


def _freeze(session: Session, house: House, now: datetime, parts: Sequence[Case], minted: list[links.Row]) -> bytes:
    """A fault leaves nothing behind but, at most, the hash of a token that nobody holds; accounts need a savepoint."""
    case = parts[0]
    if len(parts) > 1:
        return _sealable(house, now, case, compose_several(session, house, now, parts, minted))
    if case.message.kind not in ACCOUNT:
        return freeze_case(session, house, now, case, minted)
    with session.begin_nested():
        return freeze_case(session, house, now, case, minted)


def freeze_case(session: Session, house: House, now: datetime, case: Case, minted: list[links.Row]) -> bytes:
    """Make the bytes of a message; the row of its link joins those `minted`. Raises MessageFault."""
    return _sealable(house, now, case, _compose(session, house, now, case, minted))


def _sealable(house: House, now: datetime, case: Case, message: Message) -> bytes:
    row, mail = case.message, mail_of(house.settings, case.message.route)
    envelope = Envelope(_name(mail.sender, row.id), now, mail.sender_name, mail.sender, mail.reply_to, row.recipient)
    raw = freeze(message, envelope)
    return signed(raw, mail.dkim) if mail.dkim else raw


def _as_row(house: House, case: Case, raw: bytes, named: str | None) -> dict[str, Any]:
    row, sender = case.message, mail_of(house.settings, case.message.route).sender
    return {
        "id": row.id,
        "raw_mime": house.keyring.seal(raw, place_of(row.id)),
        "message_id": _name(sender, row.id),
        "envelope_from": sender,
        "bounds": named,
    }


@lru_cache(maxsize=2)
def _name(sender: str, message_id: uuid.UUID) -> str:
    """The Message-ID: asked for when a message is made, and again for its row."""
    return f"{short_code(message_id).lower()}.{message_id.hex}@{sender.rpartition('@')[2]}"


def thaw(house: House, row: OutboxMessage) -> bytes:
    """The bytes frozen earlier. Raises WrongKey."""
    return house.keyring.unseal(row.raw_mime or b"", place_of(row.id))


def _compose(session: Session, house: House, now: datetime, case: Case, minted: list[links.Row]) -> Message:
    if TRIED in case.message.context:
        return _tried(case)
    case = _spoken(case)
    texts = _texts(case)
    values = gather(session, house, case, _token(session, now, case, texts, minted))
    if "codice" not in values:
        values["codice"] = short_code(case.message.id)
    values |= _account(session, house, now, case)
    values |= {name: opened(house.keyring, value) for name, value in case.message.context.items()}
    if case.message.kind in CORRECTIONS:
        values["testo"] = filled(values["testo"], values)
    tongue = tongue_of(session, house, case.message.kind, case.round, case.language)
    named = worded_for(case.message.kind, asked_of(session, case.round))
    return compose(named, values, texts, mark_of(case.round), tongue)


def _texts(case: Case) -> Mapping[str, str] | None:
    """What staff wrote for the round: in the language of the mail where there is one, else in Italian."""
    if case.round is None:
        return None
    kind, texts = case.message.kind, case.round.texts
    found: Mapping[str, str] | None = texts.get(f"{kind}@{case.language}") or texts.get(kind)
    return found


def _spoken(case: Case) -> Case:
    """A text that staff wrote in Italian alone is Italian with all that stands around it, whatever the response is."""
    kind, texts = case.message.kind, case.round.texts if case.round else {}
    return replace(case, language=ITALIAN) if kind in texts and f"{kind}@{case.language}" not in texts else case


def _tried(case: Case) -> Message:
    """A text tried out by whoever writes it: the values stand in the row, none of them is anybody's link."""
    given = case.message.context[TRIED]
    return compose(given["of"], given["values"], given["texts"], given["mark"], Tongue(given["language"]))


def _token(
    session: Session, now: datetime, case: Case, texts: Mapping[str, str] | None, minted: list[links.Row]
) -> str | None:
    """A personal link's token, only if this text uses one and the message goes to the unit's own contact."""
    kind = kind_of(worded_for(case.message.kind, asked_of(session, case.round)))
    body = (texts or {}).get("body") or kind.body
    if case.invitation is None or not kind.to_contact or not placeholders(body) & PERSONAL & kind.known:
        return None
    return links.mint_into(minted, case.invitation.id, kind.name, now)


def _set_password(session: Session, house: House, now: datetime, case: Case) -> dict[str, str]:
    user_id = uuid.UUID(case.message.context["user_id"])
    code = session.scalar(select(User.code).where(User.id == user_id))
    if code is None:
        raise MessageFault("the account does not exist any more")
    token = credentials.mint(session, user_id, now)
    hours = round(credentials.LIVES.total_seconds() / 3600)
    return {
        "link_password": f"{house.settings.base_url}/accesso/password/{token}",
        "account": code,
        "validita": f"{hours} ore",
    }


def _consultation(session: Session, house: House, now: datetime, case: Case) -> dict[str, str]:
    return invitations.mail_values(session, house, now, case.message.context["guest_id"], case.message.recipient)


def _consultation_atr(session: Session, house: House, now: datetime, case: Case) -> dict[str, str]:
    return invitations.area_values(session, house, now, case.message.context["guest_id"], case.message.recipient)


def _approval(session: Session, house: House, now: datetime, case: Case) -> dict[str, str]:
    return approval_mail.mail_values(session, house, now, case.message.context["approval_id"], case.message.recipient)


def _delegation(session: Session, house: House, now: datetime, case: Case) -> dict[str, str]:
    which, recipient = case.message.context["delegation_id"], case.message.recipient
    return mails.delegation_values(session, house, now, which, recipient)


def _handover(session: Session, house: House, now: datetime, case: Case) -> dict[str, str]:
    return mails.handover_values(session, house, now, case.message.context["handover_id"], case.message.recipient)


def _atr_note(session: Session, house: House, now: datetime, case: Case) -> dict[str, str]:
    """The list is made when the note leaves; one queued with its list (tests) keeps it."""
    atr_id = case.message.context.get("atr_id")
    if atr_id is None or case.message.round_id is None:
        return {}
    return silent.mail_values(session, case.message.round_id, atr_id, case.message.recipient)


#: Kinds whose values come from an account, a consultation, a request for approval or for help.
ACCOUNT: Mapping[str, Callable[[Session, House, datetime, Case], dict[str, str]]] = {
    "set_password": _set_password,
    "consultation": _consultation,
    "consultation_atr": _consultation_atr,
    "atr_note": _atr_note,
    **dict.fromkeys(("approval", "approval_reminder"), _approval),
    "delegation": _delegation,
    **dict.fromkeys(("contact_confirm", "contact_offer", "contact_told"), _handover),
}


def _account(session: Session, house: House, now: datetime, case: Case) -> dict[str, str]:
    make = ACCOUNT.get(case.message.kind)
    return make(session, house, now, case) if make else {}


def short_code(message_id: uuid.UUID) -> str:
    """The code to verify a message that belongs to no invitation: 10 letters and digits made from its id.

    It opens the Message-ID, where `verification` finds it by the unique index.
    """
    return base64.b32encode(hashlib.sha256(message_id.bytes).digest()[:10])[:10].decode()
