"""A record whose parts were filled in by different services, put together for the dataset: one row, no code.

What the product says of it (``linked``): its state, whether the part that follows is late (strumenti.md, E3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire
from questionari.engine.expressions.evaluate import evaluate
from questionari.engine.path import find_path
from questionari.engine.roles import Parts, own_questions, parts, role_of
from questionari.engine.values import Context, Value
from questionari.store import verifications
from questionari.store.submitted import SecondRow, SubmittedRow
from questionari.usecases.house import House
from questionari.usecases.responding import documents
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.documents import Submitted
from questionari.usecases.responding.proposals import readable

LATE_AFTER = timedelta(days=7)  # indicator of E: records without part 2 within 7 days
COMPLETE, MISSING, DISCORDANT = "1", "2", "3"  # E3_01
YES, NO = "1", "2"


@dataclass(frozen=True, slots=True)
class Following:
    """What the part that follows told: of which service, when; nothing where it was not sent."""

    service: str = ""
    submitted_at: datetime | None = None


def together(
    session: Session, house: House, now: datetime, row: SubmittedRow, first: Submitted
) -> tuple[Submitted, Following]:
    """A first part with the one that follows it; any other response as it is. Raises WrongKey."""
    definition = definition_of(session, row.questionnaire_sha256)
    tied = parts(definition)
    if tied is None:
        return first, Following()
    said = _said(house, definition, row)
    if row.second is None:
        state = MISSING if row.awaits else COMPLETE
        late = row.awaits and now > row.submitted_at + LATE_AFTER
        return _verified(definition, tied, _told(first, state, late), said), Following()
    second = _second(session, house, row.second)
    state = DISCORDANT if _contradicts(definition, second) else COMPLETE
    both = replace(
        first, answers={**second.answers, **first.answers}, confirmed={**second.confirmed, **first.confirmed}
    )
    sent = row.second.submitted_at
    told = _told(both, state, sent > row.submitted_at + LATE_AFTER)
    return _verified(definition, tied, told, said), Following(_code(row.second.census), sent)


def _second(session: Session, house: House, found: SecondRow) -> Submitted:
    key = house.keyring.data_key(f"response:{found.response_id}", found.data_key, found.key_version)
    content = documents.open_document(key, found.response_id, found.receipt_number, found.document)
    return documents.read(definition_of(session, found.questionnaire_sha256), content)


def _told(found: Submitted, state: str, late: bool) -> Submitted:
    facts = {"record_state": state, "part_2_late": YES if late else NO}
    context: Context = found.context
    return replace(found, context=replace(context, role=None, given={}, linked={**(context.linked or {}), **facts}))


def _said(house: House, definition: Questionnaire, row: SubmittedRow) -> dict[str, Value]:
    """What staff have said of the pair (verifying.py), but for what they typed freely."""
    if row.said is None:
        return {}
    key = house.keyring.data_key(f"response:{row.response_id}", row.data_key, row.key_version)
    told = verifications.opened(key, row.response_id, row.said)
    return documents.typed(definition.questions, {c: data for c, data in told.items() if c in definition.questions})


def _verified(definition: Questionnaire, tied: Parts, found: Submitted, said: Mapping[str, Value]) -> Submitted:
    """With what staff say in the part that no service is asked (E3), else what the product proposes for it."""
    scope = find_path(definition, found.answers, found.context).scope
    others = (q for q in definition.questions.values() if role_of(definition, q.code) not in (None, *tied.roles))
    asked = ((q, q.suggest) for q in others if q.suggest is not None and scope.asked(q.code))
    values = ((q.code, readable(q, evaluate(suggest, scope))) for q, suggest in asked)
    proposed = {code: value for code, value in values if value is not None}
    return replace(found, answers={**proposed, **said, **found.answers})


def _contradicts(definition: Questionnaire, second: Submitted) -> bool:
    """Whether a warning was confirmed that compares the part with the one it follows."""
    own = own_questions(definition, second.context.role or "")
    across = {check.code for check in definition.checks if check.require.names - own}
    return any(key.partition("#")[0] in across for key in second.confirmed)


def _code(census: Mapping[str, object]) -> str:
    return str(census.get("code", ""))
