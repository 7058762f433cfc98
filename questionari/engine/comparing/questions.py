"""What changed in a question that stands in both versions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from questionari.engine.comparing.marking import changed_texts
from questionari.engine.comparing.matching import CodedT, Item, match_coded
from questionari.engine.comparing.meaning import said, said_together
from questionari.engine.comparing.model import Difference, Kind
from questionari.engine.definition import Axis, Check, MatrixShape, Option, Question, say
from questionari.engine.expressions.tree import Expression


@dataclass(frozen=True, slots=True)
class Pair:
    """A question of the old version and its counterpart. ``renamed`` maps all old codes to new ones."""

    old: Item
    new: Item
    renamed: Mapping[str, str]
    shifted: bool  # whether its order among the others changed


_TEXTS = ("text", "help", "unit_label")
_PLAIN_RULES = (
    "required", "min", "max", "max_length", "places", "min_picks", "max_picks", "min_rows", "max_rows", "not_available",
    "prefer_not", "sensitive_text", "prefill", "from_previous", "store", "export", "appearance",
    "needs_register", "units_from", "unit_types", "units_only", "file_types", "max_mb", "concept",
)  # fmt: skip
_RULES_IN_WORDS = ("required_if", "suggest")
_TOTALS = ("row_totals", "column_totals")
_EMPTY = MatrixShape((), (), "integer")


def differences(pair: Pair) -> Iterator[Difference]:
    """Everything that changed, in the order people want to read it."""
    for examine in _EXAMINERS:
        yield from examine(pair)


def _type(pair: Pair) -> Iterator[Difference]:
    old, new = pair.old.question, pair.new.question
    yield from _plain(Kind.TYPE, "type", old.type, new.type)
    if old.matrix and new.matrix:
        yield from _plain(Kind.TYPE, "cell", old.matrix.cell, new.matrix.cell)
    yield from _conditions(Kind.RECALCULATED, "expression", old.expression, new.expression, pair)


def _wording(pair: Pair) -> Iterator[Difference]:
    old, new = pair.old.question, pair.new.question
    for name in _TEXTS:
        yield from changed_texts(name, getattr(old, name), getattr(new, name))


def _lists(pair: Pair) -> Iterator[Difference]:
    """Options, rows and columns, each by its code."""
    old, new = pair.old.question, pair.new.question
    yield from _coded("option", _options(old), _options(new), pair)
    before, after = old.matrix or _EMPTY, new.matrix or _EMPTY
    yield from _coded("row", before.rows, after.rows, pair)
    yield from _coded("column", before.columns, after.columns, pair)
    yield from _coded("fixed_row", old.fixed_rows, new.fixed_rows, pair)


def _options(question: Question) -> tuple[Option, ...]:
    return question.matrix.options if question.matrix else question.options


def _coded(what: str, old: Sequence[CodedT], new: Sequence[CodedT], pair: Pair) -> Iterator[Difference]:
    found = match_coded(old, new)
    for one in found.removed:
        yield Difference(Kind.OPTIONS_REMOVED, what, say(one.text), None, one.code)
    for other in found.added:
        yield Difference(Kind.OPTIONS_ADDED, what, None, say(other.text), other.code)
    for one, other in found.pairs:
        yield from _plain(Kind.OPTIONS_RECODED, f"{what}_code", one.code, other.code, one.code)
        yield from changed_texts(what, one.text, other.text, other.code)
        yield from _conditions(Kind.ROUTING, f"{what}_visible_if", one.visible_if, other.visible_if, pair, other.code)
        yield from _as_option(one, other)
    yield from _order(what, found.pairs, new)


def _order(what: str, pairs: Sequence[tuple[CodedT, CodedT]], new: Sequence[CodedT]) -> Iterator[Difference]:
    """What both versions have, in another order: the first of a list is chosen more often, whatever it says. Told from
    the first to the last that stand elsewhere.
    """
    before = [other for _, other in pairs]
    kept = {other.code for other in before}
    after = [one for one in new if one.code in kept]
    apart = [place for place, (one, other) in enumerate(zip(before, after, strict=True)) if one.code != other.code]
    if apart:
        part = slice(apart[0], apart[-1] + 1)
        was, now = (", ".join(say(one.text) for one in order[part]) for order in (before, after))
        yield Difference(Kind.OPTIONS_REORDERED, f"{what}_order", was, now)


def _as_option(one: Option | Axis, other: Option | Axis) -> Iterator[Difference]:
    """What options have beside their words."""
    if isinstance(one, Option) and isinstance(other, Option):
        for name in ("exclusive", "reserved", "score"):
            yield from _plain(Kind.RULES, f"option_{name}", getattr(one, name), getattr(other, name), other.code)


def _routing(pair: Pair) -> Iterator[Difference]:
    """Who is asked: the conditions above it and its own, whom it concerns, which cells of a table are open."""
    before = " && ".join(said_together(pair.old.conditions, pair.renamed))
    after = " && ".join(said_together(pair.new.conditions, {}))
    yield from _plain(Kind.ROUTING, "visible_if", before, after)
    old, new = pair.old.question, pair.new.question
    yield from _plain(Kind.ROUTING, "scope", old.scope, new.scope)
    yield from _plain(Kind.ROUTING, "role", pair.old.role, pair.new.role)
    source = _renamed(old.options_from, pair.renamed) if old.options_from else None
    yield from _plain(Kind.ROUTING, "options_from", source, new.options_from)
    yield from _conditions(Kind.ROUTING, "within", old.within, new.within, pair)
    yield from _cells(old.matrix or _EMPTY, new.matrix or _EMPTY, pair)


def _renamed(source: str, renamed: Mapping[str, str]) -> str:
    """The new name of the question that options come from; of a child of a roster ("R.child") that of the roster."""
    head, rest = source, ""
    while head not in renamed and "." in head:
        head, _, child = head.rpartition(".")
        rest = f".{child}{rest}"
    return renamed.get(head, head) + rest


def _cells(old: MatrixShape, new: MatrixShape, pair: Pair) -> Iterator[Difference]:
    """Cells that are closed, or open on a condition, among those both tables have."""
    rows, columns = match_coded(old.rows, new.rows).new_code, match_coded(old.columns, new.columns).new_code
    for row in rows:
        for column in columns:
            before, after = (row, column), (rows[row], columns[column])
            said_before = "false" if before in old.blocked else said(old.cell_rules.get(before), pair.renamed)
            said_after = "false" if after in new.blocked else said(new.cell_rules.get(after), {})
            yield from _plain(Kind.ROUTING, "cell_visible_if", said_before, said_after, ":".join(after))


def _rules(pair: Pair) -> Iterator[Difference]:
    old, new = pair.old.question, pair.new.question
    for name in _PLAIN_RULES:
        yield from _plain(Kind.RULES, name, getattr(old, name), getattr(new, name))
    for name in _RULES_IN_WORDS:
        yield from _conditions(Kind.RULES, name, getattr(old, name), getattr(new, name), pair)
    for name in _TOTALS:
        yield from _plain(Kind.RULES, name, *(getattr(one.matrix or _EMPTY, name) for one in (old, new)))
    for part in ("relative", "absolute"):
        before, after = (getattr(one.compare_previous, part, None) for one in (old, new))
        yield from _plain(Kind.RULES, f"compare_previous_{part}", before, after)
    yield from checks(old.checks, new.checks, pair.renamed)


def checks(old: Sequence[Check], new: Sequence[Check], renamed: Mapping[str, str]) -> Iterator[Difference]:
    """Checks by their codes: what they hold and how gravely; a new message is a change of rules too."""
    before, after = {check.code: check for check in old}, {check.code: check for check in new}
    for code in dict.fromkeys((*before, *after)):
        one, other = before.get(code), after.get(code)
        yield from _plain(Kind.RULES, "check", _rule(one, renamed), _rule(other, {}), code)
        if one and other:
            yield from changed_texts("check_message", one.message, other.message, code, Kind.RULES)


def _rule(check: Check | None, renamed: Mapping[str, str]) -> str | None:
    """A check as one line: severity, what must hold, when."""
    if check is None:
        return None
    when = f" (when {said(check.when, renamed)})" if check.when else ""
    rows = f" (each row of {renamed.get(check.foreach, check.foreach)})" if check.foreach else ""
    return f"{check.severity}: {said(check.require, renamed)}{when}{rows}"


def _place(pair: Pair) -> Iterator[Difference]:
    old, new = pair.old, pair.new
    yield from _plain(Kind.MOVED, "section", old.section, new.section)
    yield from _plain(Kind.MOVED, "page", old.page, new.page)
    above = pair.renamed.get(old.parent, old.parent) if old.parent else None
    yield from _plain(Kind.MOVED, "parent", above, new.parent)
    if pair.shifted:
        yield Difference(Kind.MOVED, "order", "", "")


def _conditions(
    kind: Kind, what: str, old: Expression | None, new: Expression | None, pair: Pair, place: str = ""
) -> Iterator[Difference]:
    yield from _plain(kind, what, said(old, pair.renamed), said(new, {}), place)


def _plain(kind: Kind, what: str, old: object, new: object, place: str = "") -> Iterator[Difference]:
    """A difference where two values differ; nothing, false and no text at all are the same."""
    if (old or None) != (new or None) or _zero(old) != _zero(new):
        yield Difference(kind, what, written(old), written(new), place)


def _zero(value: object) -> bool:
    """Zero is a limit, nothing is none."""
    return isinstance(value, Decimal) and not value


def written(value: object) -> str | None:
    """A value of an attribute as text: numbers exact, true and false as in JSON, several by commas."""
    if value in (None, "", ()):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


_EXAMINERS: tuple[Callable[[Pair], Iterator[Difference]], ...] = (_type, _wording, _lists, _routing, _rules, _place)
