"""A defect found while a round is open: a version that only mends takes the place of the one asked, by two persons.

What is more than a mend (engine.comparing.patching) is refused: such a round is closed, and another is opened.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.comparing.patching import Obstacle, obstacles
from questionari.store import patches as store
from questionari.store.models.rounds import QuestionnaireVersion, Round, RoundPatch
from questionari.store.types import new_id
from questionari.usecases import audit, fields
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.responding.counting import recount
from questionari.usecases.rounds import trial as trials
from questionari.usecases.rounds.basics import get_round, may
from questionari.usecases.rounds.trial import Trial

NOT_COMPATIBLE = (
    "Questa versione non corregge soltanto: cambia cose che chi ha già risposto non può avere visto. Per chiederla "
    "chiuda la tornata e ne apra un'altra."
)
MOST_TRIALS = 3  # what fails, or does not end, three times is for people to look at
READERS = {"reason": fields.required(fields.paragraphs(1000))}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another version of the questionnaire; without obstacles it may take the place of the one asked."""

    version: str
    sha256: str
    published_at: datetime
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A version proposed by one person. ``trial`` is None until the worker has made it; ``stuck``: it tries no more."""

    version: str
    reason: str
    asked_at: datetime
    asked_by: str
    trial: Trial | None
    trial_at: datetime | None
    stuck: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A version that took the place of another."""

    old: str
    new: str
    reason: str
    asked_by: str
    approved_by: str
    at: datetime
    moved: int
    kept: int


@dataclass(frozen=True, slots=True)
class PatchPage:
    """What may be mended in a round, what is proposed, what was done."""

    code: str
    version: str
    candidates: tuple[Candidate, ...]
    proposal: Proposal | None
    taken: tuple[Taken, ...]


def page(session: Session, round_id: uuid.UUID) -> PatchPage:
    """Everything about the versions of a round. Raises NotFound."""
    row = get_round(session, round_id)
    asked = session.get_one(QuestionnaireVersion, row.questionnaire_sha256)
    proposed = store.pending(session, round_id)
    candidates = tuple(_candidate(asked, other) for other in store.others_of(session, asked.code, asked.sha256))
    proposal = _proposal(session, proposed) if proposed else None
    return PatchPage(asked.code, asked.version, candidates, proposal, _taken(session, round_id))


def candidate(session: Session, round_id: uuid.UUID, version: str) -> Candidate:
    """Another version of the questionnaire of a round, by its number. Raises NotFound."""
    asked = session.get_one(QuestionnaireVersion, get_round(session, round_id).questionnaire_sha256)
    others = store.others_of(session, asked.code, asked.sha256)
    found = next((other for other in others if other.version == version), None)
    if found is None:
        raise NotFound("versione")
    return _candidate(asked, found)


def _candidate(asked: QuestionnaireVersion, other: QuestionnaireVersion) -> Candidate:
    return Candidate(other.version, other.sha256, other.published_at, _obstacles(asked, other))


def _obstacles(old: QuestionnaireVersion, new: QuestionnaireVersion) -> tuple[Obstacle, ...]:
    return obstacles(json.loads(old.document), json.loads(new.document))


def _proposal(session: Session, row: RoundPatch) -> Proposal:
    version = session.get_one(QuestionnaireVersion, row.to_sha256).version
    trial = trials.from_json(row.trial)
    return Proposal(version, row.reason, row.asked_at, row.asked_by, trial, row.trial_at, trial is None and _stuck(row))


def _stuck(row: RoundPatch) -> bool:
    return trials.begun(row.trial) >= MOST_TRIALS


def _taken(session: Session, round_id: uuid.UUID) -> tuple[Taken, ...]:
    rows = store.approved(session, round_id)
    names = store.names(session, [sha256 for row in rows for sha256 in (row.from_sha256, row.to_sha256)])
    return tuple(
        Taken(
            names[row.from_sha256],
            names[row.to_sha256],
            row.reason,
            row.asked_by,
            row.ended_by or "",
            row.ended_at or row.asked_at,
            row.moved or 0,
            row.kept or 0,
        )
        for row in rows
    )


def versions_of(session: Session, row: Round) -> tuple[str, ...]:
    """Every version that was asked in a round, in order of time."""
    taken = store.approved(session, row.id)
    order = [patch.from_sha256 for patch in taken] + [row.questionnaire_sha256]
    names = store.names(session, order)
    return tuple(names[sha256] for sha256 in order)


def answered_by_version(session: Session, row: Round) -> dict[str, int]:
    """Every version that was asked -> how many responses (or records) sent under it stand."""
    counts = store.sent_by_version(session, row.id)
    order = [patch.from_sha256 for patch in store.approved(session, row.id)] + [row.questionnaire_sha256]
    names = store.names(session, order)
    unnamed = counts.get(None, 0)
    return {names[sha]: counts.get(sha, 0) + (unnamed if sha == order[-1] else 0) for sha in order}


