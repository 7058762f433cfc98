"""Queries pinned to questions of a response that was sent: asked by staff, answered by the service."""

from questionari.store.querying import ANSWERED, numbers_asked
from questionari.usecases.querying.amending import Amendment
from questionari.usecases.querying.asking import (
    ACCEPT,
    INSIST,
    START,
    WITHDRAW,
    QueryPage,
    ask,
    insist,
    open_page,
    settle,
)
from questionari.usecases.querying.correcting import (
    CONFIRM,
    CORRECT,
    GO,
    MARK,
    TEXT,
    Answering,
    answer,
    is_asked,
    load_answering,
)
from questionari.usecases.querying.listing import QueryLine, list_queries
from questionari.usecases.querying.pinned import LONGEST, Query

__all__ = [
    "ACCEPT",
    "ANSWERED",
    "CONFIRM",
    "CORRECT",
    "GO",
    "INSIST",
    "LONGEST",
    "MARK",
    "START",
    "TEXT",
    "WITHDRAW",
    "Amendment",
    "Answering",
    "Query",
    "QueryLine",
    "QueryPage",
    "answer",
    "ask",
    "insist",
    "is_asked",
    "list_queries",
    "load_answering",
    "numbers_asked",
    "open_page",
    "settle",
]
