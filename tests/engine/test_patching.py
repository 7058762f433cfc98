"""Which versions may take the place of another in an open round: decided by the two documents, each obstacle told."""

import copy
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from questionari.engine.comparing.loosening import looser_rule
from questionari.engine.comparing.patching import obstacles
from questionari.settings import ROOT
from tests.factories import DOCUMENTS

Document = dict[str, Any]
Change = Callable[[Document], object]
OLD: Document = json.loads((DOCUMENTS / "respond.json").read_text())


def question(document: Document, code: str) -> Document:
    pages = (page for section in document["sections"] for page in section["pages"])
    return next(q for page in pages for q in page["questions"] if q["code"] == code)


def messages(change: Change, old: Document = OLD) -> list[str]:
    """What is told of a document changed so."""
    new = copy.deepcopy(old)
    change(new)
    return [found.message for found in obstacles(old, new)]


def check(document: Document) -> Document:
    return question(document, "Q2")["checks"][0]


MENDS: dict[str, Change] = {
    "version": lambda d: d.update(version="2026.1.1", change_note="Un refuso."),
    "text": lambda d: question(d, "Q1")["text"].update(it="Il servizio è aperto?"),
    "help": lambda d: question(d, "Q1").update(help={"it": "Anche in parte."}),
    "title": lambda d: d["sections"][0]["pages"][0].update(title={"it": "Dati"}),
    "option": lambda d: question(d, "Q4")["options"].append({"code": "3", "text": {"it": "Mista"}}),
    "detail": lambda d: question(d, "Q4")["options"].append(
        {"code": "97", "text": {"it": "Ente"}, "detail": {"text": {"it": "Quale?"}}}
    ),
    "option text": lambda d: question(d, "Q4")["options"][0]["text"].update(it="Pubblica o mista"),
    "not required": lambda d: question(d, "Q2").update(required=False),
    "no limit": lambda d: question(d, "Q2").pop("max"),
    "higher limit": lambda d: question(d, "Q2").update(max=9000),
    "longer": lambda d: question(d, "Q3").update(max_length=150),
    "not available": lambda d: question(d, "Q2").update(not_available=True),
    "no check": lambda d: question(d, "Q2").pop("checks"),
    "milder": lambda d: check(d).update(severity="note"),
    "looser": lambda d: check(d).update(require="Q2 <= 2000"),
    "seldom": lambda d: check(d).update(when="Q3 != 'Aurora'"),
    "message": lambda d: check(d).update(message={"it": "È molto."}),
    "language": lambda d: d.update(languages=["it", "de"]),
}
MORE: dict[str, tuple[Change, str]] = {
    "question added": (
        lambda d: d["sections"][0]["pages"][0]["questions"].append({"code": "Q9", "type": "text", "text": {"it": "?"}}),
        "aggiunge una domanda (Q9)",
    ),
    "question taken": (lambda d: d["sections"][0]["pages"][0]["questions"].pop(), "toglie una domanda"),
    "page moved": (lambda d: d["sections"][0]["pages"].reverse(), "cambia l'ordine"),
    "type": (lambda d: question(d, "Q2").update(type="decimal"), "cambia il tipo di risposta"),
    "condition": (lambda d: question(d, "Q2").update(visible_if="Q1 == '2'"), "cambia a chi è posta"),
    "condition gone": (lambda d: question(d, "Q2").pop("visible_if"), "cambia a chi è posta"),
    "required": (lambda d: question(d, "Q4").update(required=True), "diventa obbligatoria"),
    "lower limit": (lambda d: question(d, "Q2").update(max=100), "non allarga il limite"),
    "new limit": (lambda d: question(d, "Q3").update(max_length=50), "non allarga il limite"),
    "option taken": (lambda d: question(d, "Q4")["options"].pop(0), "toglie una risposta possibile (1)"),
    "option recoded": (lambda d: question(d, "Q4")["options"][0].update(code="7"), "toglie una risposta possibile (1)"),
    "options moved": (lambda d: question(d, "Q4")["options"].reverse(), "cambia l'ordine"),
    "state added": (
        lambda d: question(d, "Q4")["options"].append({"code": "8", "text": {"it": "?"}, "reserved": -7}),
        "aggiunge una risposta possibile (8)",
    ),
    "graver": (lambda d: check(d).update(severity="error"), "non è più largo di prima"),
    "stricter": (lambda d: check(d).update(require="Q2 <= 10"), "non è più largo di prima"),
    "other": (lambda d: check(d).update(require="Q2 >= 1000"), "non è più largo di prima"),
    "check added": (
        lambda d: question(d, "Q3").update(checks=[{**check(d), "code": "Q3.nuovo"}]),
        "aggiunge un controllo (Q3.nuovo)",
    ),
    "notice": (lambda d: d["notice"].update(version="bozza-2"), "cambia l'informativa"),
    "language gone": (lambda d: d.update(languages=[]), "toglie una lingua"),
    "whom": (lambda d: d.update(unit="atr"), "cambia chi risponde"),
    "store": (lambda d: question(d, "Q3").update(store="contacts"), "cambia dove si conserva"),
}


