"""The buttons of a question: what each makes of the fields that were posted with it."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

from questionari.engine.answer_types.fields import RESERVED_KEY, Raw
from questionari.usecases.responding.actions import ACTIONS
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.holding import CHOICES, TAKE, Held, taken
from questionari.usecases.responding.merging import Form, Posted

DO = "_do"
TAKE_BACK = "mine"
ALL = frozenset({*ACTIONS, *CHOICES, TAKE_BACK})


@dataclass(frozen=True, slots=True)
class Pressed:
    """The button of a question that was pressed: "<action>/<code>/<argument>"."""

    action: str
    code: str
    argument: str

    def settles(self, code: str, held: Held) -> bool:
        """Whether it chooses about an answer that waits."""
        return self.action in CHOICES and self.code == code and self.argument == str(held.number)


NO_BUTTON = Pressed("", "", "")


def pressed_in(form: Form, questions: Container[str]) -> Pressed:
    """The button pressed, of one of these questions."""
    for value in form.get(DO, ()):
        action, code, argument = (*value.split("/", 2), "", "")[:3]
        if action in ALL and code in questions:
            return Pressed(action, code, argument)
    return NO_BUTTON


def acted(case: Case, posted: Posted, pressed: Pressed) -> Posted:
    """What was posted, with the fields of the question as its button makes them."""
    code, typed = pressed.code, posted.fields.get(pressed.code)
    if typed is None:
        return posted
    return replace(posted, fields={**posted.fields, code: _fields(case, posted, pressed, typed)})


def _fields(case: Case, posted: Posted, pressed: Pressed, typed: Raw) -> Raw:
    question, code = case.definition.questions[pressed.code], pressed.code
    if pressed.action in ACTIONS:
        return ACTIONS[pressed.action](question, typed, case.path, pressed.argument)
    if pressed.action == TAKE_BACK:
        return posted.mine.get(code, typed)
    chosen = next((held for held in case.waiting(code).entries if pressed.settles(code, held)), None)
    return taken(question, chosen, typed) if chosen and pressed.action == TAKE else typed


def taken_away(posted: Posted, after: Posted) -> Mapping[str, Raw]:
    """What was typed in a table that a button has marked as not available as a whole."""
    marked = (code for code, raw in after.fields.items() if RESERVED_KEY in raw and raw != posted.fields[code])
    typed = {code: {k: v for k, v in posted.fields[code].items() if k != RESERVED_KEY} for code in marked}
    return {code: raw for code, raw in typed.items() if raw}
