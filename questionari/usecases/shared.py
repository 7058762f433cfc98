"""The territories' own forms as the other ATRs read them, where the questionnaire says so (B): the last that stands.

What each response is shared as, the version it was sent under says: whoever answered had read it there.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.answered import SectionView
from questionari.engine.definition import Questionnaire, say
from questionari.engine.path import find_path
from questionari.engine.shared import ATRS, shared_sections
from questionari.engine.wording import ITALIAN
from questionari.store import responses, shared as store
from questionari.store.shared import Sent
from questionari.usecases import audit
from questionari.usecases.house import Actor, House, NotFound
from questionari.usecases.questionnaires import definition_of, list_published
from questionari.usecases.responding.sent import sent_of


@dataclass(frozen=True, slots=True)
class SharedForm:
    """A form as it is read: in Italian, without contacts."""

    form: Sent
    title: str
    version: str
    intro: str
    sections: tuple[SectionView, ...]


def list_shared(session: Session) -> tuple[Sent, ...]:
    """Of each questionnaire and territory the last form that stands, by questionnaire and name of the territory."""
    versions = [one.sha256 for one in list_published(session) if _is_shared(definition_of(session, one.sha256))]
    last: dict[tuple[str, str], Sent] = {}
    for found in store.sent_under(session, versions) if versions else ():
        last.setdefault((found.code, found.atr_code), found)
    return tuple(sorted(last.values(), key=lambda one: (one.code, one.atr_name)))


def _is_shared(definition: Questionnaire) -> bool:
    return definition.shared_with == ATRS


def read_shared(session: Session, house: House, now: datetime, actor: Actor, response_id: uuid.UUID) -> SharedForm:
    """One of them; each reading is audited. Raises NotFound for any other response, also an earlier one."""
    found = next(_of(session, response_id), None)
    header = responses.by_response(session, response_id) if found else None
    if found is None or header is None:
        raise NotFound("scheda")
    sent = sent_of(session, house, header)
    path = find_path(sent.definition, sent.found.answers, sent.found.context)
    sections = shared_sections(path, {**path.computed, **sent.found.answers}, ITALIAN)
    audit.record(session, now, actor, "response.shared_read", ("response", response_id))
    return SharedForm(found, say(sent.definition.title), sent.definition.version, say(sent.definition.intro), sections)


def _of(session: Session, response_id: uuid.UUID) -> Iterator[Sent]:
    return (one for one in list_shared(session) if one.response_id == response_id)