@pytest.mark.parametrize("name", MENDS)
def test_texts_looser_checks_and_more_options_only_mend(name: str) -> None:
    assert messages(MENDS[name]) == []


def test_all_of_them_together_only_mend() -> None:
    together = ("version", "text", "help", "title", "option", "not required", "higher limit", "longer", "looser")
    assert messages(lambda d: [MENDS[name](d) for name in together]) == []


@pytest.mark.parametrize("name", MORE)
def test_whatever_else_changes_is_told(name: str) -> None:
    change, told = MORE[name]
    assert any(told in message for message in messages(change)), messages(change)


def test_an_obstacle_says_where_it_stands() -> None:
    new = copy.deepcopy(OLD)
    question(new, "Q2")["type"] = "decimal"
    assert [found.pointer for found in obstacles(OLD, new)] == ["/sections/0/pages/0/questions/1/type"]


@pytest.mark.parametrize("path", sorted((ROOT / "schemi" / "questionari").rglob("*.json")), ids=lambda path: path.stem)
def test_a_row_more_in_a_table_is_no_option_and_the_same_document_only_mends(path: Any) -> None:
    document = json.loads(path.read_text())
    assert messages(lambda d: d.update(version="corretta"), document) == []


def test_a_named_list_that_makes_rows_takes_no_entry_more() -> None:
    old: Document = {"lists": {"L": {"options": [{"code": "1", "text": {"it": "Una"}}]}}, "sections": []}

    def more(document: Document) -> None:
        document["lists"]["L"]["options"].append({"code": "2", "text": {"it": "Due"}})

    assert messages(more, old) == []
    rows = {**old, "sections": [{"code": "S", "pages": [{"code": "P", "rows": {"list": "L"}}]}]}
    assert messages(more, rows) == ["cambia le righe"]


def test_a_bound_that_lets_numbers_be_negative_does_not_go() -> None:
    old = copy.deepcopy(OLD)
    question(old, "Q2")["min"] = -5
    assert messages(lambda d: question(d, "Q2").pop("min"), old) == ["non allarga il limite"]
    assert messages(lambda d: question(d, "Q2").update(min=-9), old) == []


def test_a_check_that_held_on_a_condition_holds_of_no_more() -> None:
    old = copy.deepcopy(OLD)
    check(old)["when"] = "Q1 == '1'"
    assert messages(lambda d: check(d).update(when="Q1 == '1' && Q3 != ''"), old) == []
    for change in (lambda d: check(d).pop("when"), lambda d: check(d).update(when="Q1 == '2'")):
        (told,) = messages(change, old)
        assert "non è più largo di prima" in told


def test_limits_that_stand_unsaid_are_neither_said_nor_unsaid() -> None:
    old = copy.deepcopy(OLD)
    question(old, "Q3").pop("max_length")
    assert messages(lambda d: question(d, "Q3").update(max_length=9999), old) == ["non allarga il limite"]
    question(old, "Q3")["max_length"] = 80
    assert messages(lambda d: question(d, "Q3").pop("max_length"), old) == ["non allarga il limite"]


@pytest.mark.parametrize(
    ("key", "old", "new", "wider"),
    [
        ("min", 5, None, True),
        ("min", 5, 5, True),
        ("min", None, 5, False),
        ("min", 5, 6, False),
        ("max", 5, None, True),
        ("max", None, 5, False),
        ("max", 5, 4, False),
        ("min_picks", 2, 1, True),
        ("max_picks", 2, 3, True),
        ("max_rows", 2, 3, True),
        ("places", 1, 2, True),
        ("places", 2, 1, False),
        ("required", True, False, True),
        ("required", False, True, False),
        ("required_if", "Q1 == '1'", None, True),
        ("required_if", None, "Q1 == '1'", False),
        ("not_available", True, False, False),
        ("prefer_not", None, True, True),
        ("prefer_not", True, None, False),
        ("compare_previous", {"relative": 0.5, "absolute": 9}, {"relative": 0.5, "absolute": 10}, True),
        ("compare_previous", {"relative": 0.5, "absolute": 9}, {"relative": 0.4, "absolute": 10}, False),
        ("compare_previous", {"relative": 0.5, "absolute": 9}, None, True),
        ("compare_previous", None, {"relative": 0.5, "absolute": 9}, False),
        ("max_mb", 2, 3, False),
        ("sensitive_text", True, False, False),
    ],
)
def test_each_limit_may_only_move_outwards(key: str, old: Any, new: Any, wider: bool) -> None:
    before = copy.deepcopy(OLD)
    question(before, "Q2").pop(key, None)
    after = copy.deepcopy(before)
    question(before, "Q2").update({key: old} if old is not None else {})
    question(after, "Q2").update({key: new} if new is not None else {})
    assert ([found.pointer.rpartition("/")[2] for found in obstacles(before, after)] == []) == wider


