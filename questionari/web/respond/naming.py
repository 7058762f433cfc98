"""A text or a comune answered with one that the rows of an earlier list name: drawn as a choice without codes."""

from dataclasses import replace

from markupsafe import escape

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import MAIN
from questionari.engine.expressions.scope import NAMED
from questionari.web.respond.models import QuestionView
from questionari.web.respond.presenting import Drawing

__all__ = ["NAMED", "named"]


def named(drawing: Drawing, view: QuestionView) -> QuestionView:
    """What the rows say, each once; what was given stays on offer, else saving the page would wipe it unseen."""
    question, kind = drawing.question, answer_type(drawing.question)
    given = kind.read(question, drawing.raw).value
    kept = (given,) if isinstance(given, str) else ()
    ticks = []
    for value in dict.fromkeys((*(drawing.path.named(question) or ()), *kept)):
        typed = drawing.text() if value == given else next(iter(kind.raw(question, value)[MAIN]))
        tick = drawing.tick(MAIN, typed, "")
        ticks.append(replace(tick, text=escape(kind.text(question, value, drawing.language)), checked=value == given))
    return replace(view, kind="select", options=tuple(ticks), value=drawing.text())
