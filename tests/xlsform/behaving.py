"""A compiled form (the JSON of pyxform) as it behaves: what is asked, offered, refused and worked out of some answers.

A reader of its own, so that a form which has gone in and out is compared with what it was by neither way.
"""

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from questionari.xlsform import xpath

TODAY = date(2026, 11, 22)
SILENT = frozenset({"group", "repeat", "meta", "survey"})
Answers = dict[str, str]
Value = str | float | bool


class NoMeaningError(Exception):
    """A part of an expression that is not read here."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a compiled form with the conditions of the groups around it."""

    name: str
    type: str
    label: Any
    relevant: tuple[str, ...]
    bind: Mapping[str, str]
    list_name: str
    choice_filter: str
    places: tuple[str, ...]


def asked(form: Mapping[str, Any]) -> Iterator[Asked]:
    """The questions, in order."""
    yield from _below(form, (), ())


def _below(node: Mapping[str, Any], around: tuple[str, ...], places: tuple[str, ...]) -> Iterator[Asked]:
    for child in node.get("children") or ():
        bind = child.get("bind") or {}
        relevant = (*around, bind["relevant"]) if bind.get("relevant") else around
        if child["type"] in SILENT:
            inside = (*places, child["name"]) if child["type"] == "repeat" else places
            if child["name"] != "meta":
                yield from _below(child, relevant, inside)
        else:
            yield Asked(
                child["name"], child["type"], child.get("label"), relevant, bind,
                child.get("itemset") or child.get("list_name") or "", child.get("choice_filter") or "", places,
            )  # fmt: skip


def text(value: Value) -> str:
    """As XPath writes a value."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return "" if math.isnan(value) else format(value, "g") if value % 1 else str(int(value))
    return value


def number(value: Value) -> float:
    """As XPath reads a number; days are numbers too, as forms have it."""
    if isinstance(value, str):
        try:
            return float(date.fromisoformat(value[:10]).toordinal()) if value.count("-") == 2 else float(value)
        except ValueError:
            return math.nan
    return float(value)


def truth(value: Value) -> bool:
    """As XPath takes a condition."""
    return bool(value) and not (isinstance(value, float) and math.isnan(value))


def compared(sign: str, left: Value, right: Value) -> bool:
    if sign in ("=", "!="):
        typed = (bool, truth) if bool in map(type, (left, right)) else None
        typed = typed or ((float, number) if float in map(type, (left, right)) else (str, text))
        same = typed[1](left) == typed[1](right)
        return same is (sign == "=")
    one, other = number(left), number(right)
    return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[sign]


_WORKED: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "div": lambda a, b: a / b if b else math.nan,
    "mod": lambda a, b: math.fmod(a, b) if b else math.nan,
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Works an expression out of answers; ``itself`` is the question it belongs to, ``columns`` those of a choice."""

    answers: Answers
    itself: str = ""
    columns: Mapping[str, str] | None = None

    def of(self, source: str) -> Value:
        """What an expression comes to. Raises NoMeaningError."""
        return self._value(xpath.parse(source))

    def _value(self, node: xpath.Node) -> Value:
        match node:
            case xpath.Negative(operand):
                return -number(self._value(operand))
            case xpath.Binary(sign, left, right):
                return self._binary(sign, left, right)
            case xpath.Call(name, arguments) if name in _CALLS:
                return _CALLS[name](*map(self._value, arguments))
        return self._leaf(node)

    def _leaf(self, node: xpath.Node) -> Value:
        match node:
            case xpath.Text(value):
                return value
            case xpath.Number(figure):
                return float(figure)
            case xpath.Reference(name):
                return self._answer(name)
            case xpath.Self():
                return self._answer(self.itself)
            case xpath.Column(name) if self.columns is not None:
                return self.columns.get(name, "")
        raise NoMeaningError(str(node))

    def _answer(self, name: str) -> str:
        if name not in self.answers:
            raise NoMeaningError(name)
        return self.answers[name]

    def _binary(self, sign: str, left: xpath.Node, right: xpath.Node) -> Value:
        if sign in ("and", "or"):
            both = truth(self._value(left)), truth(self._value(right))
            return all(both) if sign == "and" else any(both)
        if sign in _WORKED:
            return _WORKED[sign](number(self._value(left)), number(self._value(right)))
        return compared(sign, self._value(left), self._value(right))


