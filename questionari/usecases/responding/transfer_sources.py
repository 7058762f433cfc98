"""What the records of transferred calls (E, first parts) add up to: for a service (A8_04), for a territory (C5_01).

Nobody is told a figure that a round of transfers does not cover whole: it would look like fewer calls.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questionari.engine.on_duty import CLOSED_DAY, SHUT
from questionari.store import linked
from questionari.usecases.responding import documents
from questionari.usecases.responding.fact_sources import PROVINCE_DIGITS, Asked

TRANSFERS = "E"
CONSENTED = TRANSFERRED = "1"  # E1_05, E1_09
#: No frequency below it is told (Garante 19/12/2018, art. 5: at least 3), nor what would give one by subtraction.
LEAST = 3


@dataclass(frozen=True, slots=True)
class Call:
    """A first part, as far as it is counted. ``unit``: code of the service that was called, or what was typed."""

    province: str
    unit: str
    attempted: bool
    transferred: bool
    out_of_hours: bool


def received(asked: Asked) -> Mapping[str, Any]:
    """How many calls the 1522 has transferred to this service in the period, by its own records."""
    calls = _calls(asked)
    own = str(asked.header.census.get("code", ""))
    return {} if calls is None or not own else {"transfers_1522": sum(c.transferred and c.unit == own for c in calls)}


def of_territory(asked: Asked) -> Mapping[str, Any]:
    """The calls from a territory in the period; nothing where others share its province, which is all a record says."""
    province = asked.atrs[0].code[:PROVINCE_DIGITS] if asked.atrs else ""
    alone = linked.only_atr_of(asked.session, province) if province else None
    calls = _calls(asked) if alone is not None else None
    if calls is None:
        return {}
    own = [call for call in calls if call.province == province]
    return protected(
        {
            "calls_1522": len(own),
            "attempts_1522": sum(call.attempted for call in own),
            "transferred_1522": sum(call.transferred for call in own),
            "out_of_hours_1522": sum(call.out_of_hours for call in own),
        }
    )


def protected(figures: Mapping[str, int]) -> Mapping[str, int]:
    """The figures, of which the first counts all; the others only where none of them, nor what they leave, is few."""
    (name, whole), *parts = figures.items()
    counts = [number for _, number in parts]
    left = (*(whole - number for number in counts), *(abs(a - b) for a in counts for b in counts))
    few = any(0 < number < LEAST for number in (*counts, *left))
    told = dict(parts) if not few else {}
    return {} if 0 < whole < LEAST else {name: whole, **told}


def _calls(asked: Asked) -> Iterator[Call] | None:
    """The calls of the period; None where no round of transfers covers it."""
    first, last = asked.header.period_start, asked.header.period_end
    if not linked.covered(asked.session, TRANSFERS, first, last):
        return None
    return _of_days(asked, first.isoformat(), last.isoformat())


def _of_days(asked: Asked, first: str, last: str) -> Iterator[Call]:
    for found in linked.firsts_of(asked.session, TRANSFERS):
        key = asked.house.keyring.data_key(f"response:{found.response_id}", found.data_key, found.key_version)
        document = documents.open_document(key, found.response_id, found.receipt_number, found.document)
        if first <= str(document["answers"].get("E1_02", ""))[: len(first)] <= last:
            yield _call(document["answers"], document["context"].get("linked", {}))


def _call(answers: Mapping[str, Any], facts: Mapping[str, Any]) -> Call:
    unit = answers.get("E1_07")
    return Call(
        str(answers.get("E1_03.1", "")),
        str(unit["code"] if isinstance(unit, dict) else unit or ""),
        answers.get("E1_05") == CONSENTED,
        answers.get("E1_09") == TRANSFERRED,
        facts.get("in_hours") in (SHUT, CLOSED_DAY),
    )
