"""The survey as a tree: groups, repeats and questions, each with what its type cell says."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from questionari.xlsform.findings import FormError, Report
from questionari.xlsform.tables import KEPT, Row, enabled

_CONTAINER = re.compile(r"(begin|end)[ _](group|repeat|loop)(?: over (\S+))?")
_SELECT = re.compile(
    r"(?:add )?(select[ _]one|select1|select[ _]multiple|select all that apply|rank)(_from_file| from file)?"
    r"(?: prompt)?(?: using| from)? (\S+)((?: or specify other| or_other)?)"
)
_SELECT_KINDS = {"select_one": "choice", "select1": "choice", "rank": "ordered"}
MOST_LEVELS = 12

#: Type cell -> the type here, for those with a counterpart.
TYPES: Mapping[str, str] = {
    **dict.fromkeys(("text", "string", "phone number", "phonenumber_", "add text prompt"), "text"),
    **dict.fromkeys(("integer", "int", "number", "add integer prompt"), "integer"),
    **dict.fromkeys(("decimal", "add decimal prompt"), "decimal"),
    **dict.fromkeys(("date", "add date prompt"), "date"),
    **dict.fromkeys(("time", "add time prompt"), "time"),
    **dict.fromkeys(("datetime", "date time", "add date time prompt"), "datetime"),
    **dict.fromkeys(("note", "add note prompt"), "note"),
    **dict.fromkeys(("trigger", "acknowledge", "add acknowledge prompt"), "acknowledge"),
    **dict.fromkeys(("calculate", "hidden", "add calculate prompt"), "calculate"),
    **dict.fromkeys(("barcode", "q barcode"), "barcode"),
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "location", "gps", "q location"), "geo"),
    **dict.fromkeys(("image", "photo", "picture", "signature", "add image prompt", "add photo prompt"), "picture"),
    **dict.fromkeys(("file", "add file prompt"), "file"),
    **dict.fromkeys(("audio", "video"), "media"),
    "range": "range",
}
#: What a device notes by itself: no question to anybody.
METADATA: Mapping[str, str] = {
    **dict.fromkeys(("start", "end", "today", "start time", "end time"), "the platform keeps the times by itself"),
    **dict.fromkeys(
        ("deviceid", "device id", "simserial", "sim serial", "subscriberid", "phonenumber", "username", "email",
         "imei", "audit", "start-geopoint", "background-audio", "background-geopoint", "xml-external", "csv-external"),
        "it is not collected here",
    ),
}  # fmt: skip


@dataclass(slots=True)
class Item:
    """A question, or a group, repeat or loop with what stands in it. ``over`` is the list of a select or a loop."""

    row: Row
    kind: str
    over: str = ""
    other: bool = False
    children: list["Item"] = field(default_factory=list)
    code: str = ""  # given by `declaring`
    expression: str = ""  # of a calculation that has a counterpart
    kept: Mapping[str, Any] | None = None  # what a workbook of ours carries of it

    def walk(self) -> Iterator["Item"]:
        """This and everything below, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


def rows_of(item: Item, roster: str | None) -> str | None:
    """The roster around what stands in an item: "R" in a repeat, "R.S" in a repeat of its rows, and no further."""
    if item.kind != "repeat" or (roster is not None and "." in roster):
        return roster
    return item.code if roster is None else f"{roster}.{item.code}"


CONTAINERS = frozenset({"group", "repeat", "loop"})


def outline(rows: Sequence[Row], report: Report) -> list[Item]:
    """The items at the top. What does not open or close as it should is told and mended.

    Raises FormError where groups are nested beyond reason.
    """
    top: list[Item] = []
    open_: list[Item] = []
    for row in enabled(rows):
        word = " ".join(row.get("type").split())
        met = _CONTAINER.fullmatch(word.casefold())
        if met and met.group(1) == "end":
            _close(open_, met.group(2), row, report)
            continue
        item = Item(row, met.group(2), _listed(word, met.group(3))) if met else _question(row, word, report)
        if item is not None and row.get(KEPT):
            item.kept = carried(row, report)
        if item is not None:
            (open_[-1].children if open_ else top).append(item)
            open_ += [item] if met else []
    for left in open_:
        report.add("form.structure", left.row.sheet, left.row.number, f"begin {left.kind} is never closed")
    _refuse_depth(top)
    return top


def carried(row: Row, report: Report) -> Mapping[str, Any] | None:
    """What the last column of a workbook of ours says; None, with a finding, when it was written over."""
    try:
        found = json.loads(row.get(KEPT))
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    report.add("workbook.edited", row.sheet, row.number, f"the column {KEPT} was written over: the row is read as new")
    return None


def _listed(word: str, over: str | None) -> str:
    """The list of a loop, in the letters of the cell."""
    return word[-len(over) :] if over else ""


def _close(open_: list[Item], kind: str, row: Row, report: Report) -> None:
    if open_ and open_[-1].kind == kind:
        open_.pop()
        return
    inside = f"begin {open_[-1].kind} of row {open_[-1].row.number} is open" if open_ else "nothing is open"
    report.add("form.structure", row.sheet, row.number, f"end {kind} closes nothing: {inside}")


def _refuse_depth(top: Sequence[Item]) -> None:
    level = list(top)
    for _ in range(MOST_LEVELS):
        level = [child for item in level for child in item.children]
    if level:
        row = level[0].row
        raise FormError(f"row {row.number} of {row.sheet}: groups are nested more than {MOST_LEVELS} deep")


def _question(row: Row, word: str, report: Report) -> Item | None:
    """The question of a row; None for what is none."""
    small = word.casefold()
    if not small:
        if row.get("name") or row.get("label"):
            report.add("form.type", row.sheet, row.number, "the row has no type: it is kept as a note")
            return Item(row, "note")
        return None
    if small in METADATA:
        report.add("metadata", row.sheet, row.number, f"{word} is no question: {METADATA[small]}")
        return Item(row, "metadata", small)
    return _selected(row, word) or _plain(row, small, report)


def _selected(row: Row, word: str) -> Item | None:
    met = _SELECT.fullmatch(word.casefold())
    if met is None:
        return None
    kind = _SELECT_KINDS.get(met.group(1).replace(" ", "_"), "multi")
    over = word[met.start(3) : met.end(3)]
    return Item(row, "from_file" if met.group(2) else kind, over, bool(met.group(4)))


def _plain(row: Row, small: str, report: Report) -> Item:
    kind = TYPES.get(small)
    if kind is None:
        report.add("form.type", row.sheet, row.number, f"there is no type {small!r}: it is kept as a note")
    return Item(row, kind or "note")
