"""A condition composed step by step: a question, a comparison that fits it, one of its answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from questionari.engine.definition import Question, say
from questionari.engine.editing.conditions import CODED, DAYS, NUMBERS, PICKED, operators_for
from questionari.usecases.workbench import parts
from questionari.usecases.workbench.structured import Shaped

Choices = tuple[tuple[str, str], ...]
MOST_OFFERED = 300  # answers in a menu; beyond, the code is typed
JOINS: Choices = (
    ("new", "al posto di quella che c'è"),
    ("and", "in aggiunta (e)"),
    ("or", "in alternativa (oppure)"),
)


@dataclass(frozen=True, slots=True)
class Guide:
    """What the form offers. ``operators`` and ``values`` are those of the chosen question; ``control`` is how a value
    is given: menu, number, day or line, "" before a question is chosen.
    """

    questions: Choices
    joins: Choices = ()
    operators: Choices = ()
    values: Choices = ()
    others: Choices = ()
    control: str = ""


def guide(shaped: Shaped, address: str, key: str, typed: Mapping[str, str], present: str = "") -> Guide:
    """The guide of a condition of a part, beside the ``present`` one, as far as she is with it."""
    known = parts.readable_by(shaped, address, key)
    offered = (("", ""), *((one.code, parts.described(one)) for one in known))
    chosen = next((one for one in known if one.code == typed.get("question")), None)
    joins = JOINS if present else ()
    return Guide(offered, joins, *_about(chosen, known)) if chosen else Guide(offered, joins)


def _about(chosen: Question, known: tuple[Question, ...]) -> tuple[Choices, Choices, Choices, str]:
    values = tuple((one.code, f"{say(one.text)[:70]} ({one.code})") for one in chosen.options)
    same = next((types for types in (NUMBERS, DAYS) if chosen.type in types), frozenset[str]())
    others = tuple((one.code, parts.described(one)) for one in known if one.type in same and one is not chosen)
    return operators_for(chosen), values, others and (("", "nessuna"), *others), _control(chosen)


def _control(chosen: Question) -> str:
    if chosen.type in CODED | PICKED:
        return "menu" if 0 < len(chosen.options) <= MOST_OFFERED else "line"
    return "number" if chosen.type in NUMBERS else "day" if chosen.type in DAYS else ""
