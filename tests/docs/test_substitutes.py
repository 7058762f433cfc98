"""Every package we run on is spoken for, and the places named are where it is used."""

import re
import tomllib

from questionari.settings import ROOT

PAGE = (ROOT / "docs" / "substitutes.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
#: Packages whose module has another name, and those that no module imports.
MODULES = {
    "argon2-cffi": "argon2",
    "dkimpy": "dkim",
    "dnspython": "dns",
    "markdown-it-py": "markdown_it",
    "python-stdnum": "stdnum",
    "psycopg": "psycopg",
    "z3-solver": "z3",
}


def rows() -> list[list[str]]:
    """The cells of each row of the table."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_package_we_run_on_has_its_row() -> None:
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["analysis"]]
    names = {re.split(r"[\[<>=!~ ;]", requirement)[0].lower() for requirement in asked}
    assert sorted(name for name, *_ in rows()) == sorted(names)


def test_every_row_says_what_where_and_what_instead() -> None:
    assert [cells[0] for cells in rows() if len(cells) != 4 or not all(cells)] == []


def test_the_places_named_use_the_package() -> None:
    wrong = []
    for name, _, places, _ in rows():
        module = MODULES.get(name, name.replace("-", "_"))
        for place in re.findall(r"`([^`]+)`", places):
            path = ROOT / place
            files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
            if not any(module in file.read_text(encoding="utf-8") for file in files):
                wrong.append((name, place))
    assert wrong == []
