"""«Da rivedere»: responses that are worth a look, why, and what staff decide about them."""

from questionari.store.vetting import WAITING
from questionari.usecases.vetting.deciding import leave_out, left_out, take_back, take_in, validate, validated
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
    "leave_out",
    "left_out",
    "list_doubts",
    "reasons_of",
    "take_back",
    "take_in",
    "validate",
    "validated",
]
