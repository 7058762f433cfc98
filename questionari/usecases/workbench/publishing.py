"""A draft becomes a published version: without errors, its logic proved, by two persons where the setting asks it."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.states import Job
from questionari.store.models.drafts import QuestionnaireDraft
from questionari.usecases import audit, questionnaires
from questionari.usecases.consulting import summary
from questionari.usecases.house import Actor, House, Refused
from questionari.usecases.questionnaires import Published
from questionari.usecases.workbench import arriving, drafts, proving
from questionari.usecases.workbench.examining import Examined, examine


def hindrance(session: Session, draft: drafts.Draft, found: Examined) -> str:
    """Why the draft, judged as ``found``, cannot be published now; "" when it can."""
    if found.errors:
        many = "1 errore: lo corregga" if found.errors == 1 else f"{found.errors} errori: li corregga"
        return f"Il documento ha {many} prima di pubblicare."
    taken = questionnaires.name_taken(session, found.definition) if found.definition else ""
    before = arriving.hindrance(session, draft.line.id) or taken or summary.hindrance(session, draft.line.id)
    return before or _unproved(session, draft)


def _unproved(session: Session, draft: drafts.Draft) -> str:
    proof = proving.shown(session, draft.line.id, draft.line.revision, draft.text)
    if proof is None or proof.waiting:
        return "La prova della logica di questa revisione non è ancora finita: aspetti che lo sia."
    if proof.state == Job.FAILED:
        return "La prova della logica non è riuscita: la ripeta prima di pubblicare."
    return "" if proof.sound else "La prova della logica ha trovato errori: li corregga prima di pubblicare."


def publish(
    session: Session, house: House, now: datetime, actor: Actor, draft_id: uuid.UUID, revision: int
) -> Published | None:
    """Publish the revision that was looked at; None when a second person must still confirm it.

    Raises NotFound, Refused (changed meanwhile, hindered, same person twice, name taken).
    """
    row = drafts.writable(session, draft_id)
    draft = drafts.load(session, draft_id)
    if revision != row.revision:
        raise Refused("changed", "La bozza è cambiata mentre la guardava: la rilegga prima di pubblicarla.")
    hindered = hindrance(session, draft, examine(draft.text))
    if hindered:
        raise Refused("hindered", hindered)
    if house.settings.two_to_publish and not _second(session, now, actor, row):
        return None
    published = questionnaires.publish(session, now, actor, draft.text.encode())
    row.published_sha256 = published.sha256
    summary.publish(session, house, now, actor, draft_id, published.sha256)
    audit.record(session, now, actor, "draft.published", ("questionnaire_draft", draft_id), sha256=published.sha256)
    return published


def _second(session: Session, now: datetime, actor: Actor, row: QuestionnaireDraft) -> bool:
    """Whether another person has approved this revision before; else the first approval is noted."""
    who = actor.id or actor.kind
    if row.approved_revision != row.revision:
        row.approved_revision, row.approved_by, row.approved_at = row.revision, who, now
        audit.record(session, now, actor, "draft.approved", ("questionnaire_draft", row.id), revision=row.revision)
        return False
    if row.approved_by == who:
        raise Refused("same_person", "Ha già confermato Lei: deve confermare un'altra persona.")
    return True
