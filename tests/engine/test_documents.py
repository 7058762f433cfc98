"""Every document of tests/documents: the valid compile, the faulty give the finding their name says."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from questionari.catalogue import canonical_bytes, compile_document, load_document, meta_schema
from questionari.engine.checks.codes import FAMILIES, RULES
from questionari.engine.compiler import subject_of
from questionari.engine.expressions.functions import FUNCTIONS
from questionari.engine.expressions.tree import CONTEXT_NAMES
from questionari.engine.findings import StaticFinding
from questionari.proofs.prove import prove
from tests.engine.builders import DOCUMENTS, document, question
from tools.check_pages import IN_WORDS, mended

ROOT = DOCUMENTS.parent.parent
VALID = sorted((DOCUMENTS / "valid").glob("*.json"))
FAULTY = sorted((DOCUMENTS / "faulty").glob("*.json"))


def expected(path: Path) -> str:
    """The code a faulty document is named after ("REF002-page" -> "REF002")."""
    return path.stem.split("-")[0]


def judged(content: Path | dict[str, Any]) -> list[StaticFinding]:
    """All findings of a document: the compiler's and, where it compiles, those of the proofs."""
    prepared = load_document(content.read_bytes() if isinstance(content, Path) else content)
    compiled = compile_document(prepared)
    proof = prove(subject_of(prepared.document, prepared.sha256)) if compiled.questionnaire else None
    return [*compiled.findings, *(proved.finding for proved in (proof.findings if proof else ()))]


def at(value: Any, pointer: str) -> Any:
    """What a JSON pointer points at; fails when it points at nothing."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_document_compiles_without_errors(path: Path) -> None:
    compiled = compile_document(path.read_bytes())
    assert compiled.questionnaire is not None
    assert [f for f in judged(path) if f.severity == "error"] == []


def written(value: Any) -> Iterator[Any]:
    """Every key and every plain value of some documents."""
    yield from value if isinstance(value, dict) else [] if isinstance(value, list) else [value]
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from written(inner)


def declared(schema: Any) -> Iterator[Any]:
    """Every key and every word that the meta-schema knows."""
    if isinstance(schema, dict):
        properties = schema.get("properties")
        yield from [*(properties if isinstance(properties, dict) else ()), *schema.get("enum", ())]
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from declared(inner)


def test_every_key_word_function_and_name_of_the_language_stands_in_a_valid_document() -> None:
    known = set(written([json.loads(path.read_bytes()) for path in VALID]))
    assert set(declared(json.loads(meta_schema()))) - known == {"$schema"}
    sources = "\n".join(text for text in known if isinstance(text, str))
    assert [name for name in FUNCTIONS if not re.search(rf"\b{name}\(", sources)] == []
    assert [name for name in CONTEXT_NAMES if not re.search(rf"\b{name}\b", sources)] == []
    assert [
        sign for sign in ("&&", "||", "!(", " in [", " ? ", ".all(", ".exists(", " * ") if sign not in sources
    ] == []


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_a_faulty_document_gives_the_finding_of_its_name_and_no_other(path: Path) -> None:
    assert {finding.code for finding in judged(path)} == {expected(path)}


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_a_finding_points_at_a_place_and_says_what_to_do(path: Path) -> None:
    for finding in judged(path):
        at(json.loads(path.read_bytes()), finding.pointer)
        assert finding.message and finding.advice


@pytest.mark.parametrize("path", [p for p in FAULTY if expected(p)[:3] != "LOG"], ids=lambda path: path.stem)
def test_a_document_with_an_error_has_no_questionnaire(path: Path) -> None:
    compiled = compile_document(path.read_bytes())
    assert (compiled.questionnaire is None) == (RULES[expected(path)].severity == "error")


def test_every_rule_has_a_faulty_document() -> None:
    shown = {expected(path) for path in FAULTY} | {"LIM001"}  # LIM001 needs 1 501 questions: see below
    assert set(RULES) == shown


@pytest.mark.parametrize("code", sorted(set(RULES) - set(IN_WORDS)))
def test_the_right_example_of_a_check_has_no_finding_at_all(code: str) -> None:
    assert [f"{found.code} {found.pointer}" for found in judged(mended(code))] == []


def test_no_code_stands_for_two_checks() -> None:
    source = (ROOT / "questionari" / "engine" / "checks" / "codes.py").read_text()
    assert source.count("    Rule(") == len(RULES) >= 80


def test_too_many_questions_are_refused() -> None:
    crowd = document(*(question(f"Q{i}") for i in range(1501)))
    assert "LIM001" in {finding.code for finding in compile_document(crowd).findings}


def test_every_rule_belongs_to_a_family() -> None:
    assert {code[:3] for code in RULES} == set(FAMILIES)


def test_all_findings_come_at_once() -> None:
    faulty = document(
        question("Q1", "integer", min=5, max=2),
        question("Q2", visible_if="Q9 == 1"),
        question("Q3", "choice", options=[], help={"it": "<b>"}),
    )
    found = {finding.code for finding in compile_document(faulty).findings}
    assert found == {"RNG001", "REF001", "LST001", "TXT004"}


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_the_canonical_form_loads_to_the_same_hash(path: Path) -> None:
    loaded = load_document(path.read_bytes())
    assert load_document(canonical_bytes(loaded)).sha256 == loaded.sha256
