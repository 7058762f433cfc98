"""Saving while she goes on writing: the same save, and what it changed on the page she looks at (decisions.md 23)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.usecases.house import House
from questionari.usecases.responding.merging import Form
from questionari.usecases.responding.outline import SectionSummary, minutes_left, sections_of
from questionari.usecases.responding.pages import PageState, in_words, page_state
from questionari.usecases.responding.saving import Write, new_questions, write_page


@dataclass(frozen=True, slots=True)
class Autosaved:
    """What a save did to a page. ``drawn`` is the page as the last one drew it; ``before`` the same with what is typed
    now, so that whatever differs between ``before`` and ``after`` is what the answers changed.

    ``versions`` are the versions that what she typed now has; ``unsaved`` the questions whose typed text was not
    written (`Saved.unsaved`); ``after`` is None where the page left the path.
    """

    drawn: PageState
    before: PageState
    after: PageState | None
    versions: Mapping[str, int]
    new: tuple[str, ...]
    acted_on: str | None
    unsaved: tuple[str, ...]
    sections_before: tuple[SectionSummary, ...]
    sections: tuple[SectionSummary, ...]
    minutes_left: int


def autosave(session: Session, house: House, now: datetime, public_id: str, page: str, form: Form) -> Autosaved:
    """Save as `save_page` does, in as many statements. Raises as it does."""
    write = write_page(session, house, now, public_id, page, form)
    drawn = page_state(write.before, write.page, now)
    changed = {code: write.after.draft(code) for code in write.merged.changed}
    on_path = write.page.code in write.after.path.pages
    return Autosaved(
        drawn=drawn,
        before=replace(drawn, drafts={**drawn.drafts, **changed}),
        after=page_state(write.after, write.page, now, _replaced(write), write.unsaved) if on_path else None,
        versions=_versions(write),
        new=new_questions(write),
        acted_on=write.acted_on,
        unsaved=tuple(write.merged.unsaved),
        sections_before=sections_of(write.before),
        sections=sections_of(write.after),
        minutes_left=minutes_left(write.after),
    )


def _replaced(write: Write) -> tuple[tuple[str, str], ...]:
    """What another person had answered where this save replaced it, in words."""
    before = write.before
    return tuple(
        (code, in_words(before.definition.questions[code], before.draft(code), before.language))
        for code in write.merged.conflicts
        if code in write.merged.changed
    )


def _versions(write: Write) -> dict[str, int]:
    """Of the posted questions that now are as she typed them. Another person's answer keeps its own mark."""
    posted, changed = write.posted.drawn_from, write.merged.changed
    own = (code for code in posted if code in changed or write.before.draft(code).version == posted[code])
    return {code: write.after.draft(code).version for code in own}
