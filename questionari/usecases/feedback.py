"""What somebody could not use on the site: a mail to the assistance, as an accessibility statement asks."""

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from questionari.usecases import outbox
from questionari.usecases.fields import Reader, line, paragraphs, read_fields, required
from questionari.usecases.house import House
from questionari.usecases.outbox.values import HIDDEN_LINK

READERS: Mapping[str, Reader] = {"page": line(300), "problem": required(paragraphs(2000)), "reply_to": line(200)}
#: A personal link copied from the address bar opens answers: no message but those to its contact may hold one.
#: Its secret alone opens them too, however the rest of the address was broken by copying.
PERSONAL = re.compile(r"\S*/(?:q|accesso/password)/[\w-]+|\S*(?<![\w-])[\w-]{43,}")


def report_barrier(session: Session, house: House, now: datetime, values: Mapping[str, str]) -> None:
    """Queue the mail to the assistance; said twice on one day it goes once. Raises Invalid.

    ``values``: "page" (where), "problem" (what), "reply_to" (an address or a number), as typed.
    """
    said = {name: PERSONAL.sub(HIDDEN_LINK, text) for name, text in read_fields(values, READERS).items()}
    context = {
        "pagina": said["page"] or "non indicata",
        "testo": said["problem"],
        "risposta": said["reply_to"] or "nessuno: non si aspetta una risposta",
    }
    sealed = {name: outbox.sealed(house.keyring, text) for name, text in context.items()}
    seq = sha256(f"{now:%Y-%m-%d} {context}".encode()).hexdigest()[:32]
    outbox.enqueue(session, now, "barrier", house.settings.help_desk.email, context=sealed, seq=seq)