def propose(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, version: str, reason: str) -> None:
    """The first of two persons: this version may take the place. Raises NotFound, Refused, Invalid."""
    row = _running(session, now, round_id)
    chosen = candidate(session, round_id, version)
    if chosen.obstacles:
        raise Refused("not_compatible", NOT_COMPATIBLE)
    if store.pending(session, round_id) is not None:
        raise Refused("proposed", "C'è già una versione proposta per questa tornata: la approvi o la ritiri prima.")
    read = fields.read_fields({"reason": reason}, READERS)
    patch = RoundPatch(id=new_id(), round_id=row.id, from_sha256=row.questionnaire_sha256, to_sha256=chosen.sha256)
    patch.reason, patch.asked_at, patch.asked_by = read["reason"], now, actor.id or actor.kind
    session.add(patch)
    detail = {"old": patch.from_sha256, "new": chosen.sha256}
    audit.record(session, now, actor, "round.patch_proposed", ("round", row.id), **detail)


def _running(session: Session, now: datetime, round_id: uuid.UUID) -> Round:
    """A round that is still answered, locked. Raises NotFound, Refused."""
    row = get_round(session, round_id, lock=True)
    may(row, now, "patch")
    return row


def untried(session: Session) -> tuple[tuple[uuid.UUID, uuid.UUID, str], ...]:
    """(proposal, round, version) of what waits for its trial."""
    return tuple((row.id, row.round_id, row.to_sha256) for row in store.untried(session) if not _stuck(row))


def stuck(session: Session) -> frozenset[uuid.UUID]:
    """The rounds for which a proposal could not be tried."""
    return frozenset(row.round_id for row in store.untried(session) if _stuck(row))


def begin_trial(session: Session, patch_id: uuid.UUID) -> bool:
    """Count a trial before it is made: also one that kills its worker counts. False where none is to be made."""
    patch = session.get(RoundPatch, patch_id, with_for_update=True)
    if patch is None or patch.ended_at is not None or patch.trial_at is not None or _stuck(patch):
        return False
    patch.trial = {"begun": trials.begun(patch.trial) + 1}
    return True


def try_again(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID) -> None:
    """Have a proposal tried that could not be. Raises NotFound."""
    get_round(session, round_id)
    patch = store.pending(session, round_id, lock=True)
    if patch is None or patch.trial_at is not None:
        raise NotFound("proposta")
    patch.trial = None
    audit.record(session, now, actor, "round.patch_tried_again", ("round", round_id), new=patch.to_sha256)


def keep_trial(session: Session, now: datetime, patch_id: uuid.UUID, found: Trial) -> None:
    """Note what a proposal would do; one that was withdrawn meanwhile stays as it is."""
    patch = session.get(RoundPatch, patch_id, with_for_update=True)
    if patch is not None and patch.ended_at is None:
        patch.trial, patch.trial_at = trials.as_json(found), now


def uncounted(session: Session) -> tuple[tuple[uuid.UUID, tuple[str, ...]], ...]:
    """(patch, drafts by public id) of what was approved: their progress waits to be counted anew."""
    return tuple((row.id, tuple(store.drafts(session, row.round_id))) for row in store.uncounted(session))


def count_anew(session: Session, house: House, now: datetime, public_id: str) -> None:
    """The progress of a draft under its new version. Raises WrongKey."""
    row = store.draft(session, public_id)
    if row is not None:
        recount(session, house, now, row, public_id)


def counted_anew(session: Session, now: datetime, patch_id: uuid.UUID) -> None:
    """Every draft of a patch was counted."""
    session.get_one(RoundPatch, patch_id).recounted_at = now


def withdraw(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID) -> None:
    """Take a proposal back. Raises NotFound."""
    get_round(session, round_id, lock=True)
    patch = store.pending(session, round_id, lock=True)
    if patch is None:
        raise NotFound("proposta")
    patch.ended_at, patch.ended_by = now, actor.id or actor.kind
    audit.record(session, now, actor, "round.patch_withdrawn", ("round", round_id), new=patch.to_sha256)


def approve(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID) -> tuple[int, int]:
    """The second person: drafts move to the new version, what was sent stays; (moved, kept).

    Raises NotFound, Refused: the same person, no trial yet, an answer that would be read otherwise, changed meanwhile.
    """
    row = _running(session, now, round_id)
    patch = store.pending(session, round_id, lock=True)
    if patch is None:
        raise NotFound("proposta")
    who = actor.id or actor.kind
    for broken, code, message in _rules(row, patch, who):
        if broken:
            raise Refused(code, message)
    row.questionnaire_sha256 = patch.to_sha256
    patch.moved, patch.kept = store.move(session, round_id, patch.from_sha256, patch.to_sha256)
    patch.approved, patch.ended_at, patch.ended_by = True, now, who
    detail = {"old": patch.from_sha256, "new": patch.to_sha256, "moved": patch.moved, "kept": patch.kept}
    audit.record(session, now, actor, "round.patched", ("round", row.id), **detail)
    return patch.moved, patch.kept


def _rules(row: Round, patch: RoundPatch, who: str) -> tuple[tuple[bool, str, str], ...]:
    tried = trials.from_json(patch.trial)
    altered = tried.altered if tried else 0
    return (
        (patch.asked_by == who, "same_person", "La versione è proposta da Lei: la deve approvare un'altra persona."),
        (tried is None, "untried", "La prova sulle bozze non è ancora finita: aspetti che lo sia."),
        (altered > 0, "altered", "La prova dice che delle risposte sarebbero lette in un altro modo: non si può."),
        (patch.from_sha256 != row.questionnaire_sha256, "changed", "La tornata chiede già un'altra versione."),
    )
