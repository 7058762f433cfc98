"""What a save changed on the page she looks at: the questions to draw anew, and only those (decisions.md 23)."""

from collections.abc import Iterator, Mapping

from questionari.usecases.responding import Autosaved, PageState
from questionari.web.respond.models import QuestionView
from questionari.web.respond.page import questions


def stale(saved: Autosaved, after: PageState, shown: frozenset[str], examined: bool) -> Iterator[QuestionView]:
    """The questions whose picture in the browser is no longer true.

    ``shown``: what the browser shows faithfully, by code ("note") and by mark ("A0_03@2"); what it leaves out is sent.
    """
    typed = {view.code: view for view in questions(saved.before, examined)}
    drawn = {view.code: view for view in questions(saved.drawn, examined)}
    for view in questions(after, examined):
        seen = drawn.get(view.code)
        same = seen is not None and typed[view.code] == view and fields(seen) == fields(view)
        if view.code == saved.acted_on or seen is None or not same or not {view.code, *marks(seen)} <= shown:
            yield view


def marks(view: QuestionView) -> Iterator[str]:
    """The marks of a question and of the details beside its options."""
    details = (tick.detail.marker for tick in view.options if tick.detail)
    return (mark for mark in (view.marker, *details) if mark)


def fields(view: QuestionView) -> Mapping[str, tuple[str, ...]]:
    """The fields of each row of a roster: which are asked depends on what is typed in the row."""
    found = {row.marker: tuple(field.name for field in row.fields) for row in view.roster}
    for inner in (field for row in view.roster for field in row.fields):
        found |= fields(inner)
    return found
