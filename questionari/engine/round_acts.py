"""The life of a round as one table: from which states each act is allowed, and to which states it leads.

What time alone brings about stands in BY_TIME (engine/states.py computes it from the dates). Every act not named for a
state is refused there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from questionari.engine.states import RoundState

DRAFT, SCHEDULED, OPEN = RoundState.DRAFT, RoundState.SCHEDULED, RoundState.OPEN
EXTENDED, CLOSED, ARCHIVED = RoundState.EXTENDED, RoundState.CLOSED, RoundState.ARCHIVED
RUNNING = frozenset({SCHEDULED, OPEN, EXTENDED})
ASKING = frozenset({OPEN, EXTENDED})
LAUNCHED = RUNNING | {CLOSED}


@dataclass(frozen=True, slots=True)
class RoundAct:
    """``allowed``: the states it begins from; ``leads``: those it may end in; ``words``: «per … deve essere aperta»."""

    allowed: frozenset[RoundState]
    leads: frozenset[RoundState]
    words: str


def _stays(allowed: frozenset[RoundState], words: str) -> RoundAct:
    """An act that leaves the round in the state it is in."""
    return RoundAct(allowed, allowed, words)


ROUND_ACTS: Mapping[str, RoundAct] = {
    "change": _stays(frozenset({DRAFT}), "modificarla"),
    "agree": _stays(frozenset({DRAFT}), "confermare le differenze"),
    "delete": RoundAct(frozenset({DRAFT}), frozenset(), "eliminarla"),
    "open": RoundAct(frozenset({DRAFT}), frozenset({SCHEDULED, OPEN}), "aprirla"),
    "add_unit": _stays(RUNNING, "aggiungere un servizio"),
    "send_again": _stays(RUNNING, "inviare di nuovo il collegamento"),
    "patch": _stays(RUNNING, "correggere il questionario"),
    "stop": _stays(RUNNING, "fermare o riprendere gli invii"),
    "calendar": _stays(RUNNING, "cambiarne il calendario"),
    "follow": _stays(RUNNING, "seguire i servizi che mancano"),
    "remind": _stays(ASKING, "sollecitare"),
    # until its closing is signed: an extension opens a round again that has ended by itself, and stands in its calendar
    "extend": RoundAct(LAUNCHED, RUNNING, "prorogarla"),
    "shorten": RoundAct(LAUNCHED, LAUNCHED, "annullare la proroga"),
    "extend_unit": _stays(LAUNCHED, "concedere una proroga"),
    "end_unit_extension": _stays(LAUNCHED, "togliere una proroga"),
    "exclude": _stays(LAUNCHED, "escludere un servizio"),
    "close": RoundAct(ASKING | {CLOSED}, frozenset({CLOSED}), "chiuderla"),
    "archive": RoundAct(frozenset({CLOSED}), frozenset({ARCHIVED}), "archiviarla"),
    "unarchive": RoundAct(frozenset({ARCHIVED}), frozenset({CLOSED}), "toglierla dall'archivio"),
}
#: What a state becomes by itself, as the days go by.
BY_TIME: Mapping[RoundState, frozenset[RoundState]] = {
    DRAFT: frozenset(),
    SCHEDULED: frozenset({OPEN}),
    OPEN: frozenset({EXTENDED, CLOSED}),
    EXTENDED: frozenset({CLOSED}),
    CLOSED: frozenset(),
    ARCHIVED: frozenset(),
}
