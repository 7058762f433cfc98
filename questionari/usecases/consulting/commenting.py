"""Comments are saved: one a body and question, changed as long as the consultation lasts. Nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.store import consultations as store
from questionari.store.models.consultations import ConsultationComment, ConsultationGuest
from questionari.store.types import new_id
from questionari.usecases import audit, fields
from questionari.usecases.consulting.basics import get, takes_comments
from questionari.usecases.consulting.reading import definition_of, in_clear, place_of
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.workbench import drafts

WHOLE = ""  # the code under which a comment on the whole questionnaire is kept
LONGEST = 4000
ENDED = "Il termine per commentare è passato: quello che ha scritto è qui sotto, ma non si può più salvare."


@dataclass(frozen=True, slots=True)
class Typed:
    """A comment as it was typed, from the version that the page showed."""

    text: str
    base: int


def save(
    session: Session, house: House, now: datetime, actor: Actor, public_id: str, typed: Mapping[str, Typed]
) -> Mapping[str, str]:
    """Keep the comments that changed; the same text again changes nothing.

    What is answered: question -> what a colleague has written there meanwhile, for the questions that were therefore
    not saved. Raises NotFound, Refused ("ended", "too_long").
    """
    guest = store.guest_of(session, public_id, lock=True)
    if guest is None or guest.revoked_at is not None:
        raise NotFound("consultazione")
    row = get(session, guest.consultation_id)
    if not takes_comments(row, now):
        raise Refused("ended", ENDED)
    texts = {code: _read(one.text) for code, one in typed.items()}
    known = store.comments_of(session, guest.id)
    before = {code: in_clear(house, known[code]) if code in known else "" for code in texts}
    changed = [code for code in texts if texts[code] != before[code]]
    asked = set(definition_of(drafts.text_of(session, row.draft_id, row.revision)).questions) | {WHOLE}
    overtaken = {c: before[c] for c in changed if c in known and known[c].version != typed[c].base}
    for code in (code for code in changed if code in asked and code not in overtaken):
        _keep(session, house, now, guest, known.get(code), code, texts[code])
    if changed:
        detail = {"questions": sorted(set(changed) & asked - set(overtaken))}
        audit.record(session, now, actor, "consultation.commented", ("consultation_guest", guest.id), **detail)
    return overtaken


def _read(text: str) -> str:
    try:
        return str(fields.paragraphs(LONGEST)(text.strip()))
    except fields.FieldError as error:
        raise Refused("too_long", f"Un commento non si può salvare. {error}") from error


def _keep(
    session: Session,
    house: House,
    now: datetime,
    guest: ConsultationGuest,
    row: ConsultationComment | None,
    code: str,
    text: str,
) -> None:
    if row is None:
        row = ConsultationComment(id=new_id(), guest_id=guest.id, question=code, version=0)
        session.add(row)
    row.version, row.saved_at = row.version + 1, now
    row.sealed = house.keyring.seal(text.encode(), place_of(row.id)) if text else None
