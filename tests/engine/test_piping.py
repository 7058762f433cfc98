"""Placeholders in texts."""

from datetime import date
from decimal import Decimal

import pytest

from questionari.engine.expressions.errors import ExpressionError
from questionari.engine.path import find_path
from questionari.engine.piping import printed, render, segments
from questionari.engine.values import Answers, Context, Reserved, RoundInfo
from tests.engine.builders import definition, question

OF = definition(
    question("Q1", "integer"),
    question("Q2", "choice", options=[{"code": "1", "text": {"it": "Centro"}}]),
    question("Q3", "date"),
)
CONTEXT = Context(
    round=RoundInfo(date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 31)), census={"name": "Sportello *Alba*"}
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Donne: {Q1}.", "Donne: 1.200."),
        ("Tipo: {Q2}", "Tipo: Centro"),
        ("Metà: {Q1 / 7}", "Metà: 171,43"),
        ("Dal {round.period_start} al {round.period_end}", "Dal 01/01/2026 al 30/06/2026"),
        ("{Q1 == 1 ? 'donna' : 'donne'}", "donne"),
        ("{Q1} {plural(Q1, 'donna', 'donne')}", "1.200 donne"),
        ("{Q3}", "…"),
        ("{linked.nothing}", "…"),
        ("{{Q1}}", "{Q1}"),
        ("nulla", "nulla"),
        ("{Q1 > 3}", "sì"),
    ],
)
def test_a_placeholder_becomes_its_value(text: str, expected: str) -> None:
    answers: Answers = {"Q1": Decimal(1200), "Q2": "1"}
    assert render({"it": text}, "it", find_path(OF, answers, CONTEXT).scope) == expected


def test_a_reserved_answer_is_said_in_words() -> None:
    scope = find_path(OF, {"Q1": Reserved.NOT_AVAILABLE}).scope
    assert render({"it": "{Q1}"}, "it", scope) == "Dato non disponibile"


def test_what_is_put_in_can_be_escaped_and_the_text_itself_is_not() -> None:
    scope = find_path(OF, {}, CONTEXT).scope
    rendered = render({"it": "*{census.name}*"}, "it", scope, escape=lambda text: text.replace("*", "\\*"))
    assert rendered == "*Sportello \\*Alba\\**"


def test_another_language_falls_back_to_italian() -> None:
    scope = find_path(OF, {}).scope
    assert render({"it": "sì", "de": "ja"}, "de", scope) == "ja"
    assert render({"it": "sì"}, "de", scope) == "sì"


@pytest.mark.parametrize("brace", ["{", "}"])
def test_a_brace_that_stands_alone_is_refused_with_the_way_out(brace: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        segments(f"Donne {brace} uomini")
    assert (refused.value.code, refused.value.column) == ("expression.brace", 1)
    assert refused.value.message.startswith(f"a single {brace}: double it")


def test_a_text_may_begin_or_end_with_a_bracket_of_another_kind() -> None:
    assert render({"it": "}}x{{"}, "it", find_path(OF, {}).scope) == "}x{"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0"), "0"),
        (Decimal("1000000"), "1.000.000"),
        (Decimal("-3.5"), "-3,5"),
        (Decimal("100.00"), "100"),
        (Decimal("0.125"), "0,13"),
        (Decimal("-0.001"), "0"),
        (Decimal("1" + "0" * 30), "1" + ".000" * 10),
        (True, "sì"),
        (False, "no"),
        ((Decimal(1), "a"), "1, a"),
        (None, "…"),
    ],
)
def test_values_are_printed_the_italian_way(value: object, text: str) -> None:
    assert printed(value) == text
