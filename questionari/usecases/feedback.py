"""What somebody could not use on the site: a mail to the assistance, as an accessibility statement asks."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionari.store.models.messages import OutboxMessage
from questionari.usecases import outbox
from questionari.usecases.fields import Reader, line, paragraphs, read_fields, required
from questionari.usecases.house import House, Refused
from questionari.usecases.links import typed_code
from questionari.usecases.outbox.values import HIDDEN_LINK

KIND = "barrier"
READERS: Mapping[str, Reader] = {"page": line(300), "problem": required(paragraphs(2000)), "reply_to": line(200)}
#: A personal link copied from the address bar opens answers: no message but those to its contact may hold one.
#: Its secret alone opens them too, however the rest of the address was broken by copying.
PERSONAL = re.compile(
    r"\S*/(?:q|miei|passaggio|accesso/password|(?:consultazione|visto|colleghi)/apri)/[\w-]+|\S*(?<![\w-])[\w-]{43,}"
)
#: The code of a letter opens them as well: three groups, however they are typed; two of its signs check the others.
SHORT = re.compile(r"(?<!\w)\w{4}([\s-]?)\w{4}\1\w{4}(?!\w)")

#: However many addresses they come from: the assistance reads them one by one, and its box is not to be filled.
MOST_A_DAY = 200
TOO_MANY = "Oggi il modulo ha ricevuto troppe segnalazioni: chiami o scriva all'assistenza."


def report_barrier(session: Session, house: House, now: datetime, values: Mapping[str, str]) -> None:
    """Queue the mail to the assistance; said twice on one day it goes once. Raises Invalid; Refused past MOST_A_DAY.

    ``values``: "page" (where), "problem" (what), "reply_to" (an address or a number), as typed.
    """
    if _lately(session, now) >= MOST_A_DAY:
        raise Refused("too_many", TOO_MANY)
    said = {name: without_links(text) for name, text in read_fields(values, READERS).items()}
    context = {
        "pagina": said["page"] or "non indicata",
        "testo": said["problem"],
        "risposta": said["reply_to"] or "nessuno: non si aspetta una risposta",
    }
    sealed = {name: outbox.sealed(house.keyring, text) for name, text in context.items()}
    seq = sha256(f"{now:%Y-%m-%d} {context}".encode()).hexdigest()[:32]
    outbox.enqueue(session, now, KIND, house.settings.help_desk.email, context=sealed, seq=seq)


def without_links(text: str) -> str:
    """A text without what opens a questionnaire: personal links, codes of letters."""
    return SHORT.sub(_hidden_code, PERSONAL.sub(HIDDEN_LINK, text))


def _hidden_code(found: re.Match[str]) -> str:
    return HIDDEN_LINK if typed_code(found[0]) else found[0]


def _lately(session: Session, now: datetime) -> int:
    """How many were queued in the last 24 hours; no round has them."""
    of_kind = (OutboxMessage.round_id.is_(None), OutboxMessage.kind == KIND)
    query = select(func.count()).where(*of_kind, OutboxMessage.created_at > now - timedelta(days=1))
    return session.scalar(query) or 0