@pytest.mark.parametrize(
    ("old", "new", "wider"),
    [
        ({"only": ["1"]}, {"only": ["1", "2"]}, True),
        ({"only": ["1", "2"]}, {"only": ["1"]}, False),
        ({"only": ["1"]}, {}, True),
        ({}, {"only": ["1"]}, False),
        ({"without": ["1", "2"]}, {"without": ["1"]}, True),
        ({"without": ["1"]}, {"without": ["1", "2"]}, False),
        ({"without": ["1"]}, {}, True),
        ({}, {"without": ["1"]}, False),
        ({}, {"plus": [{"code": "9", "text": {"it": "Altra"}}]}, True),
        ({"list": "M"}, {}, False),
    ],
)
def test_of_a_named_list_more_may_be_offered_and_not_less(old: Document, new: Document, wider: bool) -> None:
    before, after = copy.deepcopy(OLD), copy.deepcopy(OLD)
    question(before, "Q4")["options"] = {"list": "L", **old}
    question(after, "Q4")["options"] = {"list": "L", **new}
    assert (obstacles(before, after) == ()) == wider


def test_an_option_with_a_score_a_list_that_goes_and_a_check_of_other_fields_are_told() -> None:
    scored = {"code": "3", "text": {"it": "Mista"}, "score": 2}
    assert messages(lambda d: question(d, "Q4")["options"].append(scored)) == ["aggiunge una risposta possibile (3)"]
    assert messages(lambda d: d.pop("lists"), {**OLD, "lists": {"L": {"options": []}}}) == ["toglie un elenco"]
    assert messages(lambda d: d.update(lists={"L": {"options": []}})) == []
    (told,) = messages(lambda d: check(d).update(fields=["Q1"]))
    assert "non è più largo di prima" in told


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("A <= 5", "A <= 5 || B == 1", True),
        ("A <= 5 && B == 1", "A <= 5", True),
        ("A <= 5 && B == 1", "A <= 6 && B == 1", True),
        ("A >= -5", "A >= -9", True),
        ("A >= 5", "A >= 6", False),
        ("A <= 5", "B <= 6", False),
        ("A == 5", "A == 6", False),
        ("A <= 5", "A < 5", False),
        ("A <= 5 || B == 1", "A <= 5", False),
        ("A == 1 && B == 1", "C == 1", False),
        ("A == 1", "B == 1 || C == 1", False),
        ("A <= B", "A <= C", False),
        ("A <= B", "A <= B", True),
        ("A == 1 || B <= 2", "A == 1 || B <= 3", True),
        ("A == 1 || B <= 2", "A == 2 || B <= 3", False),
        ("A <= 5", "A >= 5", False),
        ("A - 5 <= 1", "A - 5 <= 2", True),
        ("A == 1 && B == 1", "A == 1 || B == 1", True),
        ("A == 1", "B == 1 || A == 1", True),
        ("B == 1 && A == 1", "A == 1", True),
    ],
)
def test_a_looser_rule_is_known_by_its_form(old: str, new: str, found: bool) -> None:
    assert looser_rule(old, new) is found


BOUND = st.integers(-9, 9)


@settings(max_examples=60)
@given(st.sampled_from(["<=", "<", ">=", ">"]), BOUND, BOUND, BOUND)
def test_where_a_bound_is_called_looser_nothing_that_held_fails(operator: str, old: int, new: int, value: int) -> None:
    holds = {"<=": int.__le__, "<": int.__lt__, ">=": int.__ge__, ">": int.__gt__}[operator]
    looser = looser_rule(f"A {operator} {Decimal(old)}", f"A {operator} {Decimal(new)}")
    assert not looser or not holds(value, old) or holds(value, new)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"list": "L", "plus": [{"code": "9", "text": {"it": "Altra", "de": "Andere"}}]}, []),
        ({"list": "K", "plus": [{"code": "9", "text": {"it": "Altra"}}]}, ["cambia le righe"]),
        (
            {"list": "L", "plus": [{"code": "8", "text": {"it": "Altra"}}]},
            ["toglie una riga (9)", "aggiunge una riga (8)"],
        ),
        ({"list": "L"}, ["toglie una riga (9)"]),
    ],
)
def test_rows_beside_a_list_may_be_said_in_other_words_and_no_more(rows: Document, told: list[str]) -> None:
    old = {**OLD, "rows_of": {"rows": {"list": "L", "plus": [{"code": "9", "text": {"it": "Altra"}}]}}}
    assert messages(lambda document: document["rows_of"].update(rows=rows), old) == told
