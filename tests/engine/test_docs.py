"""The documentation says what the tables say; the meta-schema describes every key."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from questionari.catalogue import SCHEMI
from questionari.engine.checks.codes import RULES
from questionari.engine.checks.shape import APPLIES, NEEDS
from tools.check_pages import pages
from tools.write_docs import DOCS, checks_page, language_page

SCHEMA: dict[str, Any] = json.loads((SCHEMI / "meta" / "questionnaire.schema.json").read_text())


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object of a value, the value first."""
    if isinstance(value, dict):
        yield value
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inside:
        yield from objects(item)


def properties() -> list[tuple[str, dict[str, Any]]]:
    """Every property the schema declares."""
    return [
        (name, schema)
        for part in objects(SCHEMA)
        if isinstance(part.get("properties"), dict) and part.get("type") == "object"
        for name, schema in part["properties"].items()
    ]


def test_the_page_of_checks_is_written_from_the_table() -> None:
    assert (DOCS / "checks.md").read_text() == checks_page(), "run python -m tools.write_docs"


def test_the_page_of_the_language_is_written_from_the_tables() -> None:
    page = (DOCS / "language.md").read_text()
    assert language_page(page) == page, "run python -m tools.write_docs"


def test_every_code_is_on_the_page() -> None:
    page = (DOCS / "checks.md").read_text()
    assert [code for code in RULES if f"| [{code}](checks/{code}.md) |" not in page] == []


def test_each_check_has_a_page_with_a_wrong_example_and_the_right_one() -> None:
    written = {path.name: path.read_text() for path in (DOCS / "checks").glob("*.md")}
    assert written == dict(pages()), "run python -m tools.write_docs"
    assert [
        name for name, page in written.items() if page.count("## Wrong\n\n") + page.count("## Right\n\n") != 2
    ] == []


@pytest.mark.parametrize(("name", "schema"), properties(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_key_of_the_meta_schema_is_described(name: str, schema: dict[str, Any]) -> None:
    described = schema.get("description") or SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]].get("description")
    assert described, name


def test_every_object_of_the_meta_schema_refuses_unknown_keys() -> None:
    open_ = [part for part in objects(SCHEMA) if "properties" in part and part.get("type") == "object"]
    assert [part for part in open_ if part.get("additionalProperties") is not False] == []


def test_the_tables_of_keys_know_only_types_and_keys_of_the_meta_schema() -> None:
    types = set(SCHEMA["$defs"]["type"]["enum"])
    keys = set(SCHEMA["$defs"]["question"]["properties"])
    assert set(APPLIES) <= keys and set().union(*APPLIES.values()) <= types
    assert set(NEEDS) <= types and {key for needed in NEEDS.values() for key in needed} <= keys
