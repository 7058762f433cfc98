"""publiccode.yml holds every key that the standard requires, and agrees with the rest of the repository."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "publiccode.yml").read_text(encoding="utf-8")
REQUIRED = ("publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description")
REQUIRED_BELOW = (
    ("legal", "license"),
    ("maintenance", "type"),
    ("maintenance", "contacts"),
    ("localisation", "localisationReady"),
    ("localisation", "availableLanguages"),
)
STATUSES = ("concept", "development", "beta", "stable", "obsolete")
TYPES = ("standalone/web", "standalone/backend", "standalone/desktop", "addon", "library", "configurationFiles")
MAINTENANCE = ("internal", "contract", "community", "none")


def block(name: str, text: str = TEXT, depth: int = 0) -> str:
    """What stands under a key."""
    found = re.search(rf"^{' ' * depth}{name}:(.*\n(?:{' ' * (depth + 1)}.*\n|\n)*)", text + "\n", re.M)
    assert found is not None, f"{name} is missing"
    return found[1]


def value(name: str, text: str = TEXT, depth: int = 0) -> str:
    """A key's value on its own line, bare."""
    return block(name, text, depth).splitlines()[0].partition("  #")[0].strip().strip('"')


@pytest.mark.parametrize("name", REQUIRED)
def test_a_required_key_is_there(name: str) -> None:
    assert block(name).strip()


@pytest.mark.parametrize(("above", "name"), REQUIRED_BELOW)
def test_a_required_key_below_another_is_there(above: str, name: str) -> None:
    assert block(name, block(above), 2).strip()


def test_values_are_among_those_the_standard_knows() -> None:
    assert value("developmentStatus") in STATUSES
    assert value("softwareType") in TYPES
    assert value("type", block("maintenance"), 2) in MAINTENANCE
    assert date.fromisoformat(value("releaseDate"))
    assert "\t" not in TEXT


@pytest.mark.parametrize("language", ["it", "en"])
def test_descriptions_have_the_lengths_asked_for(language: str) -> None:
    described = block(language, block("description"), 2)
    short = " ".join(block("shortDescription", described, 4).replace(">-", "").split())
    long = " ".join(block("longDescription", described, 4).replace(">", "").split())
    assert 0 < len(short) <= 150
    assert 150 <= len(long) <= 10_000
    assert block("features", described, 4).count("- ") >= 1


def test_it_agrees_with_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (value("name"), value("softwareVersion")) == (project["name"], project["version"])
    assert value("license", block("legal"), 2) == project["license"]
