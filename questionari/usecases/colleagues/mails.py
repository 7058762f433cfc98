"""The mail to a colleague: a fixed text, the names, the sections, a link of her own made when the mail is."""

import json
import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.definition import Section
from questionari.engine.wording import ITALIAN, translated
from questionari.mail.messages import MessageFault
from questionari.store import delegations as store, handovers, responses
from questionari.store.headers import Header
from questionari.store.models.census import Contact
from questionari.store.models.delegations import Delegation, DelegationLink
from questionari.store.models.handovers import Handover, HandoverLink
from questionari.usecases.colleagues.seats import titles
from questionari.usecases.house import House
from questionari.usecases.links import token_sha256
from questionari.usecases.outbox.values import long_day
from questionari.usecases.responding.cases import data_key
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.standing import last_day

ALL = "tutto il questionario"
SERVICE = "il servizio"


def delegation_values(
    session: Session, house: House, now: datetime, delegation_id: str, recipient: str
) -> dict[str, str]:
    """The placeholders of the mail. Raises MessageFault where it must not go any more, or not to that address."""
    row = session.get(Delegation, uuid.UUID(delegation_id))
    header = responses.by_response(session, row.response_id) if row is not None else None
    if row is None or header is None or row.ended_at is not None or row.waits or header.revoked_at is not None:
        raise MessageFault("what was entrusted has ended")
    said = store.opened(data_key(house, header), row)
    if recipient.lower() != said["email"].lower() and not header.rehearsal:
        raise MessageFault("the address is not the one that was named")
    token = secrets.token_urlsafe(32)
    session.add(DelegationLink(delegation_id=row.id, token_sha256=token_sha256(token), issued_at=now))
    definition = definition_of(session, header.questionnaire_sha256)
    given = None if row.sections is None else tuple(s for s in definition.sections if s.code in row.sections)
    return {**letter_values(header, said, given), "link_delega": f"{house.settings.base_url}/colleghi/apri/{token}"}


def handover_values(session: Session, house: House, now: datetime, handover_id: str, recipient: str) -> dict[str, str]:
    """The placeholders of the mails about a questionnaire that passes. Raises MessageFault where one must not go."""
    row = session.get(Handover, uuid.UUID(handover_id))
    if row is None or (row.ended_at is not None and row.outcome != "accepted"):
        raise MessageFault("the questionnaire passes to nobody any more")
    names: dict[str, str] = json.loads(house.keyring.unseal(row.sealed, handovers.place_of(row.id)))
    told = {"nome": names["name"], "indirizzo": names["email"], "chiede": names["by"] or translated(SERVICE, ITALIAN)}
    former = session.get(Contact, row.contact_id) if row.contact_id else None
    to_new = row.state == "offered" and row.ended_at is None
    if recipient.lower() != (names["email"] if to_new else former.email if former else "").lower():
        raise MessageFault("the address is not the one that was named")
    if row.ended_at is not None:
        return told
    token = secrets.token_urlsafe(32)
    link = HandoverLink(handover_id=row.id, state=row.state, token_sha256=token_sha256(token), issued_at=now)
    session.add(link)
    return {**told, "link_passaggio": f"{house.settings.base_url}/passaggio/{token}"}


def letter_values(header: Header, said: Mapping[str, str], given: tuple[Section, ...] | None) -> dict[str, str]:
    """The placeholders but for the link: ``said`` holds "name" and "by", ``given`` None stands for the whole."""
    language = header.language or ITALIAN
    return {
        "nome": said["name"],
        "chiede": said["by"],
        "sezioni": "; ".join(titles(given, language)) or translated(ALL, language),
        "tornata": header.round_title,
        "servizio": str(header.census.get("name", "")),
        "scadenza": long_day(last_day(header), language),
    }