_CALLS: Mapping[str, Callable[..., Value]] = {
    "not": lambda value: not truth(value),
    "true": lambda: True,
    "false": lambda: False,
    "boolean": truth,
    "string": text,
    "number": number,
    "selected": lambda picked, one: text(one) in text(picked).split(),
    "count-selected": lambda picked: float(len(text(picked).split())),
    "string-length": lambda value: float(len(text(value))),
    "if": lambda condition, then, otherwise: then if truth(condition) else otherwise,
    "coalesce": lambda first, second: first if text(first) else second,
    "today": TODAY.isoformat,
    "date": lambda value: text(value),
    "int": lambda value: float(int(number(value))) if not math.isnan(number(value)) else math.nan,
    "once": lambda value: value,
    "concat": lambda *parts: "".join(map(text, parts)),
    "join": lambda sign, *parts: text(sign).join(map(text, parts)),
}


@dataclass(frozen=True, slots=True)
class Met:
    """How a form treats a question when it comes to it; None where that is not read here."""

    shown: bool | None
    required: bool | None
    offered: tuple[str, ...] | None
    accepted: bool | None
    worked_out: str | None


@dataclass(frozen=True, slots=True)
class Filling:
    """A form filled in once, in order, with answers given beforehand by name."""

    form: Mapping[str, Any]
    given: Answers

    def whole(self) -> dict[str, Met]:
        """What is met at each question. What is not shown counts as empty, as forms do it."""
        answers: Answers = {}
        found = {}
        for question in asked(self.form):
            found[question.name] = self._met(question, answers)
        return found

    def _met(self, question: Asked, answers: Answers) -> Met:
        reader, bind = Reader(answers, question.name), question.bind
        shown = self._all(reader, question.relevant)
        offered = self._offered(question, answers) if question.list_name else ()
        made = _tried(reader, bind["calculate"]) if bind.get("calculate") else None
        answer = text(made) if made is not None else "" if bind.get("calculate") else self.given.get(question.name, "")
        if shown is not None and (made is not None or not bind.get("calculate")):
            answers[question.name] = answer if shown else ""
        judged = [bind["constraint"]] if bind.get("constraint") and answer and shown else []
        accepted = None if shown is None else self._all(reader, judged)
        return Met(shown, self._required(reader, bind), offered, accepted, None if made is None else text(made))

    @staticmethod
    def _all(reader: Reader, sources: Sequence[str]) -> bool | None:
        found = [_tried(reader, source) for source in sources]
        return None if None in found else all(truth(value) for value in found if value is not None)

    @staticmethod
    def _required(reader: Reader, bind: Mapping[str, str]) -> bool | None:
        source = str(bind.get("required") or "no").strip().casefold()
        if source in _WORDS:
            return _WORDS[source]
        found = _tried(reader, source)
        return None if found is None else truth(found)

    def _offered(self, question: Asked, answers: Answers) -> tuple[str, ...] | None:
        names = []
        for choice in self.form.get("choices", {}).get(question.list_name, ()):
            columns = {column: cell for column, cell in choice.items() if isinstance(cell, str)}
            reader = Reader(answers, question.name, columns)
            fits = _tried(reader, question.choice_filter) if question.choice_filter else True
            if fits is None:
                return None
            names += [str(choice["name"])] if truth(fits) else []
        return tuple(names)


_WORDS = {"yes": True, "true": True, "true()": True, "no": False, "false": False, "false()": False}


def _tried(reader: Reader, source: str) -> Value | None:
    try:
        return reader.of({"TRUE": "true()", "FALSE": "false()"}.get(source, source))
    except (NoMeaningError, xpath.XPathError):
        return None


_MADE_UP: Mapping[str, Sequence[str]] = {
    "integer": ("0", "1", "2", "5", "12", "40"),
    "int": ("0", "3"),
    "decimal": ("0", "0.5", "1", "17.25"),
    "range": ("1", "3"),
    "date": ("2026-11-20", "2026-10-30", "2020-02-29", "1950-06-15"),
    "time": ("10:30",),
    "text": ("una parola", "x"),
}


def made_up(form: Mapping[str, Any], seed: int) -> Answers:
    """An answer to each question, a quarter of them left out."""
    dice, answers = random.Random(seed), {}
    for question in asked(form):
        names = [str(choice["name"]) for choice in form.get("choices", {}).get(question.list_name, ())]
        if names and question.type.startswith("select all"):
            names = [" ".join(names[:2]), *names]
        possible = names or _MADE_UP.get(question.type, ("x",))
        answers[question.name] = dice.choice(possible) if dice.random() < 0.75 else ""  # noqa: S311
    return answers
