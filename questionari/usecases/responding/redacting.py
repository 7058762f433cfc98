"""Erasing one answer everywhere: "Ho scritto per errore dati personali" (decisions.md 21).

The value leaves document, drafts, history, revisions, contact answers, files and all that quotes it; what remains is
sealed anew under a new data key, and the old key is overwritten, so that copies of the old rows open no more. The act
is logged, and kept as a row of its own, without the value; `usecases/redactions` makes the certificate of it.
"""

import json
import uuid
from collections import Counter
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire
from questionari.store import imports, incoming
from questionari.store.handovers import place_of
from questionari.store.headers import Header
from questionari.store.models.handovers import Handover
from questionari.store.places import WHOLE
from questionari.store.responses import by_public_id, by_response
from questionari.usecases import audit, outbox
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.redactions.noting import Act, note
from questionari.usecases.responding.cases import required_id
from questionari.usecases.responding.compiling import NAMED, kept_of
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.echoes import echoes, own_echo
from questionari.usecases.responding.quoted import Quoted, words_of
from questionari.usecases.responding.rekeying import Erased, rekey, words_written

NOBODY_NAMED = Refused("nobody_named", "Di questa risposta non è conservato il nome di chi ha compilato.")


def redact(
    session: Session,
    house: House,
    now: datetime,
    actor: Actor,
    response_id: uuid.UUID,
    code: str,
    everything: bool = False,
) -> str:
    """Erase a question's answer everywhere; the code of the act. The receipt's hash stays: it proves what was sent.

    ``code``: of the question, or `NAMED` for who has compiled; ``everything``: what people wrote beside the answers
    goes too, whatever it says. Raises NotFound (response, question), Refused "nobody_named".
    """
    header, definition = _asked(session, response_id, code)
    erased = _erased(session, house, (header, definition), code, everything)
    quoted = erased.quoted
    own = rekey(session, house, now, header, erased)
    told = [
        rekey(session, house, now, other, Erased(echo=echo, quoted=Quoted(quoted.words)))
        for later, echo in echoes(session, header, definition, code)
        if (other := by_response(session, later)) is not None
    ]
    mails = outbox.forget(session, house, now, header.invitation_id, quoted.quotes, everything)
    letters = _letters(session, house, now, header, quoted)
    passing = _handovers(session, house, header, quoted)
    files = imports.forget(session, now, imports.beside(header.round_id, required_id(header)))
    beside = Counter(messages=mails + letters, echoes=len(told), reasons=passing, imports=files)
    event = audit.record(session, now, actor, "response.redact", ("response", required_id(header)), question=code)
    return note(session, now, Act(header, code, actor, event), own, told, beside)


def _erased(session: Session, house: House, found: tuple[Header, Questionnaire], code: str, everything: bool) -> Erased:
    header, definition = found
    if code == NAMED:
        said = kept_of(session, house, header)
        if said is None:
            raise NOBODY_NAMED
        return Erased(named=True, quoted=Quoted(words_of([said.name]), everything))
    quoted = Quoted(words_written(session, house, header, code), everything)
    return Erased(code, echo=own_echo(definition, code), quoted=quoted)


def _letters(session: Session, house: House, now: datetime, header: Header, quoted: Quoted) -> int:
    """Letters of its service, and of whoever nobody knows since the response was begun: these only by their words."""
    since = header.first_opened_at or header.opens_at
    known = incoming.forget(session, house.keyring, now, header.invitation_id, quoted.forgets)
    return known + incoming.forget_unknown(session, house.keyring, now, since, quoted.quotes)


def _handovers(session: Session, house: House, header: Header, quoted: Quoted) -> int:
    """A note with which the questionnaire passed to another person may quote the answer; how many did."""
    found = 0
    for row in session.scalars(select(Handover).where(Handover.invitation_id == header.invitation_id)):
        content = json.loads(house.keyring.unseal(row.sealed, place_of(row.id)))
        if quoted.forgets(content.get("note", "")):
            row.sealed = house.keyring.seal(json.dumps({**content, "note": ""}).encode(), place_of(row.id))
            found += 1
    return found


def _asked(session: Session, response_id: uuid.UUID, code: str) -> tuple[Header, Questionnaire]:
    header = by_response(session, response_id)
    if header is not None and code == NAMED and header.number != WHOLE:
        header = by_public_id(session, header.invited_as)  # said once, of the list
    definition = definition_of(session, header.questionnaire_sha256) if header else None
    if header is None or definition is None or code not in {NAMED, *definition.questions}:
        raise NotFound("risposta")
    return header, definition
