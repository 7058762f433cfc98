"""What is worth a look in the responses of a round, found once for all of them and kept, never reckoned by a page.

Three kinds of reasons: a warning confirmed by the service, a value that moved beyond the rule of its question since the
round before (a warning as well, confirmed with a reason), a number far from those of services of the same type.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.dataset import stays_with_service
from questionari.engine.definition import Questionnaire
from questionari.engine.outliers import outliers
from questionari.store import vetting as store
from questionari.store.models.vetting import Doubt
from questionari.store.submitted import SecondRow, SubmittedRow, submitted_rows
from questionari.usecases.house import House
from questionari.usecases.responding import documents
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.documents import Submitted

WARNING, VARIATION, OUTLIER = "avviso", "variazione", "lontano"
MOVED = ".previous"  # what the codes of warnings about the round before end with
MARGIN = timedelta(minutes=1)  # a submission being stored while others are read is examined at the next turn
Reason = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Examined:
    """One submission: what it is told apart by, its numbers, the warnings confirmed in it."""

    response_id: uuid.UUID
    key: bytes = field(repr=False)  # as it was when it was read
    receipt_number: str
    group: tuple[str, str]  # type of service, version answered
    numbers: Mapping[str, Decimal] = field(repr=False)
    warnings: tuple[tuple[str, str], ...]  # (key of the check, its question)


@dataclass(frozen=True, slots=True)
class Found:
    """What an examination has found, to be kept by `keep`."""

    round_id: uuid.UUID
    before: datetime | None  # when it was examined last
    at: datetime
    doubts: tuple[tuple[Examined, tuple[Reason, ...]], ...]


def due(session: Session) -> Sequence[uuid.UUID]:
    """Running rounds in which something was sent since they were examined."""
    return store.due(session)


def examine(session: Session, house: House, now: datetime, round_id: uuid.UUID) -> Found:
    """Read every submission of a round, and say which are worth a look. Writes nothing.

    One that was left out keeps the reasons that are its own, so that it is found again; none is held to its numbers.
    """
    before = store.examined_at(session, round_id)
    read = [one for row in submitted_rows(session, round_id) for one in _examined(session, house, row)]
    far = _far(read)
    reasons = ((one, (*_warned(one), *far.get(one.response_id, ()))) for one in read)
    return Found(round_id, before, now - MARGIN, tuple((one, found) for one, found in reasons if found))


def _examined(session: Session, house: House, row: SubmittedRow) -> Iterator[Examined]:
    parts: list[SubmittedRow | SecondRow] = [row, *([row.second] if row.second is not None else [])]
    for part in parts:
        definition = definition_of(session, part.questionnaire_sha256)
        if stays_with_service(definition):
            continue
        key = house.keyring.data_key(f"response:{part.response_id}", part.data_key, part.key_version)
        content = documents.open_document(key, part.response_id, part.receipt_number, part.document)
        group = (str(part.census.get("type", "")), definition.sha256)
        found = documents.read(definition, content)
        known = (part.response_id, key, part.receipt_number, group)
        yield Examined(*known, {} if row.left_out else _numbers(found), _confirmed(definition, found))


def _numbers(found: Submitted) -> dict[str, Decimal]:
    return {code: value for code, value in found.answers.items() if isinstance(value, Decimal)}


def _confirmed(definition: Questionnaire, found: Submitted) -> tuple[tuple[str, str], ...]:
    """The warnings confirmed, each with the question that its check stands at."""
    places = {check.code: code for code, one in definition.questions.items() for check in one.checks}
    keys = ((key, key.partition("#")[0]) for key in found.confirmed)
    return tuple((key, places.get(check) or _question(definition, check)) for key, check in keys)


def _question(definition: Questionnaire, check: str) -> str:
    """The question that the code of a check begins with, "" where there is none."""
    parts = check.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in names if name in definition.questions), "")


def _warned(one: Examined) -> Iterator[Reason]:
    for key, question in one.warnings:
        kind = VARIATION if key.partition("#")[0].endswith(MOVED) else WARNING
        yield {"kind": kind, "question": question, "check": key}


def _far(read: Sequence[Examined]) -> dict[uuid.UUID, list[Reason]]:
    """Response -> its numbers that lie far from those of services of the same type, which answered the same version."""
    groups: dict[tuple[tuple[str, str], str], dict[uuid.UUID, Decimal]] = {}
    for one in read:
        for code, value in one.numbers.items():
            groups.setdefault((one.group, code), {})[one.response_id] = value
    found: dict[uuid.UUID, list[Reason]] = {}
    for (_, code), values in groups.items():
        for response_id, peers in outliers(values).items():
            told = {"value": str(values[response_id]), "middle": str(peers.middle), "number": peers.number}
            found.setdefault(response_id, []).append({"kind": OUTLIER, "question": code, **told})
    return found


def keep(session: Session, house: House, found: Found) -> int:
    """Keep what was found; how many responses are worth a look.

    Nothing where an answer was erased meanwhile: the round is examined again. No response is held for it.
    """
    held = store.hold(session, found.round_id)
    if held.at != found.before:
        return 0
    keys = store.keys(session, found.round_id)
    rows = [_doubt(found.round_id, *one) for one in found.doubts if _opens(house, one[0], keys)]
    store.replace(session, found.round_id, rows)
    held.at = found.at
    return len(rows)


def _opens(house: House, one: Examined, keys: Mapping[uuid.UUID, tuple[bytes, int]]) -> bool:
    """Whether a response is still sealed with the key that it was read by."""
    now = keys.get(one.response_id)
    return now is not None and house.keyring.data_key(f"response:{one.response_id}", *now) == one.key


def _doubt(round_id: uuid.UUID, one: Examined, reasons: Sequence[Reason]) -> Doubt:
    def number(kind: str) -> int:
        return sum(reason["kind"] == kind for reason in reasons)

    return Doubt(
        response_id=one.response_id,
        round_id=round_id,
        receipt_number=one.receipt_number,
        warnings=number(WARNING),
        variations=number(VARIATION),
        outliers=number(OUTLIER),
        sealed=store.sealed(one.key, one.response_id, reasons),
    )
