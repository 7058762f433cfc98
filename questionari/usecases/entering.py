"""Staff enter what a service told them: on paper, by telephone, in some other way.

They see what they write and never what the service wrote: once it has saved anything, the response is closed to them,
in the statement that saves (store/responses.TAKEN_OVER). The service sees at once that they are at it.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.dataset import stays_with_service
from questionari.engine.states import ENTRY_MODES, Disposition, Mode
from questionari.store import entries, records, responses
from questionari.store.headers import Header
from questionari.store.places import WHOLE
from questionari.store.rounds import public_id_of
from questionari.usecases import audit, exports, fields
from questionari.usecases.fields import read_fields
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.responding.cases import data_key, required_id
from questionari.usecases.responding.definitions import definition_of, is_list
from questionari.usecases.responding.landing import make_response, respondent
from questionari.usecases.responding.standing import require_open

TOLD = {"mode": fields.one_of(ENTRY_MODES), "reason": fields.required(fields.paragraphs(1000))}
WRITTEN = Refused(
    "service_writes",
    "Il servizio ha già scritto qualche risposta: da qui si vede solo l'avanzamento, non il contenuto.",
)
REVOKED = Refused(
    "revoked",
    "I collegamenti di questo servizio sono revocati: prima gliene invii uno nuovo, così può seguire l'inserimento.",
)
DECLINED = Refused("declined", "Il servizio risulta fra quelli che non rispondono: prima lo riammetta nella tornata.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One opening on behalf of a service: by whom (an account's code), how the answers came, who told them."""

    at: datetime
    by: str
    mode: Mode
    source: str


def begin_entry(
    session: Session, house: House, now: datetime, actor: Actor, invitation_id: uuid.UUID, told: Mapping[str, str]
) -> str:
    """Open the response of an invitation on behalf of its service; ``told``: "mode", "reason" (who told, when).

    Gives its public id. Raises Invalid (mode, reason), NotFound, Refused ("service_writes", "revoked", "declined",
    "records_stay": a record that no answer of may be made public, or that nothing may be written).
    """
    read = read_fields(told, TOLD)
    header = _enterable(session, now, invitation_id)
    if header.response_id is None:
        make_response(session, house, now, header)
        header = _header(session, invitation_id)
    response_id = required_id(header)
    listed = is_list(header, definition_of(session, header.questionnaire_sha256))
    if not listed and not entries.hold(session, response_id, read["mode"], actor.id or ""):
        raise WRITTEN
    known = {"mode": read["mode"], "by": actor.id or "", "source": read["reason"]}
    entries.note(session, response_id, data_key(house, header), known, now)
    audit.record(session, now, actor, "response.enter_for", ("invitation", invitation_id), mode=read["mode"])
    return header.public_id


def _enterable(session: Session, now: datetime, invitation_id: uuid.UUID) -> Header:
    header = _header(session, invitation_id)
    if header.revoked_at is not None:
        raise REVOKED
    if header.disposition not in (Disposition.NONE, Disposition.EXCLUDED):
        raise DECLINED
    require_open(header, now)
    if stays_with_service(definition_of(session, header.questionnaire_sha256)):
        raise exports.KEPT_BY_SERVICE
    return header


def _header(session: Session, invitation_id: uuid.UUID) -> Header:
    header = responses.by_public_id(session, public_id_of(session, invitation_id) or "")
    if header is None:
        raise NotFound("invito")
    return header


def held_by_staff(session: Session, public_id: str) -> bool:
    """Whether staff may still see a response they opened: nothing in it is of the service. A list shows no answers."""
    header = responses.by_public_id(session, public_id)
    if header is None or header.revoked_at is not None or header.response_id is None:
        return False
    listed = header.number == WHOLE and is_list(header, definition_of(session, header.questionnaire_sha256))
    return listed or header.entered_by is not None


def take_over(session: Session, now: datetime, public_id: str) -> None:
    """The service goes on by itself: from here staff neither read nor write. Doing it again changes nothing.

    Raises NotFound, Refused (nothing may be written any more).
    """
    records.lock(session, public_id)
    header = responses.by_public_id(session, public_id)
    if header is None or header.revoked_at is not None:
        raise NotFound("questionario")
    require_open(header, now)
    if entries.take_over(session, required_id(header)):
        audit.record(session, now, respondent(header), "response.take_over", ("response", header.response_id))


def entries_of(session: Session, house: House, response_id: uuid.UUID) -> tuple[Entry, ...]:
    """Who entered a response on behalf of its service, for those whose reading of it is recorded; of a record, of all
    its list.
    """
    header = responses.by_response(session, response_id)
    whole = header and responses.by_public_id(session, header.invited_as)
    if not whole or whole.response_id is None:
        return ()
    key = data_key(house, whole)
    found = entries.of(session, whole.response_id)
    return tuple(Entry(one.begun_at, one.begun_by, Mode(one.mode), entries.source(key, one)) for one in found)
