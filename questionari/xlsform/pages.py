"""Groups of a form as sections and pages. A form shows a question a screen; here a page holds what belongs together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from questionari.xlsform.form import Form
from questionari.xlsform.outline import Item
from questionari.xlsform.questions import NEVER, Guard, Placed, Question, combined, question
from questionari.xlsform.tables import Row
from questionari.xlsform.wording import texts

MOST_ON_PAGE = 20


@dataclass(slots=True)
class Draft:
    """A page to be: its title's row, the conditions of the groups around it, what stands on it."""

    titled: Row | None
    guards: tuple[Guard, ...]
    entries: list[Placed] = field(default_factory=list)


def sections(form: Form, title: dict[str, str]) -> list[dict[str, Any]]:
    """The sections: a group at the top is one, what stands between groups is one."""
    return [found for run in _runs(form.items) if (found := section(form, run, title)) is not None]


def _runs(items: Sequence[Item]) -> Iterator[list[Item]]:
    run: list[Item] = []
    for item in items:
        if item.kind != "group":
            run.append(item)
            continue
        if run:
            yield run
            run = []
        yield [item]
    if run:
        yield run


def section(form: Form, run: Sequence[Item], title: dict[str, str]) -> dict[str, Any] | None:
    """A section of the pages that hold anything."""
    group = run[0] if run[0].kind == "group" else None
    inside = drafts(group.children, (), group.row, _is_list(group)) if group else drafts(run, (), None, False)
    code = group.code if group else f"S{run[0].row.number}"
    named = _title(form, group.row, title) if group else title
    made = [page for draft in inside for page in pages(form, draft, code, named)]
    met = combined(form, _guards(group), form.place(group.row)) if group else None
    if not made or (group and _never(form, met, group.row)):
        return None
    for number, page in enumerate(made, 1):
        page["code"] = f"{code}_{number}"
    return {"code": code, "title": named, **({"visible_if": met} if met else {}), "pages": made}


def _guards(group: Item | None) -> tuple[Guard, ...]:
    source = group.row.get("relevant") if group else ""
    return (Guard(group.row, source),) if group and source else ()


def drafts(items: Sequence[Item], guards: tuple[Guard, ...], titled: Row | None, together: bool) -> Iterator[Draft]:
    """The pages of what stands in a group, in order; ``together``: a field list, one page with its inner groups."""
    draft = Draft(titled, guards)
    for item in items:
        if item.kind != "group":
            draft.entries.append(Placed(item))
        elif together or (_is_list(item) and not item.row.get("label")):
            draft.entries += flat(item, ())
        else:
            yield draft
            draft = Draft(titled, guards)
            named = item.row if item.row.get("label") else titled
            yield from drafts(item.children, (*guards, *_guards(item)), named, _is_list(item))
    yield draft


def _is_list(group: Item) -> bool:
    """Whether a group is one page by the form's own word."""
    return bool({"field-list", "table-list"}.intersection(group.row.get("appearance").split()))


def flat(group: Item, guards: tuple[Guard, ...]) -> Iterator[Placed]:
    """A group inside a page: its label as a note, its condition on each of its questions."""
    within = (*guards, *_guards(group))
    if group.row.get("label"):
        yield Placed(Item(group.row, "note", code=group.code), guards)
    for item in group.children:
        if item.kind == "group":
            yield from flat(item, within)
        else:
            yield Placed(item, within)


def pages(form: Form, draft: Draft, section: str, title: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The pages of a draft: at most so many questions on each."""
    made = [found for placed in draft.entries if (found := question(form, placed)) is not None]
    row = draft.titled
    named = _title(form, row, title) if row else title
    met = combined(form, draft.guards, form.place(row)) if row and draft.guards else None
    if row and _never(form, met, row):
        return
    for start in range(0, len(made), MOST_ON_PAGE):
        number = start // MOST_ON_PAGE + 1
        page: dict[str, Any] = {"code": section, "title": _numbered(named, number if len(made) > MOST_ON_PAGE else 0)}
        page |= {"visible_if": met} if met else {}
        questions: list[Question] = made[start : start + MOST_ON_PAGE]
        yield page | {"questions": questions}


def _never(form: Form, met: str | None, row: Row) -> bool:
    if met == NEVER:
        form.tell("question.never", row, "the condition of the group never holds: its questions are left out")
    return met == NEVER


def _title(form: Form, row: Row, otherwise: dict[str, str]) -> dict[str, str]:
    """The label of a group, on one line."""
    found = {language: " ".join(text.split()) for language, text in texts(form, row, "label").items()}
    return found or otherwise


def _numbered(title: dict[str, str], number: int) -> dict[str, str]:
    return {language: f"{text} ({number})" for language, text in title.items()} if number else title
