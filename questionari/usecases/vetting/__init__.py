"""«Da rivedere»: responses that are worth a look, why, and what staff decide about them."""

from questionari.store.vetting import WAITING
from questionari.usecases.vetting.deciding import take_back, validate, validated
from questionari.usecases.vetting.examining import due, examine, keep
from questionari.usecases.vetting.listing import (
    FIRST,
    DoubtFilter,
    DoubtLine,
    DoubtList,
    ReasonLine,
    list_doubts,
    reasons_of,
)

__all__ = [
    "FIRST",
    "WAITING",
    "DoubtFilter",
    "DoubtLine",
    "DoubtList",
    "ReasonLine",
    "due",
    "examine",
    "keep",
    "list_doubts",
    "reasons_of",
    "take_back",
    "validate",
    "validated",
]
