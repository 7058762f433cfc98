"""The responses worth a look, as a list of the staff, each with its reasons in words that tell no answer."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire, say
from questionari.engine.states import RESPONSE_LABELS, Disposition, ResponseState
from questionari.store import responses, vetting as store
from questionari.store.models.rounds import Round
from questionari.store.models.vetting import Doubt
from questionari.store.rounds import Line
from questionari.store.sealing import WrongKey
from questionari.usecases.house import House
from questionari.usecases.responding.cases import data_key
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.vetting.examining import OUTLIER, VARIATION, WARNING, Reason

PAGE_SIZE = 50
FIRST = "da-decidere"
STANDS = tuple(store.STANDS)
KINDS = tuple(store.KINDS)
SAID: Mapping[str, str] = {
    WARNING: "avviso confermato",
    VARIATION: "diversa dalla tornata precedente",
    OUTLIER: "lontana dai servizi dello stesso tipo",
}


@dataclass(frozen=True, slots=True)
class DoubtFilter:
    """What is asked of the list; values that do not exist count as blank, a blank state as FIRST."""

    stands: str = FIRST
    kind: str = ""
    round_code: str = ""
    atr_code: str = ""
    page: int = 1

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same for the database."""
        asked = (
            (self.kind in KINDS, store.KINDS.get(self.kind)),
            (bool(self.round_code), Round.code == self.round_code),
            (bool(self.atr_code), store.within(self.atr_code)),
        )
        chosen = store.STANDS.get(self.stands, store.STANDS[FIRST])
        return [chosen, *(condition for holds, condition in asked if holds and condition is not None)]


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """A response. ``record``: None where a service answers once; ``reasons``: (what, the questions).

    ``apart``: a record left out by itself, not with its service.
    """

    unit_name: str
    type_code: str
    round_code: str
    round_title: str
    invitation_id: uuid.UUID
    record: int | None
    submitted_at: datetime | None
    reasons: tuple[tuple[str, str], ...]
    label: str
    asked: bool
    decided: tuple[str, datetime] | None  # who took it as good, when
    apart: bool = False


@dataclass(frozen=True, slots=True)
class DoubtList:
    """One page of the list, and what it may be narrowed to. ``examined``: when its rounds were, the longest ago."""

    lines: tuple[DoubtLine, ...]
    total: int
    page: int
    pages: int
    rounds: tuple[tuple[str, str], ...]
    territories: tuple[tuple[str, str], ...]
    examined: datetime | None


def list_doubts(session: Session, house: House, asked: DoubtFilter) -> DoubtList:
    """The responses that a filter lets through, those with most reasons first."""
    wanted = asked.conditions()
    total = store.count(session, *wanted)
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(1, asked.page), pages)
    rows = store.page(session, (shown - 1) * PAGE_SIZE, PAGE_SIZE, *wanted)
    queried = store.asked_about(session, [row[0].response_id for row in rows])
    lines = tuple(_line(house, row, row[0].response_id in queried) for row in rows)
    known = store.rounds(session)
    examined = min((at for code, _, at in known if at and asked.round_code in ("", code)), default=None)
    rounds = tuple((code, title) for code, title, _ in known)
    return DoubtList(lines, total, shown, pages, rounds, tuple(store.territories(session)), examined)


def _line(house: House, found: Line, asked: bool) -> DoubtLine:
    doubt, response, invitation, unit, round_, own = found
    key = house.keyring.data_key(f"response:{response.id}", own.wrapped, own.version)
    left_out = invitation.disposition == Disposition.EXCLUDED or response.left_out_at is not None
    return DoubtLine(
        unit.name,
        invitation.type_code,
        round_.code,
        round_.title,
        invitation.id,
        response.number or None,
        response.submitted_at,
        tuple(_grouped(_reasons(key, doubt))),
        "esclusa" if left_out else "verifica in corso" if asked else RESPONSE_LABELS[ResponseState(response.state)],
        asked,
        (response.validated_by, response.validated_at) if response.validated_at else None,
        response.left_out_at is not None,
    )


def _reasons(key: bytes, doubt: Doubt) -> Sequence[Reason]:
    """The reasons; none of a response that was sealed anew while it was examined: the next turn says them again."""
    try:
        return store.reasons(key, doubt)
    except WrongKey:
        return ()


def _grouped(reasons: Sequence[Reason]) -> Iterator[tuple[str, str]]:
    """The reasons of each kind, with the questions they concern: never what was answered."""
    for kind, words in SAID.items():
        named = Counter(reason["question"] or reason.get("check", "") for reason in reasons if reason["kind"] == kind)
        if named:
            yield words, ", ".join(code if times == 1 else f"{code} ({times})" for code, times in named.items())


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A reason on the page of a response, which shows its answers: ``text`` may tell them."""

    kind: str
    question: str
    label: str
    text: str


def reasons_of(session: Session, house: House, response_id: uuid.UUID) -> tuple[ReasonLine, ...]:
    """Why a response is worth a look, for its own page; nothing where it was not found to be."""
    row, header = store.doubt(session, response_id), responses.by_response(session, response_id)
    if row is None or header is None:
        return ()
    definition = definition_of(session, header.questionnaire_sha256)
    return tuple(_reason(definition, reason) for reason in _reasons(data_key(house, header), row))


def _reason(definition: Questionnaire, reason: Reason) -> ReasonLine:
    question = definition.questions.get(reason["question"])
    text = ""
    if reason["kind"] == OUTLIER:
        text = (
            f"ha risposto {_number(reason['value'])}; la mediana delle {reason['number']} risposte di servizi dello "
            f"stesso tipo è {_number(reason['middle'])}"
        )
    label = say(question.text) if question else reason.get("check", "")
    return ReasonLine(SAID[reason["kind"]], reason["question"], label, text)


def _number(text: str) -> str:
    return text.replace(".", ",")
