"""How large a document may be: the largest that is read, and what is said of one more. Nothing is compiled."""

from collections.abc import Callable
from typing import Any

import pytest

from questionari.engine.checks.sizes import many_lists, oversized
from tests.engine.builders import document

Raw = dict[str, Any]


def many(count: int) -> list[int]:
    """Sizes are judged of any shape."""
    return [0] * count


#: What makes a document of so many, how many are read, what is said of one more.
SIZES: dict[str, tuple[Callable[[int], Raw], int, tuple[str, str, str]]] = {
    "questions": (
        lambda count: document(*({} for _ in range(count))), 1500, ("LIM001", "/sections", "questions"),
    ),
    "pages": (
        lambda count: {"sections": [{"pages": [{}] * (count - 1)}]},
        1000, ("LIM001", "/sections", "sections and pages"),
    ),
    "options and rows": (
        lambda count: document(*({"rows": many(2000), "options": {"list": "L"}} for _ in range(9)),
            {"columns": many(1000), "fixed_rows": {"plus": many(count - 19_500)}}, lists={"L": {"options": many(50)}}),
        20_000, ("LIM001", "/sections", "options and rows"),
    ),
    "checks": (
        lambda count: document({"checks": many(400)}, {"questions": [{"checks": many(100)}]}, checks=many(count - 500)),
        1000, ("LIM001", "/checks", "checks"),
    ),
    "checks of questions": (
        lambda count: document({"checks": many(count)}), 1000, ("LIM001", "", "checks"),
    ),
    "lists": (lambda count: document(lists={str(n): {} for n in range(count)}), 500, ("LIM001", "/lists", "lists")),
    **{
        key: (lambda count, key=key: document(**{key: many(count)}), 500, ("LIM001", f"/{key}", "rules"))
        for key in ("effects", "indicators", "preparation", "burden")
    },
    "options of a list": (
        lambda count: document(lists={"L/" + "x" * 70: {"options": many(count)}}),
        500, ("LIM002", "/lists/L~1" + "x" * 70, "options"),
    ),
    **{
        f"{key} of a question": (
            lambda count, key=key: document({"code": "Q" * 70, key: many(count)}),
            most, ("LIM002", "/sections/0/pages/0/questions/0", what),
        )
        for key, most, what in (
            ("options", 500, "options"), *((key, 2000, "cells") for key in ("rows", "columns", "fixed_rows")),
        )
    },
    "rows more than a list's": (
        lambda count: document({}, {"questions": [{"rows": {"list": "L", "plus": many(count)}}]}),
        2000, ("LIM002", "/sections/0/pages/0/questions/1/questions/0", "cells"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SIZES)
def test_a_document_is_read_up_to_its_largest_sizes(name: str) -> None:
    make, most, (code, pointer, what) = SIZES[name]
    assert oversized(make(most)) == ()
    (found,) = oversized(make(most + 1))
    assert (found.code, found.pointer) == (code, pointer)
    assert found.message.endswith(f"{most + 1} {what}, at most {most}") and len(found.message.partition(":")[0]) <= 60
    assert many_lists(make(most + 1)) is (name == "lists") and not many_lists(make(most))
