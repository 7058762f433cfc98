"""Every place of a document is found at its line, and a laid out document is the same document."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given, strategies as st

from questionari.engine.canonical import sha256
from questionari.engine.editing.layout import laid_out
from questionari.engine.editing.lines import line_of, lines_of

WORDS = st.text(max_size=5)
LEAVES = st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=5)
DOCUMENTS = st.dictionaries(
    WORDS,
    st.recursive(
        LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=12
    ),
    max_size=4,
)


def places(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its pointer."""
    yield pointer, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield from places(item, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")


@given(DOCUMENTS)
def test_every_value_is_found_where_it_is_written(document: dict[str, Any]) -> None:
    text = json.dumps(document, ensure_ascii=True, indent=1)
    lines = lines_of(json.dumps(document, ensure_ascii=False, indent=1))
    written = text.split("\n")
    for pointer, value in places(document):
        assert pointer in lines
        if isinstance(value, int | str | None):
            assert json.dumps(value) in written[lines[pointer] - 1]


def test_a_place_that_is_not_written_is_found_at_what_holds_it() -> None:
    text = '{\n "a": {\n  "b": [1,\n 2]\n }\n}'
    assert line_of(lines_of(text), "/a/b/1") == 4
    assert line_of(lines_of(text), "/a/b/7/x") == 3
    assert line_of(lines_of(text), "/z") == 1


@given(st.text(max_size=60))
def test_a_text_that_is_no_document_breaks_nothing(text: str) -> None:
    assert line_of(lines_of(text), "/a") >= 1


@given(DOCUMENTS)
def test_a_laid_out_document_is_the_same_document(document: dict[str, Any]) -> None:
    assert sha256(json.loads(laid_out(document))) == sha256(document)
