"""Documents that try to break their reader."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from questionari import catalogue
from questionari.engine.compiler import subject_of
from questionari.proofs import prove, solving
from questionari.usecases.workbench import examining
from tests.engine.builders import document, question


@pytest.mark.parametrize("content", [b"1" * 10_000, b"[" * 200_000, b'{"a":1,"a":2}', b'{"a":NaN}', b"\xff\xfe"])
def test_a_document_that_is_none_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(catalogue.DocumentError) as refusal:
        catalogue.load_document(content)
    assert str(refusal.value).count("not JSON") <= 1


def voices(count: int, **more: Any) -> list[dict[str, Any]]:
    """So many options or rows, of texts that are one object: only their number matters."""
    text = {"it": "V"}
    return [{"code": f"o{place}", "text": text, **more} for place in range(count)]


def checks(count: int) -> list[dict[str, Any]]:
    message, fields = {"it": "M"}, ["Q1"]
    return [
        {"code": f"C{i}", "severity": "error", "require": f"Q1 > {i}", "message": message, "fields": fields}
        for i in range(count)
    ]


PAGE = ("LIM001", "/sections")
FIRST = ("LIM002", "/sections/0/pages/0/questions/0")
SHARED = {"shared": "tipologie"}
YES = question("Q0", "yes_no")
USED = [question(f"Q{i}", "choice", options={"list": "L"}) for i in range(41)]
#: Documents that would take seconds or never end, and what alone is said of them.
HUGE: dict[str, tuple[Callable[[], dict[str, Any]], list[tuple[str, str]]]] = {
    "options": (lambda: document(question("Q1", "multi", options=voices(100_000))), [PAGE, FIRST]),
    "conditions": (
        lambda: document(question("Q1", "multi", options=voices(50_000, visible_if="Q0 == '1'")), YES),
        [PAGE, FIRST],
    ),
    "rows": (lambda: document(question("Q1", "matrix", rows=voices(80_000))), [PAGE, FIRST]),
    "checks": (lambda: document(question("Q1", "integer"), checks=checks(30_000)), [("LIM001", "/checks")]),
    "checks of questions": (lambda: document(question("Q1", "integer", checks=checks(1_001))), [("LIM001", "")]),
    "questions": (lambda: document(*(question(f"Q{i}") for i in range(20_000))), [PAGE]),
    "effects": (lambda: document(YES, effects=[{}] * 501), [("LIM001", "/effects")]),
    "lists": (lambda: document(YES, lists=dict.fromkeys(map(str, range(501)), SHARED)), [("LIM001", "/lists")]),
    "a list of a name": (lambda: document(YES, lists={"L": {"options": voices(501)}}), [("LIM002", "/lists/L")]),
    "a list used again and again": (lambda: document(*USED, lists={"L": {"options": voices(500)}}), [PAGE]),
}


@pytest.mark.parametrize("name", sorted(HUGE))
def test_a_document_that_is_too_large_is_refused_by_its_sizes_and_never_compiled(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "compile_questionnaire", None)  # calling it would raise
    monkeypatch.setattr(catalogue, "structural_findings", None)
    monkeypatch.setattr(catalogue, "sha256", None)  # nor is it hashed, which takes longer than reading it
    make, expected = HUGE[name]
    compiled = catalogue.compile_document(make())
    assert compiled.questionnaire is None
    assert [(one.code, one.pointer) for one in compiled.findings] == expected


def test_a_published_document_is_read_whatever_the_limits_have_become() -> None:
    stored = json.dumps(document(question("Q1", "integer"), checks=checks(1_001))).encode()
    assert len(catalogue.published(stored).checks) == 1_001


def test_the_workbench_says_in_italian_that_a_text_has_too_many_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "compile_questionnaire", None)
    text = json.dumps(document(question("Q1", "integer"), checks=checks(1_001)))
    (found,) = examining.examine(text).findings
    assert (found.code, found.particular) == ("LIM001", "1001 controlli, al massimo 1000")


@pytest.mark.parametrize(
    "broken", [{"sections": 3}, {"sections": [{"pages": {"a": 1}}, 4]}, {"lists": [1]}, {"checks": 1}]
)
def test_sizes_are_judged_of_any_shape(broken: dict[str, Any]) -> None:
    found = catalogue.compile_document({**document(question("Q1")), **broken}).findings
    assert {one.code for one in found} == {"STR001"}


def test_faults_of_shape_are_told_up_to_a_number() -> None:
    found = catalogue.compile_document(document(*(question(f"Q{i}", "none") for i in range(600)))).findings
    assert (len(found), {one.code for one in found}) == (500, {"STR001"})


def test_the_workbench_says_it_of_any_shape() -> None:
    text = json.dumps({"sections": [{"code": 1, "pages": [3]}, 4], "lists": [], "checks": [0] * 1_001, "effects": 1})
    examined = examining.examine(text)
    assert ([found.code for found in examined.findings], examined.shaped) == (["LIM001"], False)


def test_a_proof_says_what_it_did_not_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prove, "MOST_CLAIMS", 5)
    prepared = catalogue.load_document(document(question("Q1", "integer"), checks=checks(4)))
    proof = prove.prove(subject_of(prepared.document, prepared.sha256))
    assert proof.undecided[-1:] == ("what comes after 5 claims",)


def test_what_one_document_costs_the_solver_is_no_debt_of_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = catalogue.load_document(document(question("Q1", "integer"), checks=checks(4)))
    subject = subject_of(prepared.document, prepared.sha256)
    first = prove.prove(subject)
    monkeypatch.setattr(solving, "ALL_QUESTIONS", 25_000)  # each takes 10 000 steps
    assert [prove.prove(subject).undecided for _ in range(4)] == [first.undecided] * 4 == [()] * 4
