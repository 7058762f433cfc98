"""What a form about a person got wrong: each fault with its field, all of them at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from questionari.usecases.colleagues import faults_of
from questionari.usecases.house import Refused

#: Faults of no field: they are told beside the first one.
GENERAL = frozenset({"too_many", "rehearsal"})


@dataclass(frozen=True, slots=True)
class Told:
    """``lines``: the field that each leads to, and its message; ``wrong``: the fields at fault."""

    lines: tuple[tuple[str, str], ...]
    wrong: frozenset[str]


def told(error: Refused | None, fields: Mapping[str, str], otherwise: str = "") -> Told:
    """What to say of a refusal; ``fields``: code -> field, ``otherwise`` the field for any other.

    Raises it where the form is not at fault.
    """
    faults = faults_of(error) if error is not None else ()
    if error is not None and not otherwise and any(one.code not in fields for one in faults):
        raise error
    lines = tuple((fields.get(one.code, otherwise), one.message) for one in faults)
    return Told(lines, frozenset(fields[one.code] for one in faults if one.code in fields and one.code not in GENERAL))
