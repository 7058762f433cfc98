"""Saving while she goes on writing: the same save, and what it changed on the page she looks at (decisions.md 23)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.usecases.house import House
from questionari.usecases.responding.cells import UNKNOWN, Writer
from questionari.usecases.responding.following import new_questions
from questionari.usecases.responding.merging import Form
from questionari.usecases.responding.outline import SectionSummary, minutes_left, sections_of
from questionari.usecases.responding.pages import PageState, page_state
from questionari.usecases.responding.remarks import page_remarks
from questionari.usecases.responding.saving import Write, write_page


@dataclass(frozen=True, slots=True)
class Autosaved:
    """What a save did to a page. ``drawn`` is the page as the last one drew it; ``before`` the same with what is typed
    now, so that whatever differs between ``before`` and ``after`` is what the answers changed.

    ``versions`` are the versions that what she typed now has; ``contested`` the questions at which hers waits for a
    choice, ``unsaved`` those whose typed text was not written (`Saved.unsaved`); ``after`` is None where the page left
    the path.
    """

    drawn: PageState
    before: PageState
    after: PageState | None
    versions: Mapping[str, int]
    new: tuple[str, ...]
    acted_on: str | None
    contested: tuple[str, ...]
    unsaved: tuple[str, ...]
    sections_before: tuple[SectionSummary, ...]
    sections: tuple[SectionSummary, ...]
    minutes_left: int


def autosave(
    session: Session, house: House, now: datetime, public_id: str, page: str, form: Form, who: Writer = UNKNOWN
) -> Autosaved:
    """Save as `save_page` does, in as many statements. Raises as it does."""
    write = write_page(session, house, now, public_id, page, form, who)
    written = page_remarks(session, write.after, write.page, who)
    drawn = replace(page_state(write.before, write.page, now, who), remarks=written)
    changed = {code: write.after.draft(code) for code in write.merged.changed}
    on_path = write.page.code in write.after.path.pages
    after = page_state(write.after, write.page, now, who, write.unsaved) if on_path else None
    return Autosaved(
        drawn=drawn,
        before=replace(drawn, drafts={**drawn.drafts, **changed}),
        after=after and replace(after, remarks=written),
        versions=_versions(write),
        new=new_questions(write),
        acted_on=write.acted_on,
        contested=tuple(write.merged.contested),
        unsaved=tuple(write.merged.unsaved),
        sections_before=sections_of(write.before),
        sections=sections_of(write.after),
        minutes_left=minutes_left(write.after),
    )


def _versions(write: Write) -> dict[str, int]:
    """Of the posted questions that now are as she typed them. Another person's answer keeps its own mark, and so does
    a table that holds cells of another person: her page does not show them yet.
    """
    marks, fields, changed = write.posted.drawn_from, write.posted.fields, write.merged.changed
    written = (code for code in marks if code in changed and changed[code] == fields[code])
    same = (code for code in marks if code not in changed and write.before.draft(code).version == marks[code])
    return {code: write.after.draft(code).version for code in (*written, *same)}
