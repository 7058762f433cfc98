"""publiccode.yml holds every key that the standard (0.4) requires and no other, and agrees with the repository."""

import re
import tomllib
from collections.abc import Iterator
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

#: Where a key stands -> the keys that may stand there; "*" is any language.
KNOWN = {
    "": "publiccodeYmlVersion name applicationSuite url landingURL isBasedOn softwareVersion releaseDate logo "
    "platforms categories usedBy roadmap developmentStatus softwareType intendedAudience description legal maintenance "
    "localisation dependsOn it",
    "intendedAudience": "scope countries unsupportedCountries",
    "description": "it en",
    "description.*": "localisedName genericName shortDescription longDescription documentation apiDocumentation "
    "features screenshots videos awards",
    "legal": "license mainCopyrightOwner repoOwner authorsFile",
    "maintenance": "type contractors contacts",
    "maintenance.contacts": "name email phone affiliation",
    "localisation": "localisationReady availableLanguages",
    "dependsOn": "open proprietary hardware",
    "dependsOn.open": "name versionMin versionMax version optional",
    "it": "countryExtensionVersion piattaforme riuso",
    "it.piattaforme": "spid cie anpr pagopa io",
}
AUDIENCES = {"society", "government", "local-authorities", "welfare", "healthcare", "justice", "research", "security"}
KEY = re.compile(r"^( *)(?:- )?([A-Za-z]+):(?: |$)", re.M)


def keys() -> Iterator[tuple[str, str]]:
    """Where each key stands, and the key."""
    above: list[tuple[int, str]] = []
    for spaces, name in KEY.findall(TEXT):
        above = [(depth, key) for depth, key in above if depth < len(spaces)]
        place = ".".join(key for _, key in above)
        yield re.sub(r"^description\.\w+", "description.*", place), name
        above.append((len(spaces), name))


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


def test_every_key_is_one_of_the_standard() -> None:
    found = [(place.removesuffix(".name"), name) for place, name in keys()]
    assert len(found) > 40
    assert [(place, name) for place, name in found if name not in KNOWN.get(place, "").split()] == []
    assert set(re.findall(r"[a-z-]+", value("scope", block("intendedAudience"), 2))) <= AUDIENCES


def test_what_only_the_publisher_knows_is_told_where_one_publishes() -> None:
    told = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").partition("## To publish the code")[2]
    unknown = re.findall(r"^ *(?:- )?(\w+): .*\.example\b", TEXT, re.M)
    assert unknown == ["url", "email"]
    assert [name for name in unknown if f"`{name}`" not in told] == []


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
