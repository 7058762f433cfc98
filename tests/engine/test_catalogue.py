"""Documents from bytes: what is refused at the door, what the hash covers, what is cached."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from questionari import catalogue
from questionari.catalogue import MAX_BYTES, DocumentError, canonical_bytes, compile_document, load_document, published
from questionari.engine.compiler import self_contained
from tests.engine.builders import DOCUMENTS, document, question

YES_NO = question("Q1", "yes_no")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"{", "line 1, column 2"),
        (b'{"code": "A", "code": "B"}', "'code' stands twice"),
        (b'{"x": NaN}', "NaN is not JSON"),
        (b'{"x": "\xe0"}', "not UTF-8"),
        (b"[" * 200_000, "too deeply"),
        (b'{"a":' + b"[" * 60 + b"]" * 60 + b"}", "at most 40 levels"),
        (b" " * (MAX_BYTES + 1), f"at most {MAX_BYTES}"),
    ],
)
def test_bytes_that_are_no_document_are_refused_with_the_way_out(content: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        load_document(content)


def test_the_order_of_keys_and_blanks_do_not_change_the_hash() -> None:
    raw = document(YES_NO)
    turned = json.dumps(dict(reversed(list(raw.items()))), indent=4).encode()
    assert load_document(turned).sha256 == load_document(raw).sha256


def test_a_word_changed_changes_the_hash() -> None:
    other = document({**YES_NO, "text": {"it": "Altro"}})
    assert load_document(other).sha256 != load_document(document(YES_NO)).sha256


def test_the_hash_covers_shared_lists(tmp_path: Path) -> None:
    raw = document(question("Q1", "choice", options={"list": "L"}), lists={"L": {"shared": "prove"}})
    (tmp_path / "elenchi").mkdir()
    hashes = []
    for text in ("Una", "Altra"):
        shared = {"code": "prove", "title": {"it": "Prove"}, "options": [{"code": "1", "text": {"it": text}}]}
        folder = tmp_path / text
        (folder / "elenchi").mkdir(parents=True)
        (folder / "elenchi" / "prove.json").write_text(json.dumps(shared))
        hashes.append(load_document(raw, folder).sha256)
    assert hashes[0] != hashes[1]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", "tipologie.json"])
def test_a_shared_list_cannot_be_looked_for_outside_its_folder(name: str) -> None:
    raw = document(question("Q1", "choice", options={"list": "L"}), lists={"L": {"shared": name}})
    assert compile_document(raw).questionnaire is None


def test_a_published_document_is_the_questionnaire_that_was_compiled() -> None:
    prepared = load_document((DOCUMENTS / "valid" / "roster.json").read_bytes())
    stored, compiled = published(canonical_bytes(prepared)), compile_document(prepared).questionnaire
    assert [getattr(stored, part.name) for part in fields(stored)] == [
        getattr(compiled, p.name) for p in fields(stored)
    ]


def test_a_published_document_is_not_judged_again() -> None:
    faulty = load_document((DOCUMENTS / "faulty" / "PRI001.json").read_bytes())
    assert published(canonical_bytes(faulty)).sha256 == faulty.sha256


def test_a_document_is_compiled_once() -> None:
    raw = document(YES_NO)
    assert compile_document(raw) is compile_document(json.dumps(raw).encode())


@pytest.mark.parametrize(
    "broken",
    [{}, {"lists": []}, {"lists": {"L": 3}}, {"lists": {"L": {"shared": {}}}}, {"sections": "x"}, {"code": None}],
)
def test_whatever_the_shape_the_answer_is_findings(broken: dict[str, object]) -> None:
    compiled = compile_document({**document(YES_NO), **broken} if broken else {})
    assert compiled.questionnaire is None
    assert {finding.code for finding in compiled.findings} == {"STR001"}


def test_of_a_shared_list_the_document_takes_the_texts_in_its_own_languages() -> None:
    raw = document(question("Q1", "choice", options={"list": "L"}), lists={"L": {"shared": "prove"}})
    details = {"code": "2", "text": {"it": "Due", "de": "Zwei"}, "detail": {"text": {"it": "Quale", "de": "Welche"}}}
    shared = {"options": [{"code": "1", "text": {"it": "Una", "de": "Eine"}, "reserved": -7}, details]}
    of = self_contained({**raw, "$schema": "../meta/questionnaire.schema.json"}, {"prove": shared}.__getitem__)
    assert of["lists"] == {
        "L": {
            "options": [
                {"code": "1", "text": {"it": "Una"}, "reserved": -7},
                {"code": "2", "text": {"it": "Due"}, "detail": {"text": {"it": "Quale"}}},
            ]
        }
    }
    assert "$schema" not in of and {key: of[key] for key in raw if key != "lists"} == {
        key: raw[key] for key in raw if key != "lists"
    }


def test_a_document_without_lists_gets_none_and_an_unknown_shared_list_stays_as_it_is() -> None:
    assert "lists" not in self_contained(document(YES_NO), {}.__getitem__)
    raw = document(YES_NO, lists={"L": {"shared": "prove"}, "M": {"options": []}})
    assert self_contained(raw, {}.__getitem__)["lists"] == raw["lists"]


def test_every_description_of_the_schema_is_said_in_italian_and_no_other() -> None:
    def told(node: Any) -> set[str]:
        inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        own = {node["description"]} if isinstance(node, dict) and isinstance(node.get("description"), str) else set()
        return own.union(*map(told, inside))

    words = json.loads((catalogue.SCHEMI / "meta" / "questionnaire.it.json").read_bytes())
    assert told(json.loads(catalogue.meta_schema())) == set(words)
    assert told(json.loads(catalogue.italian_schema())) <= set(words.values())
