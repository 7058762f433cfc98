"""Which question of one version is which of the other: by concept, then by code, then by its place in its parent."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from questionari.engine.definition import Axis, Option, Question, Questionnaire, say
from questionari.engine.expressions.tree import Expression

CodedT = TypeVar("CodedT", Option, Axis)


@dataclass(frozen=True, slots=True)
class Item:
    """A question with its place. ``code`` is "ROSTER.child" for a child of a roster, else the question's own.

    ``conditions`` are those of its section, page, parents and its own: together, who is asked.
    """

    code: str
    question: Question
    section: str
    page: str
    parent: str | None
    conditions: tuple[Expression, ...]
    role: str | None


def items(definition: Questionnaire) -> dict[str, Item]:
    """Every question by its full code, as they stand on the pages, children after their roster."""
    found: dict[str, Item] = {}
    for section in definition.sections:
        for page in section.pages:
            above = _given(section.visible_if, page.visible_if)
            for code in page.questions:
                question = definition.questions[code]
                outer = found[question.parent].conditions if question.parent in found else above
                at = Item(
                    code,
                    question,
                    section.code,
                    page.code,
                    question.parent,
                    (*outer, *_own(found, question)),
                    section.role,
                )
                found[code] = at
                found.update((child.code, child) for child in _children(at))
    return found


def _own(found: Mapping[str, Item], question: Question) -> tuple[Expression, ...]:
    """A question's own condition; a detail has that of its option too."""
    option = None
    if question.detail_of and question.detail_of[0] in found:
        option = found[question.detail_of[0]].question.option(question.detail_of[1])
    return _given(option.visible_if if option else None, question.visible_if)


def _given(*conditions: Expression | None) -> tuple[Expression, ...]:
    return tuple(condition for condition in conditions if condition is not None)


def _children(roster: Item) -> Iterator[Item]:
    for child in roster.question.children:
        code = f"{roster.code}.{child.code}"
        conditions = (*roster.conditions, *_given(child.visible_if))
        item = Item(code, child, roster.section, roster.page, roster.code, conditions, roster.role)
        yield item
        yield from _children(item)


@dataclass(frozen=True, slots=True)
class Matched:
    """Which old question is which new one, and why, by full codes."""

    new_of: Mapping[str, str]
    why: Mapping[str, str]


def match(old: Mapping[str, Item], new: Mapping[str, Item]) -> Matched:
    """Pair the questions of two versions. Each stands in one pair at most."""
    pairs: dict[str, str] = {}
    why: dict[str, str] = {}
    concepts = _concepts(new)
    for code, concept in _concepts(old, by_code=True).items():
        if concept in concepts:
            _pair(pairs, why, code, concepts[concept], "concept")
    for code in (code for code, item in old.items() if code in new and item.question.detail_of is None):
        _pair(pairs, why, code, code, "code")
    for code, item in old.items():
        place = _same_place(item, old, new, pairs)
        if place in new:
            _pair(pairs, why, code, place, "code" if place == code else "parent")
    return Matched(pairs, why)


def _pair(pairs: dict[str, str], why: dict[str, str], code: str, other: str, reason: str) -> None:
    if code not in pairs and other not in pairs.values():
        pairs[code] = other
        why[code] = reason


def _concepts(found: Mapping[str, Item], by_code: bool = False) -> dict[str, str]:
    """Concept -> code (or code -> concept) of the concepts that one question alone measures."""
    measured = {code: item.question.concept for code, item in found.items() if item.question.concept}
    count = Counter(measured.values())
    sole = {code: concept for code, concept in measured.items() if concept and count[concept] == 1}
    return sole if by_code else {concept: code for code, concept in sole.items()}


def _same_place(item: Item, old: Mapping[str, Item], new: Mapping[str, Item], pairs: Mapping[str, str]) -> str:
    """The code an item has if it stands in its owner's counterpart: a child or a detail."""
    option = item.question.detail_of[1] if item.question.detail_of else None
    owner = item.parent if option is None else item.code.removesuffix(f".{option}")
    if owner is None or owner not in pairs:
        return ""
    if option is None:
        return pairs[owner] + item.code.removeprefix(owner)
    options = match_coded(old[owner].question.options, new[pairs[owner]].question.options).new_code
    return f"{pairs[owner]}.{options.get(option, '')}"


@dataclass(frozen=True, slots=True)
class Coded(Generic[CodedT]):
    """Options (or rows, or columns) of two versions: pairs, those that went, those that came."""

    pairs: tuple[tuple[CodedT, CodedT], ...]
    removed: tuple[CodedT, ...]
    added: tuple[CodedT, ...]

    @property
    def new_code(self) -> dict[str, str]:
        """Old code -> new code of the pairs."""
        return {one.code: other.code for one, other in self.pairs}


def match_coded(old: Sequence[CodedT], new: Sequence[CodedT]) -> Coded[CodedT]:
    """Pair the entries of two lists: those that are the same, then the same words under another code, then the code."""
    pairs: dict[str, str] = {}
    before, after = {one.code: one for one in old}, {one.code: one for one in new}
    worded = _by_words(new)
    for code in (code for code in before if code in after and _words(before[code]) == _words(after[code])):
        pairs[code] = code
    for words, code in _by_words(old).items():
        if words in worded:
            _pair_codes(pairs, code, worded[words])
    for code in (code for code in before if code in after):
        _pair_codes(pairs, code, code)
    taken = set(pairs.values())
    return Coded(
        tuple((one, after[pairs[one.code]]) for one in old if one.code in pairs),
        tuple(one for one in old if one.code not in pairs),
        tuple(one for one in new if one.code not in taken),
    )


def _pair_codes(pairs: dict[str, str], code: str, other: str) -> None:
    if code not in pairs and other not in pairs.values():
        pairs[code] = other


def _by_words(entries: Sequence[CodedT]) -> dict[str, str]:
    """Words -> code, of the words that stand once."""
    count = Counter(_words(entry) for entry in entries)
    return {_words(entry): entry.code for entry in entries if count[_words(entry)] == 1}


def _words(entry: CodedT) -> str:
    return " ".join(say(entry.text).casefold().split())
