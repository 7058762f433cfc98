"""That somebody else is at work in a section: who has saved there in the last minutes, by marks that name nobody.

A save writes it with the row it changes anyway (decisions.md 42): mark of the login session -> [section, minute]. It is
shown to who has the same questionnaire open and nowhere else, and goes with the submission.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from questionari.usecases.responding.cells import Writer

MINUTES = 3
MOST = 8
Present = Mapping[str, Any]


def noted(present: Present | None, writer: Writer, section: str, now: datetime) -> dict[str, Any]:
    """Who is present after this save; those who have not saved for a while are forgotten."""
    others = {mark: seen for mark, seen in _recent(present, now).items() if mark != writer.mark}
    kept = dict(list(others.items())[-(MOST - 1) :])
    return {**kept, writer.mark: [section, _minute(now)]} if writer.mark else kept


def others_in(present: Present | None, reader: Writer, section: str, now: datetime) -> bool:
    """Whether somebody else is at work in a section."""
    return any(mark != reader.mark and seen[0] == section for mark, seen in _recent(present, now).items())


def _recent(present: Present | None, now: datetime) -> Present:
    since = _minute(now) - MINUTES
    return {mark: seen for mark, seen in (present or {}).items() if seen[1] >= since}


def _minute(now: datetime) -> int:
    return int(now.timestamp()) // 60
