"""Figures of instrument A that agree with each other: every total, bound and share its checks ask for.

Tables, one line a question; what is not in them is made up by type (made_up.py).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias

from questionari.demo.draft import Draft, column
from questionari.engine.definition import Question
from questionari.engine.values import Matrix, Row, Value

Figure: TypeAlias = Callable[[Draft, Question], Value]

OPEN = {day: ((9 * 60, 13 * 60), (15 * 60, 18 * 60)) for day in ("lun", "mar", "mer", "gio", "ven")}
HOURS_EACH = 20
NIGHTS_EACH_BED = 60  # within any round: the shortest lasts three months


def between(low: int, high: int) -> Figure:
    """A number in fixed bounds."""
    return lambda draft, question: draft.chance(question, low, high)


def at_most(bound: str, otherwise: int = 9) -> Figure:
    """No more than another answer."""
    return lambda draft, question: draft.chance(question, 0, draft.count(bound, otherwise))


def adding_up_to(total: str) -> Figure:
    """A table of one column whose rows add up to another answer."""

    def figure(draft: Draft, question: Question) -> Value:
        return column(draft.dice.split(question.code, draft.count(total), draft.rows(question)))

    return figure


def _other_types(draft: Draft, question: Question) -> Value:
    codes = [o.code for o in draft.path.options(question) if o.code not in (draft.answers.get("A1_02"), "98")]
    return (draft.dice.one(question.code, codes),)


def _publishable(draft: Draft, _: Question) -> Value:
    return "3" if draft.answers.get("A1_02") == "02" else "1"


def _staff(draft: Draft, question: Question) -> Matrix:
    cells: dict[tuple[str, str], Decimal] = {}
    for row in draft.rows(question):
        paid, unpaid = (draft.dice.number(f"{question.code} {row} {part}", 0, 2) for part in ("a", "b"))
        hours = HOURS_EACH * (paid + unpaid)
        cells |= {(row, "a"): Decimal(paid), (row, "b"): Decimal(unpaid), (row, "c"): Decimal(hours)}
    return cells


def _some_staff(draft: Draft, question: Question) -> Decimal:
    people = sum(number for (_, col), number in draft.cells("A3_01").items() if col in ("a", "b"))
    return draft.chance(question, 0, people)


def _branches(draft: Draft, _: Question) -> Value:
    place = str((draft.context.census or {}).get("comune", "072006"))
    branch: Row = {"comune": place, "giorni": ("mar", "gio"), "ore": Decimal(6)}
    return (branch,) * draft.count("A2_02")


def _paths_closed(draft: Draft, question: Question) -> Matrix:
    closed = draft.dice.number(question.code, 0, draft.count("A5_04") + draft.count("A5_05"))
    return column(draft.dice.split(question.code, closed, draft.rows(question)))


def _children(draft: Draft, question: Question) -> Decimal:
    mothers = draft.count("A5_12")
    return draft.chance(question, mothers, 2 * mothers)


def _without_permit(draft: Draft, question: Question) -> Decimal:
    return draft.chance(question, 0, draft.cells("A5_08").get(("3", "n"), 0))


def _forms(draft: Draft, question: Question) -> Matrix:
    """Psychological violence is told by everyone, the rest by some."""
    women = draft.count("A5_02")
    drawn = {row: draft.dice.number(f"{question.code} {row}", 0, women) for row in draft.rows(question)}
    return column(drawn | {"03": women})


def _referrals(draft: Draft, question: Question) -> Matrix:
    women = draft.count("A5_02")
    came = draft.dice.split(question.code, women, draft.rows(question, "a"))
    sent = {row: draft.dice.number(f"{question.code} {row}", 0, women // 4) for row in draft.rows(question, "b")}
    return {**column(came, "a"), **column(sent, "b")}


def _from_1522(draft: Draft, question: Question) -> Decimal:
    return Decimal(draft.cells("A7_01").get(("01", "a"), draft.dice.number(question.code, 0, 5)))


def _hospitality(draft: Draft, question: Question) -> Matrix:
    proposed = draft.dice.number(question.code, 3, 15)
    found = draft.dice.number(f"{question.code} found", 0, proposed)
    return column({"1": proposed, "2": found, "3": proposed - found})


def _beds(draft: Draft, question: Question) -> Matrix:
    beds = draft.dice.number(question.code, 6, 12)
    return column({"1": beds, "2": beds})


def _nights(draft: Draft, _: Question) -> Decimal:
    return Decimal(NIGHTS_EACH_BED * draft.cells("A10B_01").get(("2", "n"), 0))


def _stalking(draft: Draft, question: Question) -> Matrix:
    women = draft.cells("A6_01").get(("05", "n"), draft.dice.number(question.code, 0, 9))
    return column({"1": women, "2": draft.dice.number(f"{question.code} men", 0, 2)})


def _courses(draft: Draft, question: Question) -> Value:
    themes = draft.dice.some(question.code, ("01", "02", "04", "05", "07"), 3)
    return tuple(map(_course, themes))


def _course(theme: str) -> Row:
    return {"tema": theme, "ore": Decimal(8), "partecipanti": Decimal(5), "modalita": "2"}


def _amounts(draft: Draft, _: Question) -> Value:
    sources = draft.answers.get("A14_01", ())
    chosen = sources if isinstance(sources, tuple) else ()
    return tuple(_amount(draft, str(source)) for source in chosen)


def _amount(draft: Draft, source: str) -> Row:
    return {"fonte": source, "importo": Decimal(draft.dice.number(f"A14_02 {source}", 1, 60) * 1000)}


def _countries(draft: Draft, question: Question) -> Value:
    found = draft.dice.some(question.code, ("RO", "MA", "AL", "UA", "NG", "PE"), 3)
    return tuple({"paese": country} for country in found)


FIGURES: Mapping[str, Figure] = {
    "A1_03": _other_types,
    "A1_16": _publishable,
    "A1_17": between(1985, 2015),
    "A2_01": between(1, 3),
    "A2_02": between(0, 2),
    "A2_03": _branches,
    "A2_04": lambda draft, question: OPEN,
    "A2_12": between(1, 20),
    "A3_01": _staff,
    "A3_04": _some_staff,
    "A3_05": _some_staff,
    "A5_01": between(60, 180),
    "A5_02": between(12, 60),
    "A5_03": at_most("A5_02"),
    "A5_04": at_most("A5_02"),
    "A5_06": _paths_closed,
    "A5_07": adding_up_to("A5_02"),
    "A5_08": adding_up_to("A5_02"),
    "A5_09": _countries,
    "A5_10": adding_up_to("A5_02"),
    "A5_11": adding_up_to("A5_02"),
    "A5_12": at_most("A5_02"),
    "A5_13": _children,
    "A5_14": at_most("A5_02"),
    "A5_15": at_most("A5_02"),
    "A5_16": _without_permit,
    "A6_01": _forms,
    "A6_02": at_most("A5_02"),
    "A6_03": adding_up_to("A5_02"),
    "A6_04": at_most("A5_12"),
    "A6_05": adding_up_to("A5_02"),
    "A6_06": at_most("A5_02"),
    "A6_09": at_most("A5_02"),
    "A7_01": _referrals,
    "A8_05": at_most("A8_04"),
    "A8_06": _from_1522,
    "A8_07": adding_up_to("A8_05"),
    "A9_05": at_most("A5_02"),
    "A10A_03": _hospitality,
    "A10B_01": _beds,
    "A10B_04": _nights,
    "A10C_04": adding_up_to("A10C_02"),
    "A10C_05": at_most("A10C_02"),
    "A10D_02": at_most("A5_02"),
    "A11_02": _courses,
    "A12_03": _stalking,
    "A12_04": adding_up_to("A12_03"),
    "A14_02": _amounts,
    "A16_03": between(30, 180),
}

#: Choices that decide the path or that a free draw would make odd.
CHOICES: Mapping[str, str] = {
    "A0_03": "1",
    "A0_04": "1",
    "A0_08": "1",
    "A1_21": "1",
    "A2_17": "1",
    "A3_03": "1",
    "A5_00": "1",
    "A8_03": "1",
    "A9_01": "1",
}
