"""A workbook of ours comes back: sections, pages and questions as they were, with what the author has changed."""

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from questionari.xlsform.findings import FormError
from questionari.xlsform.form import Form
from questionari.xlsform.merging import changed, merged, replaced
from questionari.xlsform.outline import Item, rows_of
from questionari.xlsform.pages import drafts, flat, pages, section
from questionari.xlsform.questions import Guard, Placed, Question, combined, question
from questionari.xlsform.table_cells import table
from questionari.xlsform.tables import KEPT
from questionari.xlsform.wording import texts

MOST_UNPACKED = 4_000_000
_SILENT = frozenset({"context", "cell", "detail"})
Raw = dict[str, Any]


def top_of(settings: Mapping[str, str]) -> Raw | None:
    """What the settings carry of the document; None in a form of others. Raises FormError when it was written over."""
    columns = [column for column in settings if column.startswith(f"{KEPT}_")]
    if not columns:
        return None
    try:
        pieces = sorted(columns, key=lambda name: int(name[len(KEPT) + 1 :]))
        packed = base64.b64decode("".join(settings[piece] for piece in pieces), validate=True)
        unpacked = zlib.decompressobj().decompress(packed, MOST_UNPACKED)
        found = json.loads(unpacked)
    except (ValueError, zlib.error, RecursionError) as error:
        raise FormError(f"the columns {KEPT} of the settings sheet were written over: export the form again") from error
    if not isinstance(found, dict):
        raise FormError(f"the columns {KEPT} of the settings sheet were written over: export the form again")
    return found


def restored(form: Form, top: Raw) -> Raw:
    """The document of a workbook of ours."""
    title = {"it": form.tables.settings.get("form_title", "")}
    named = {**top["title"], **title} if title["it"] and title["it"] != top["title"]["it"] else top["title"]
    made = [found for item in form.items if (found := _section(form, item, named)) is not None]
    return {**top, "title": named, "sections": made}


def _part(item: Item, what: str) -> Mapping[str, Any] | None:
    found = (item.kept or {}).get(what)
    return found if isinstance(found, Mapping) else None


def _section(form: Form, item: Item, title: dict[str, str]) -> Raw | None:
    raw = _part(item, "section")
    if raw is None:
        return None if _SILENT & (item.kept or {}).keys() else section(form, [item], title)
    made = [page for child in item.children for page in _pages(form, child, str(raw["code"]), raw["title"])]
    return {**_headed(form, item, raw), "pages": made} if made else None


def _headed(form: Form, item: Item, raw: Mapping[str, Any]) -> Raw:
    """A section or a page without what stands in it."""
    head, touched = dict(raw), changed(item.row, item.kept or {})
    if "label" in touched:
        head["title"] = texts(form, item.row, "label") or head["title"]
    if "relevant" in touched:
        source = item.row.get("relevant")
        met = combined(form, [Guard(item.row, source)], form.place(item.row)) if source else None
        replaced(head, {"visible_if": met} if met else {}, "visible_if")
    return head


def _pages(form: Form, item: Item, code: str, title: dict[str, str]) -> Iterator[Raw]:
    """A page as it was; what the author has put between pages as pages of its own."""
    raw = _part(item, "page")
    if raw is None:
        for draft in drafts([item], (), None, False):
            for number, page in enumerate(pages(form, draft, code, title), 1):
                yield page | {"code": f"{code}_r{item.row.number}_{number}"}
        return
    made = [found for child in item.children for found in _questions(form, child)]
    if made:
        yield {**_headed(form, item, raw), "questions": made}


def _questions(form: Form, item: Item, roster: str | None = None) -> Iterator[Question]:
    """The questions of an item on a page."""
    if _SILENT & (item.kept or {}).keys():
        return
    if _part(item, "question") is not None:
        yield _with_children(form, item, merged(form, item, roster), roster)
    elif item.kind == "group":
        for placed in flat(item, ()):
            yield from _new(form, placed)
    else:
        yield from _new(form, Placed(item, (), roster))


def _new(form: Form, placed: Placed) -> Iterator[Question]:
    found = question(form, placed)
    if found is not None:
        yield found


def _with_children(form: Form, item: Item, found: Question, roster: str | None) -> Question:
    """A roster or a group with its questions; a matrix is carried whole, its cells only show it."""
    if found["type"] == "matrix":
        return table(form, item, found)
    if found["type"] not in ("roster", "group"):
        return found
    inside = rows_of(item, roster) if found["type"] == "roster" else None
    return {**found, "questions": [child for each in item.children for child in _questions(form, each, inside)]}
