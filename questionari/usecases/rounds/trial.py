"""A version tried on every draft of a round before it takes the place of another: what changes, never an answer."""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.findings import Finding
from questionari.store import patches, responses
from questionari.usecases.house import House
from questionari.usecases.responding.cases import Case, open_case

#: What is counted -> what staff read of it.
COUNTS: Mapping[str, str] = {
    "findings_gone": "osservazioni che cadono",
    "findings_new": "osservazioni nuove",
    "questions_new": "domande che compaiono",
    "questions_gone": "domande che non si vedono più",
    "hidden": "risposte che vengono messe da parte",
    "understood": "risposte che ora si leggono",
    "altered": "risposte lette in un altro modo",
}


@dataclass(frozen=True, slots=True)
class TrialLine:
    """What would change in one draft: the service, and a number for each of COUNTS."""

    service: str
    name: str
    counts: Mapping[str, int]

    @property
    def said(self) -> tuple[str, ...]:
        """The counts that are not zero, in words."""
        return tuple(f"{COUNTS[key]}: {many}" for key, many in self.counts.items() if many)


@dataclass(frozen=True, slots=True)
class Trial:
    """A version tried on every draft of a round. ``lines``: only the drafts in which something would change."""

    drafts: int
    totals: Mapping[str, int]
    lines: tuple[TrialLine, ...]

    @property
    def altered(self) -> int:
        """Answers that would be read otherwise: with one the version is no patch."""
        return self.totals.get("altered", 0)


def make(session: Session, house: House, now: datetime, round_id: uuid.UUID, sha256: str) -> Trial:
    """Try a version on every draft of a round. Opens every draft; writes nothing. Raises WrongKey."""
    public_ids = patches.drafts(session, round_id)
    tried = _lines(session, house, now, public_ids, sha256)
    changed = tuple(line for line in tried if any(line.counts.values()))
    totals: Counter[str] = Counter()
    for line in changed:
        totals.update(line.counts)
    return Trial(len(public_ids), {key: totals[key] for key in COUNTS}, changed)


def _lines(
    session: Session, house: House, now: datetime, public_ids: Iterable[str], sha256: str
) -> Iterator[TrialLine]:
    for public_id in public_ids:
        found = responses.with_cells(session, public_id)
        if found is not None:
            header, cells = found
            before = open_case(session, house, now, header, cells)
            after = open_case(session, house, now, replace(header, questionnaire_sha256=sha256), cells)
            census = header.census
            yield TrialLine(str(census.get("code", "")), str(census.get("name", "")), _counts(before, after))


def _counts(before: Case, after: Case) -> dict[str, int]:
    old, new = _findings(before.findings), _findings(after.findings)
    was, now = _asked(before), _asked(after)
    both = [code for code in after.drafts if code in before.drafts]
    values = [(before.answers.get(code), after.answers.get(code)) for code in both]
    hidden = {code for code in after.answers if code not in now} - {code for code in before.answers if code not in was}
    return {
        "findings_gone": len(old - new),
        "findings_new": len(new - old),
        "questions_new": len(now - was),
        "questions_gone": len(was - now),
        "hidden": len(hidden),
        "understood": sum(one is None and other is not None for one, other in values),
        "altered": sum(one is not None and one != other for one, other in values),
    }


def _findings(found: Iterable[Finding]) -> frozenset[tuple[str, str, tuple[str, ...]]]:
    return frozenset((finding.key, finding.severity, finding.fields) for finding in found)


def _asked(case: Case) -> frozenset[str]:
    return frozenset(code for code in case.definition.questions if case.path.asked(code))


def as_json(trial: Trial) -> dict[str, Any]:
    """The trial as its row keeps it."""
    lines = [{"service": line.service, "name": line.name, "counts": dict(line.counts)} for line in trial.lines]
    return {"drafts": trial.drafts, "totals": dict(trial.totals), "lines": lines}


def begun(kept: Mapping[str, Any] | None) -> int:
    """How often a trial that is not made yet was begun."""
    return int((kept or {}).get("begun", 0))


def from_json(kept: Mapping[str, Any] | None) -> Trial | None:
    """The trial of a row; None while there is none."""
    if kept is None or "drafts" not in kept:
        return None
    return Trial(kept["drafts"], kept["totals"], tuple(TrialLine(**line) for line in kept["lines"]))
