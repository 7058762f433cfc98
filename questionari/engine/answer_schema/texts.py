"""Texts, addresses, codes and times as schemas: patterns of the canonical form."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from questionari.engine.answer_types.base import LONGEST_FIELD
from questionari.engine.definition import Question

Schema: TypeAlias = dict[str, Any]

#: Said of what a pattern cannot hold: the engine has the last word.
JUDGED = "The engine judges more than this pattern can say."
_DAY = "(19[0-9]{2}|20[0-9]{2}|2100)-(0[1-9]|1[0-2])"
_DATE = f"{_DAY}-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"

PATTERNS: Mapping[str, Schema] = {
    "email": {"format": "email", "pattern": r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "maxLength": 254, "$comment": JUDGED},
    "pec": {"format": "email", "pattern": r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "maxLength": 254, "$comment": JUDGED},
    "phone": {"pattern": r"^(\+[1-9][0-9]{5,14}|1[0-9]{2,5})$", "$comment": f"E.164, or a short number. {JUDGED}"},
    "url": {"pattern": r"^https?://\S+$", "maxLength": 2000, "$comment": JUDGED},
    "fiscal_code": {"pattern": "^[0-9]{11}$", "$comment": f"With its check digit. {JUDGED}"},
    "ipa_code": {"pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{1,19}$"},
    "date": {"format": "date", "pattern": f"^{_DATE}$", "$comment": f"A day of the calendar. {JUDGED}"},
    "month": {"pattern": f"^{_DAY}$"},
    "time": {"pattern": f"^{_CLOCK}$"},
    "datetime": {"pattern": f"^{_DATE}T{_CLOCK}$", "$comment": f"Local time, Europe/Rome. {JUDGED}"},
}
START, END = {"type": "string", "pattern": f"^{_CLOCK}$"}, {"type": "string", "pattern": f"^({_CLOCK}|24:00)$"}
_NOT_BLANK = r"\S"


def patterned(question: Question) -> Schema:
    """A text of a fixed form."""
    return {"type": "string", **PATTERNS[question.type]}


def free(question: Question) -> Schema:
    """Any text that says something."""
    longest = min(question.max_length or LONGEST_FIELD, LONGEST_FIELD)
    return {"type": "string", "pattern": _NOT_BLANK, "maxLength": longest}
