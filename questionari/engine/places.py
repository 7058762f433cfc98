"""Comuni, provinces and countries: the engine's own lists, read once from ``schemi/elenchi`` and kept.

Codes: comune = ISTAT, 6 digits; province = historical ISTAT code, 3 digits (strumenti.md, section 0: the "città
metropolitane" have a second code that we never use); country = ISO 3166 alpha-2. Written by ``tools/make_lists.py``.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "schemi" / "elenchi"
LONGEST_SEARCH = 100
PROVINCE_DIGITS = 3
_COMBINING = re.compile(r"[\u0300-\u036f]+")
_SEPARATORS = re.compile(r"[\W_]+")
_WITH_PROVINCE = re.compile(r"(?P<name>.+?)\s*(?:\(\s*(?P<paren>[A-Za-z]{2})\s*\)|,\s*(?P<comma>[A-Za-z]{2}))")


@dataclass(frozen=True, slots=True)
class Place:
    """A comune, province or country. ``label`` is what people read; ``parent`` is a comune's province code."""

    code: str
    name: str
    label: str
    other_name: str = ""
    parent: str = ""
    abbreviation: str = ""
    region: str = ""


def plain(text: str) -> str:
    """The text as compared: lower case, without accents, apostrophes and hyphens as spaces.

    >>> plain("Forlì-Cesena"), plain("L’Aquila")
    ('forli cesena', 'l aquila')
    """
    bare = _COMBINING.sub("", unicodedata.normalize("NFD", text))
    return _SEPARATORS.sub(" ", bare).casefold().strip()


@dataclass(frozen=True, slots=True)
class PlaceList:
    """One list: its places by code and, for typed names, by every name they go by."""

    by_code: Mapping[str, Place]
    by_name: Mapping[str, tuple[Place, ...]]

    def label(self, code: str) -> str:
        """What people read for that code; the code itself when it is not in the list."""
        place = self.by_code.get(code)
        return place.label if place else code

    def find(self, text: str) -> tuple[Place, ...]:
        """The places a typed code, name or "name (XX)" stands for: none, one, or several of the same name."""
        place = self.by_code.get(text) or self.by_code.get(text.upper())
        if place:
            return (place,)
        found = self.by_name.get(plain(text), ())
        return found or self._of_province(text)

    def _of_province(self, text: str) -> tuple[Place, ...]:
        match = _WITH_PROVINCE.fullmatch(text)
        if match is None:
            return ()
        wanted = (match["paren"] or match["comma"]).upper()
        return tuple(p for p in self.by_name.get(plain(match["name"]), ()) if p.abbreviation == wanted)

    def inside(self, parents: Collection[str]) -> tuple[Place, ...]:
        """The places in these provinces, by name."""
        found = (place for place in self.by_code.values() if place.parent in parents)
        return tuple(sorted(found, key=lambda place: plain(place.label)))

    def search(self, text: str, limit: int = 20, parents: Collection[str] = ()) -> tuple[Place, ...]:
        """Places whose name holds the text, those that begin with it first; accents and case do not matter.

        ``parents``: only the comuni of these provinces; of all, where there are none.
        """
        wanted = plain(text[:LONGEST_SEARCH])
        if not wanted:
            return ()
        ranked = sorted(
            (not name.startswith(wanted), len(name), place.label, place.code)
            for name, places in self.by_name.items()
            if wanted in name
            for place in places
            if not parents or place.parent in parents
        )
        codes = dict.fromkeys(code for *_, code in ranked)
        return tuple(self.by_code[code] for code in list(codes)[:limit])


def province_of(comune: str) -> str:
    """The province that the code of a comune begins with."""
    return comune[:PROVINCE_DIGITS]


def _place_list(places: Iterable[Place], abbreviated: bool = False) -> PlaceList:
    by_code = {p.code: p for p in places}
    by_name: dict[str, list[Place]] = defaultdict(list)
    for place in by_code.values():
        names = (place.name, place.other_name, f"{place.name} {place.other_name}", *place.name.split("/"))
        extra = (place.abbreviation,) if abbreviated else ()
        for name in {plain(n) for n in (*names, *extra)} - {""}:
            by_name[name].append(place)
    return PlaceList(by_code, {name: tuple(found) for name, found in by_name.items()})


def _entries(folder: Path, name: str) -> Sequence[Mapping[str, str]]:
    entries: Sequence[Mapping[str, str]] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return entries


@cache
def provinces(folder: Path = FOLDER) -> PlaceList:
    """The provinces by historical ISTAT code; also found by their two letters ("BA")."""
    return _place_list(
        (
            Place(e["code"], e["name"], e["name"], abbreviation=e["abbreviation"], region=e["region"])
            for e in _entries(folder, "province")
        ),
        abbreviated=True,
    )


@cache
def comuni(folder: Path = FOLDER) -> PlaceList:
    """The comuni by ISTAT code, labelled "Bari (BA)", "Bolzano/Bozen (BZ)"."""
    return _place_list(_comune(e, provinces(folder).by_code[e["province"]]) for e in _entries(folder, "comuni"))


def _comune(entry: Mapping[str, str], province: Place) -> Place:
    other = entry.get("other_name", "")
    name = f"{entry['name']}/{other}" if other else entry["name"]
    label = f"{name} ({province.abbreviation})"
    return Place(entry["code"], entry["name"], label, other, province.code, province.abbreviation, province.region)


@cache
def countries(folder: Path = FOLDER) -> PlaceList:
    """The countries by ISO 3166 alpha-2 code, with Italian names."""
    return _place_list(Place(e["code"], e["name"], e["name"]) for e in _entries(folder, "paesi"))


def search_comuni(text: str, limit: int = 20, folder: Path = FOLDER) -> tuple[Place, ...]:
    """Comuni for a search box: names that begin with the text first."""
    return comuni(folder).search(text, limit)
