"""What became of each unit that was asked, and the rates made of it, after the definitions of AAPOR for named persons.

AAPOR, Standard Definitions (2023): complete I, partial P, refusal R, non-contact NC, other O; who is not eligible is in
no rate. Who closed, was left out or had answered elsewhere is known not to be eligible; of all others we know
that they are, since the census names them.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from questionari.engine.states import Delivery, Disposition, ResponseState


class Outcome(StrEnum):
    """The final disposition of a unit."""

    COMPLETE = "complete"
    PARTIAL = "partial"  # begun, or given back to be corrected, and not sent
    REFUSAL = "refusal"
    NON_CONTACT = "non_contact"  # no message can have reached it
    SILENT = "silent"  # reached, and nothing came
    NOT_ELIGIBLE = "not_eligible"


OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.COMPLETE: "ha risposto",
    Outcome.PARTIAL: "ha cominciato e non ha inviato",
    Outcome.REFUSAL: "ha rifiutato",
    Outcome.NON_CONTACT: "non raggiunto",
    Outcome.SILENT: "raggiunto, non ha risposto",
    Outcome.NOT_ELIGIBLE: "non doveva rispondere",
}
SENT = frozenset({ResponseState.SUBMITTED, ResponseState.VALIDATED})
BEGUN = frozenset({ResponseState.IN_PROGRESS, ResponseState.AWAITING, ResponseState.QUERY_OPEN})
NOT_ELIGIBLE = frozenset({Disposition.CLOSED_SERVICE, Disposition.ANSWERED_ELSEWHERE})
NOT_REACHED = frozenset({Delivery.NONE, Delivery.QUEUED, Delivery.BOUNCED})


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a unit when a round ends. ``no_address``: its contact cannot be written to."""

    delivery: Delivery
    response: ResponseState
    disposition: Disposition
    no_address: bool


def _ineligible(unit: Standing) -> bool:
    """Whoever has sent something once was eligible, whatever it has said of itself."""
    told = unit.disposition in NOT_ELIGIBLE and unit.response is not ResponseState.QUERY_OPEN
    return unit.disposition is Disposition.EXCLUDED or (told and unit.response not in SENT)


def _unreached(unit: Standing) -> bool:
    away = unit.delivery in NOT_REACHED or unit.no_address or unit.disposition is Disposition.WRONG_CONTACT
    return away and unit.response is not ResponseState.OPENED  # who has opened it was reached, be it by a letter


RULES: tuple[tuple[Outcome, Callable[[Standing], bool]], ...] = (
    (Outcome.NOT_ELIGIBLE, _ineligible),
    (Outcome.COMPLETE, lambda unit: unit.response in SENT),
    (Outcome.REFUSAL, lambda unit: unit.disposition is Disposition.DECLINED),
    (Outcome.PARTIAL, lambda unit: unit.response in BEGUN),
    (Outcome.NON_CONTACT, _unreached),
)


def outcome(unit: Standing) -> Outcome:
    """The first rule that holds; reached and silent otherwise."""
    return next((found for found, holds in RULES if holds(unit)), Outcome.SILENT)


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates in thousandths of the eligible units; None where nobody is eligible.

    ``response``: RR1, complete of all eligible; ``with_partial``: RR2; ``cooperation``: COOP1, complete of those that
    said or did anything; ``refusal``: REF1; ``contact``: CON1, reached of all eligible.
    """

    response: int | None
    with_partial: int | None
    cooperation: int | None
    refusal: int | None
    contact: int | None


def rates(counts: Mapping[Outcome, int]) -> Rates:
    """The rates of so many units of each outcome."""
    found = Counter(counts)
    complete, partial, refusal = found[Outcome.COMPLETE], found[Outcome.PARTIAL], found[Outcome.REFUSAL]
    eligible = found.total() - found[Outcome.NOT_ELIGIBLE]
    return Rates(
        _of(complete, eligible),
        _of(complete + partial, eligible),
        _of(complete, complete + partial + refusal),
        _of(refusal, eligible),
        _of(eligible - found[Outcome.NON_CONTACT], eligible),
    )


def _of(part: int, whole: int) -> int | None:
    """Thousandths, halves upwards; whole numbers alone, so that a signed record is the same on every machine."""
    return (2000 * part + whole) // (2 * whole) if whole else None
