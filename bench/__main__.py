"""`python -m bench [LINE …]`: measure the lines at two sizes, print the table, write bench/latest.json."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.measure import Measured, databases, measure
from bench.registry import BY_NAME, LINES
from tests.services import run

LATEST = Path(__file__).resolve().parent / "latest.json"
HEAD = f"{'line':<17}{'database':<12}{'size':>8}{'CPU s':>9}{'a unit':>11}{'baseline':>10}{'ratio':>8}{'MB':>6}  growth"


def arguments() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("lines", nargs="*", metavar="LINE", help=f"which of {', '.join(BY_NAME)}; none: all")
    parser.add_argument("--sqlite-only", action="store_true", help="leave PostgreSQL out")
    parser.add_argument("--keep", type=Path, default=LATEST, help="the file to write (default: bench/latest.json)")
    asked = parser.parse_args()
    unknown = set(asked.lines) - set(BY_NAME)
    if unknown:
        parser.error(f"no such line: {', '.join(sorted(unknown))}; there are {', '.join(BY_NAME)}")
    return asked


def machine() -> str:
    """The machine in words: no names of hosts."""
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count() or 1} cores shared with other work, {system}"


def rows(asked: argparse.Namespace) -> Iterator[Measured]:
    """Every measurement, as it is made."""
    for line in [line for line in LINES if not asked.lines or line.name in asked.lines]:
        for database in databases(asked.sqlite_only) if line.database else ("sqlite",):
            yield from measure(line, database, (line.small, line.large), line.runs)


def text(row: Measured) -> str:
    """A line of the table."""
    unit = f"{1000 * row.cpu_s / row.size:.3f} ms"
    ratio = f"{row.ratio:.1f}" if row.ratio else "–"
    figures = f"{row.size:>8}{row.cpu_s:>9.4f}{unit:>11}{row.baseline_cpu_s:>10.4f}{ratio:>8}{row.peak_mb:>6}"
    growth = f"  {row.growth:.2f}" if row.growth is not None else "  –"
    notes = "".join(f"  {name} {value:g}" for name, value in row.notes.items())
    return f"{row.line:<17}{row.database:<12}{figures}{growth}{notes}"


def merged(path: Path, made: list[Measured]) -> list[dict[str, object]]:
    """The new measurements in place of the old ones of the same line, database and size."""
    fresh = {(row.line, row.database, row.size): row.as_json() for row in made}
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    kept = {(row["line"], row["database"], row["size"]): row for row in old if row["line"] in BY_NAME}
    order = {name: number for number, name in enumerate(BY_NAME)}
    both: dict[tuple[str, str, int], dict[str, object]] = {**kept, **fresh}
    return [both[key] for key in sorted(both, key=lambda key: (order[key[0]], key[1], key[2]))]


def main() -> int:
    """Measure and write."""
    asked, made = arguments(), []
    print(f"{machine()}. CPU seconds of our own processes, median of the runs.")
    print(HEAD)
    with ExitStack() as stack:
        run.open_run()
        stack.callback(run.close_run)
        for row in rows(asked):
            made.append(row)
            print(text(row), flush=True)
    found = [{**row, "machine": machine()} for row in merged(asked.keep, made)]
    asked.keep.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print("\nTargets:", *(f"  {line.name}: {line.target}; baseline: {line.baseline}" for line in LINES), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
