"""A text or a comune answered with one that the rows of an earlier list name: drawn as a choice without codes."""

from dataclasses import replace

from markupsafe import escape

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import MAIN
from questionari.engine.expressions.scope import NAMED, repeated
from questionari.engine.piping import render
from questionari.web.language import word
from questionari.web.respond.models import QuestionView
from questionari.web.respond.presenting import Drawing
from questionari.web.respond.texts import inline

__all__ = ["NAMED", "named", "nothing_yet"]
NOTHING_YET = "Prima compili «{title}»: qui si sceglie fra quello che ha scritto lì."


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
    drawn = replace(view, kind="select", options=tuple(ticks), value=drawing.text())
    return drawn if ticks else replace(drawn, notes=(*view.notes, *nothing_yet(drawing)))


def nothing_yet(drawing: Drawing) -> tuple[str, ...]:
    """What to say where the rows of an earlier list name nothing so far."""
    rows = repeated(drawing.path.scope, drawing.question.options_from or "")
    if rows is None:
        return ()
    rosters, _ = rows
    title = render(rosters[0].text, drawing.language, drawing.path.scope)
    return (word(NOTHING_YET, title=inline(title).striptags()),)
