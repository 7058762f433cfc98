"""How long functions are on the whole; tools/lint_house.py holds the limit of each."""

import ast
from pathlib import Path
from statistics import median, quantiles

from tools.lint_house import functions

ROOT = Path(__file__).resolve().parent.parent.parent
MEDIAN, NINETEEN_IN_TWENTY = 8, 20


def lengths() -> list[int]:
    """Lines of every function of the product, without docstring and decorators."""
    files = [path for name in ("questionari", "esportazioni") for path in (ROOT / name).rglob("*.py")]
    found = [function for path in files for function in functions(ast.parse(path.read_text(encoding="utf-8")))]
    return [function.end_lineno - function.lineno + 1 for function in found]


def test_functions_are_of_a_few_lines() -> None:
    sample = lengths()
    assert median(sample) <= MEDIAN
    assert quantiles(sample, n=20)[-1] <= NINETEEN_IN_TWENTY
