"""The comparison itself: questions paired, each pair examined, columns followed."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from questionari.engine.comparing.columns import Sides, column_changes
from questionari.engine.comparing.document import document_differences
from questionari.engine.comparing.matching import Item, items, match
from questionari.engine.comparing.model import Comparison, Difference, Kind, QuestionChange, Version, strongest
from questionari.engine.comparing.questions import Pair, differences
from questionari.engine.definition import Questionnaire, say


def compare(old: Questionnaire, new: Questionnaire) -> Comparison:
    """Compare two versions, question by question. Pure: the documents say it all."""
    before, after = items(old), items(new)
    sides = Sides(before, after, match(before, after))
    return Comparison(
        _version(old),
        _version(new),
        new.change_note,
        tuple(document_differences(old, new, sides.matched.new_of)),
        tuple(_in_order(sides)),
        column_changes(old, new, sides),
    )


def _version(definition: Questionnaire) -> Version:
    return Version(definition.code, definition.version, definition.sha256, say(definition.title))


def _in_order(sides: Sides) -> Iterator[QuestionChange]:
    """The new version's questions in their order, each dropped one after what stood before it."""
    old_of = {new: old for old, new in sides.matched.new_of.items()}
    shifted = _shifted(sides)
    dropped = _dropped_after(sides)
    yield from (_dropped(item) for item in dropped.get("", ()))
    for code, item in sides.new.items():
        if code in old_of:
            yield _kept(Pair(sides.old[old_of[code]], item, sides.matched.new_of, code in shifted), sides)
        else:
            yield QuestionChange(
                None, code, None, say(item.question.text), None, (Kind.NEW,), (), item.question.change_note
            )
        yield from (_dropped(gone) for gone in dropped.get(code, ()))


def _kept(pair: Pair, sides: Sides) -> QuestionChange:
    found: tuple[Difference, ...] = tuple(differences(pair))
    old, new = pair.old, pair.new
    return QuestionChange(
        old.code,
        new.code,
        say(old.question.text),
        say(new.question.text),
        sides.matched.why[old.code],
        strongest(difference.kind for difference in found),
        found,
        new.question.change_note,
    )


def _dropped(item: Item) -> QuestionChange:
    return QuestionChange(item.code, None, say(item.question.text), None, None, (Kind.DROPPED,))


def _dropped_after(sides: Sides) -> Mapping[str, list[Item]]:
    """New code -> the old questions that stood after it and are gone; "" for those that stood first."""
    found: dict[str, list[Item]] = {}
    last = ""
    for code, item in sides.old.items():
        if code in sides.matched.new_of:
            last = sides.matched.new_of[code]
        else:
            found.setdefault(last, []).append(item)
    return found


def _shifted(sides: Sides) -> frozenset[str]:
    """New codes of the questions that stand elsewhere among the others: the fewest that explain the new order."""
    place = {code: number for number, code in enumerate(sides.new)}
    codes = list(sides.matched.new_of[code] for code in sides.old if code in sides.matched.new_of)
    kept = _longest_rising([place[code] for code in codes])
    return frozenset(codes) - {codes[i] for i in kept}


def _longest_rising(places: Sequence[int]) -> frozenset[int]:
    """Indices of a longest rising subsequence (patience sorting)."""
    tops: list[int] = []
    heads: list[int] = []
    before: list[int] = []
    for i, place in enumerate(places):
        pile = bisect_left(tops, place)
        before.append(heads[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        heads[pile : pile + 1] = [i]
    found, i = set(), heads[-1] if heads else -1
    while i >= 0:
        found.add(i)
        i = before[i]
    return frozenset(found)
