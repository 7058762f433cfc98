"""XPath becomes our language: the same answers make it true, the empty ones included."""

from typing import Any

import pytest

from questionari.engine.headless import run
from questionari.xlsform import xpath
from questionari.xlsform.xpath import XPathError
from tests.xlsform.forms import compiled, form, questions, told

SURVEY = """
type | name | label | relevant
select_one yn | uno | Una scelta |
select_multiple yn | piu | Più scelte |
integer | n | Un numero |
text | t | Un testo |
date | d | Un giorno |
note | nota | Una nota | {}
"""
YES: dict[str, Any] = {"uno": "si", "piu": ["si"], "n": 4, "t": "a", "d": "2026-01-31"}

#: XPath, ours, whether it holds of YES, whether of no answer at all (as XPath has it).
CASES = [
    ("${uno} = 'si'", "uno == 'si'", True, False),
    ("${uno} != 'no'", "!known(uno) || uno != 'no'", True, True),
    ("not(${uno} = 'si')", "!known(uno) || uno != 'si'", False, True),
    ("selected(${uno}, 'si') or selected(${uno}, 'no')", "uno in ['si', 'no']", True, False),
    ("selected(${piu}, 'si') and ${n} > 3", "'si' in piu && n > 3", True, False),
    ("not(selected(${piu}, 'no'))", "!known(piu) || !('no' in piu)", True, True),
    ("${piu} = 'si'", "'si' in piu && size(piu) == 1", True, False),
    ("count-selected(${piu}) <= 1", "value_or(size(piu), 0) <= 1", True, True),
    ("not(${n} > 5 and ${t} = 'a')", "!known(n) || n <= 5 || !known(t) || t != 'a'", True, True),
    ("${n} + 1 != 5", "value_or(n + 1 != 5, true)", False, True),
    ("${n} mod 3 = 1", "n - 3 * whole(n / 3) == 1", True, False),
    ("int(${n} div 3) = 1", "whole(n / 3) == 1", True, False),
    ("${n} = '4'", "n == 4", True, False),
    ("5 > ${n}", "n < 5", True, False),
    ("${n} = 'NaN' or string-length(${n}) = 0", "!known(n)", False, True),
    ("string-length(${t}) > 0", "known(t)", True, False),
    ("string-length(${t}) < 3", "value_or(size(t), 0) < 3", True, True),
    ("${t} = ''", "!known(t)", False, True),
    ("${d} < '2026-02-01'", "d < date('2026-02-01')", True, False),
    ("${d} <= today()", "d <= today", True, False),
    ("date('2026-02-02') - ${d} = 2", "days(date('2026-02-02'), d) == 2", True, False),
    ("if(${n} > 3, 'a', 'b') = 'a'", "(value_or(n > 3, false) ? 'a' : 'b') == 'a'", True, False),
    ("coalesce(${n}, 9) = 9", "value_or(n, 9) == 9", False, True),
    ("round(${n} div 3) = 1", "(n / 3 >= 0 ? whole(n / 3 + 0.5) : whole(n / 3 - 0.5)) == 1", True, False),
    ("“si” = ${uno}", "uno == 'si'", True, False),
    ("/data/uno = 'si'", "uno == 'si'", True, False),
    ("../uno = 'si'", "uno == 'si'", True, False),
    ("${uno}", "known(uno)", True, False),
]


@pytest.mark.parametrize(("source", "ours", "of_yes", "of_nothing"), CASES)
def test_a_condition_holds_of_the_same_answers(source: str, ours: str, of_yes: bool, of_nothing: bool) -> None:
    made = form(SURVEY.format(source))
    assert questions(made)["nota"]["visible_if"] == ours
    definition = compiled(made)
    for answers, expected in ((YES, of_yes), ({}, of_nothing)):
        asked = [
            code for page in run(definition, answers, {"today": "2026-11-22"})["pages"] for code in page["questions"]
        ]
        assert ("nota" in asked) is expected


@pytest.mark.parametrize(
    "source",
    [
        "regex(${t}, '[a-z]+')",
        "pulldata('f', 'a', 'b', ${t}) = 1",
        "${t} > 3",
        "${manca} = 1",
        "instance('x')/root/item[name = ${uno}]/label = 'a'",
        "${uno} = ",
        "position(..) = 1",
        "${d} = 'domani'",
        "'a'",
    ],
)
def test_what_has_no_counterpart_is_an_error_with_its_row(source: str) -> None:
    made = form(SURVEY.format(source))
    assert told(made, "error") == [("condition.lost", "survey", 7)]
    assert "visible_if" not in questions(made)["nota"]


def test_a_choice_that_is_not_there_is_told_and_equals_nothing() -> None:
    made = form(SURVEY.format("${uno} = 'forse' or ${n} = 1"))
    assert questions(made)["nota"]["visible_if"] == "n == 1"
    assert ("option.unknown", "survey", 7) in told(made, "warning")


def test_a_question_whose_condition_never_holds_is_left_out_and_told() -> None:
    made = form(SURVEY.format("false()"))
    assert "nota" not in questions(made)
    assert ("question.never", "survey", 7) in told(made, "warning")


def test_a_long_chain_of_conditions_is_not_a_deep_one() -> None:
    made = form(SURVEY.format(" or ".join(f"${{n}} = {number}" for number in range(60))))
    compiled(made)


@pytest.mark.parametrize("source", ["not(" * 200 + "1" + ")" * 200, "-" * 500 + "1", "'a" * 3])
def test_a_hostile_source_is_refused_with_a_reason(source: str) -> None:
    with pytest.raises(XPathError):
        xpath.parse(source)
