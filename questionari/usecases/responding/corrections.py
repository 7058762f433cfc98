"""Census fields that a service corrected in its answers: a notice to ATR and staff, never a silent overwrite.

The notices an author wrote as effects come first; whatever else was corrected makes one of the product's own. What the
census did not know is no correction: only an effect tells it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from questionari.engine.answer_types import answer_type
from questionari.engine.definition import Question, say
from questionari.engine.expressions.evaluate import truth
from questionari.store import notices
from questionari.store.models.census import Variation
from questionari.store.types import new_id
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.proposals import readable

#: What the census says of a service, or of its territory, and a service may know better. Lists and counts are not.
CORRECTABLE = frozenset(
    {"name", "type", "owner", "manager", "nature", "comune", "province", "sector", "email", "pec", "phone"}
    | {"atr_name", "atr_pec"}
)
#: The effect of the product's own notice.
CENSUS = "census"
CENSUS_TEXT = "Il servizio ha corretto dati precompilati dal censimento."
#: Census field -> [known, declared], in words.
Differences = Mapping[str, list[str]]


def corrects(question: Question) -> bool:
    """Whether another answer than the one proposed is a correction of the census."""
    return question.prefill in CORRECTABLE and question.store == "answers"


def corrections(case: Case, codes: Iterable[str]) -> dict[str, list[str]]:
    """Of these questions those that were asked and answered otherwise than the census says."""
    found = {}
    for question in (case.definition.questions[code] for code in codes):
        declared = case.answers.get(question.code) if case.path.asked(question.code) else None
        if declared is None or not corrects(question):
            continue
        raw = (case.context.census or {}).get(question.prefill or "", "")
        known = readable(question, raw) if raw else None
        if known != declared:
            kind = answer_type(question)
            words = kind.text(question, known) if known is not None else str(raw)
            found[question.prefill or ""] = [words, kind.text(question, declared)]
    return found


def keep_notices(session: Session, case: Case, now: datetime) -> None:
    """The notices of a submission. A test round has none: what is typed there is of nobody."""
    if case.header.rehearsal:
        return
    told: set[str] = set()
    for number, effect in enumerate(case.definition.effects, 1):
        if truth(effect.when, case.path.scope) is True:
            detail = corrections(case, effect.fields)
            told |= detail.keys()
            _keep(session, case, f"{number}:{effect.fields[0]}"[:40], say(effect.text), detail, now)
    every = corrections(case, case.definition.questions).items()
    rest = {field: values for field, values in every if field not in told and values[0]}
    if rest:
        _keep(session, case, CENSUS, CENSUS_TEXT, rest, now)
    elif case.header.receipt_number is not None:  # it was sent before
        _withdraw(session, case)


def _keep(session: Session, case: Case, name: str, text: str, detail: Differences, now: datetime) -> None:
    """One notice a response and effect: a correction after a re-opening updates it until it is handled."""
    known = session.scalar(select(Variation).where(Variation.response_id == case.response_id, Variation.effect == name))
    if known is not None:
        known.detail = known.detail if known.handled_at else notices.sealed(case.key, known.id, detail)
        return
    row_id = new_id()
    session.add(
        Variation(
            id=row_id,
            unit_id=case.header.unit_id,
            response_id=case.response_id,
            effect=name,
            text=text,
            detail=notices.sealed(case.key, row_id, detail),
            created_at=now,
        )
    )


def _withdraw(session: Session, case: Case) -> None:
    """A correction taken back after a re-opening asks nothing of anybody any more."""
    own = (Variation.response_id == case.response_id, Variation.effect == CENSUS)
    session.execute(delete(Variation).where(*own, Variation.handled_at.is_(None)))
