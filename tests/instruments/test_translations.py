"""Instrument D in German: complete, in its own words, with the same placeholders; other documents stay as they were."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from questionari import catalogue
from questionari.engine.definition import say
from questionari.engine.headless import run
from questionari.engine.piping import segments
from tests.engine.builders import DOCUMENTS
from tests.instruments import world
from tests.instruments.example import content, example, instrument

#: German words that are the Italian ones too.
ALIKE = {"1522", "18–24", "25–34", "35–44", "45–54", "55–64", "Carabinieri"}


def texts(part: Any) -> Iterator[Mapping[str, str]]:
    """Every text of a document."""
    if isinstance(part, dict) and "it" in part:
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from texts(inner)


def prepared(code: str) -> list[Mapping[str, str]]:
    return list(texts(catalogue.load_document(content(code)).document))


def test_the_reception_record_is_said_in_two_languages() -> None:
    assert instrument("D").languages == ("it", "de")
    assert {tuple(text) for text in prepared("D")} == {("it", "de")}


def test_every_german_text_has_words_of_its_own() -> None:
    same = {text["it"] for text in prepared("D") if text["it"] == text["de"]}
    assert same == ALIKE


def test_one_italian_text_has_one_german_text() -> None:
    said: dict[str, set[str]] = {}
    for text in prepared("D"):
        said.setdefault(text["it"], set()).add(text["de"])
    assert {italian: german for italian, german in said.items() if len(german) > 1} == {}


def test_the_two_languages_hold_the_same_placeholders() -> None:
    for text in prepared("D"):
        held = {
            language: sorted(str(s) for s in segments(words) if not isinstance(s, str))
            for language, words in text.items()
        }
        assert held["it"] == held["de"]


def test_the_translation_is_to_be_reviewed_until_a_named_person_signs() -> None:
    raw = json.loads(content("D"))
    assert raw["translations"] == {"de": {"state": "to_review"}}
    signed = {**raw, "translations": {"de": {"state": "reviewed", "reviewer": "Revisora di prova", "on": "2026-12-01"}}}
    assert catalogue.compile_document(json.dumps(signed).encode()).findings == ()


@pytest.mark.parametrize("lacking", ["reviewer", "on"])
def test_a_signature_without_a_name_or_a_day_is_none(lacking: str) -> None:
    raw = json.loads((DOCUMENTS / "faulty" / "TXT006.json").read_bytes())
    signature = {"state": "reviewed", "reviewer": "Revisora di prova", "on": "2026-12-01"}
    signature.pop(lacking)
    found = catalogue.compile_document(json.dumps({**raw, "translations": {"de": signature}}).encode()).findings
    assert [(finding.code, finding.pointer) for finding in found] == [("STR001", "/translations/de")]


def test_a_list_translated_for_one_document_leaves_the_others_as_they_were() -> None:
    assert {tuple(text) for text in texts(world.document())} == {("it",)}
    assert all({tuple(text) for text in prepared(code)} == {("it",)} for code in "BCE")


def test_the_record_walks_alike_in_both_languages() -> None:
    found = run(instrument("D"), example("D")["answers"], example("D")["context"])
    assert found["submittable"] is True
    question = instrument("D").questions["D5_06"]
    assert [say(option.text, "de") for option in question.options][:2] == ["Informationen", "Gespräch vereinbart"]
