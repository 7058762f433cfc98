"""A condition composed step by step: a question, a comparison that fits it, one of its answers; a value likewise."""

from collections.abc import Mapping
from dataclasses import dataclass

from questionari.engine.definition import say
from questionari.engine.editing.conditions import clauses, operators_for
from questionari.engine.editing.operands import CODED, DAYS, NUMBERS, PICKED, Operand
from questionari.engine.editing.places import Address, Document, find
from questionari.usecases.workbench.overview import readable_by
from questionari.usecases.workbench.part_words import in_words
from questionari.usecases.workbench.structured import Shaped

Choices = tuple[tuple[str, str], ...]
MOST_OFFERED = 300  # answers in a menu; beyond, the code is typed
JOINS: Choices = (
    ("and", "in aggiunta a quella che c'è (e)"),
    ("or", "in alternativa a quella che c'è (oppure)"),
    ("new", "al posto di quella che c'è"),
)
COUNTS: Choices = (
    ("new", "al posto di quello che c'è"),
    ("plus", "sommato a quello che c'è"),
    ("minus", "tolto da quello che c'è"),
    ("times", "moltiplicato per quello che c'è"),
    ("over", "come divisore di quello che c'è"),
)
#: Values, where the others are conditions.
VALUES = frozenset({"expression", "suggest"})


@dataclass(frozen=True, slots=True)
class Guide:
    """What the form offers. ``operators`` and ``values`` are those of the chosen question; ``control`` is how a value
    is given: menu, number, day or line, "" before a question is chosen. ``counting``: a value is composed, not a
    condition. ``clauses``: the conditions that the present one is made of, in words.
    """

    questions: Choices
    joins: Choices = ()
    operators: Choices = ()
    values: Choices = ()
    others: Choices = ()
    control: str = ""
    counting: bool = False
    clauses: tuple[str, ...] = ()


def guide(shaped: Shaped, address: str, key: str, typed: Mapping[str, str], present: str = "") -> Guide:
    """The guide of a condition of a part, beside the ``present`` one, as far as she is with it."""
    known = readable_by(shaped, address, key)
    if counts(shaped.document, address, key):
        known = tuple(one for one in known if address != f"domanda/{one.question.code}")  # nothing is made of itself
        return Guide(_offered(known, _counted(shaped.document, address)), COUNTS if present else (), counting=True)
    offered = _offered(known)
    chosen = next((one for one in known if one.key == typed.get("question")), None)
    parts = clauses(present) if present else ()
    said = tuple(in_words(shaped.definition, part) for part in parts) if len(parts) > 1 else ()
    about = _about(chosen, known) if chosen else ((), (), (), "")
    return Guide(offered, JOINS if present else (), *about, clauses=said)


def _offered(known: tuple[Operand, ...], types: frozenset[str] = frozenset()) -> Choices:
    """A menu of what may be read, of these types; of all where none is named."""
    return (("", ""), *((one.key, one.words) for one in known if not types or one.type in types))


def _counted(document: Document, address: str) -> frozenset[str]:
    """The types from which a value of a part is made: numbers, but for a proposal to a question of another type."""
    kind = find(document, address).raw.get("type", "computed") if Address.of(address).kind == "domanda" else "computed"
    return NUMBERS if kind in NUMBERS else frozenset({kind})


def counts(document: Document, address: str, key: str) -> bool:
    """Whether a value is composed, not a condition: of a share over all responses the value is a condition too."""
    of_figure = Address.of(address).kind == "indicatore"
    return key in VALUES and not (of_figure and find(document, address).raw.get("method") == "share")


def _about(chosen: Operand, known: tuple[Operand, ...]) -> tuple[Choices, Choices, Choices, str]:
    values = tuple((one.code, f"{say(one.text)[:70]} ({one.code})") for one in chosen.question.options)
    same = next((types for types in (NUMBERS, DAYS) if chosen.type in types), frozenset[str]())
    others = tuple((one.key, one.words) for one in known if one.type in same and one is not chosen)
    return operators_for(chosen), values, others and (("", "nessuna"), *others), _control(chosen)


def _control(chosen: Operand) -> str:
    if chosen.type in CODED | PICKED:
        return "menu" if 0 < len(chosen.question.options) <= MOST_OFFERED else "line"
    return "number" if chosen.type in NUMBERS else "day" if chosen.type in DAYS else ""
