"""Names that stand in texts, which no linter follows: dotted paths of jobs and commands, addresses of static files."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOTTED = re.compile(r"(?!.*\.db$)(?:questionari|esportazioni)(?:\.[a-z_0-9]+)+(?::[a-z_0-9]+)?")
STATIC = re.compile(r"/static/([\w./-]+\.\w+)|url_for\(['\"]static['\"],\s*filename=['\"]([^'\"]+)['\"]")


def texts(path: Path) -> Iterator[str]:
    """Every text constant of a Python file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def dotted_names() -> Iterator[tuple[str, str]]:
    """(file, text) for every text of the product that names a module or a function of it."""
    for package in ("questionari", "esportazioni"):
        for path in (ROOT / package).rglob("*.py"):
            yield from ((path.relative_to(ROOT).as_posix(), text) for text in texts(path) if DOTTED.fullmatch(text))


def static_files() -> Iterator[tuple[str, str]]:
    """(file, address below /static) for every static file that a template, style sheet or script names."""
    sources = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "static").glob("*/*.css"),
        *(ROOT / "static").glob("js/*.js"),
    ]
    for path in sorted(sources):
        for match in STATIC.finditer(path.read_text(encoding="utf-8")):
            yield path.relative_to(ROOT).as_posix(), match.group(1) or match.group(2)


@pytest.mark.parametrize(("file", "name"), sorted(set(dotted_names())))
def test_a_dotted_name_leads_to_something(file: str, name: str) -> None:
    module, colon, attribute = name.partition(":")
    try:
        found = import_module(module)
    except ModuleNotFoundError as missing:
        assert not colon and missing.name == module, f"{file} names {name}"
        module, _, attribute = module.rpartition(".")
        found = import_module(module)
    assert not attribute or hasattr(found, attribute), f"{file} names {name}"


@pytest.mark.parametrize(("file", "address"), sorted(set(static_files())))
def test_a_static_file_named_by_a_page_is_there(file: str, address: str) -> None:
    assert (ROOT / "static" / address).is_file(), f"{file} names /static/{address}"
