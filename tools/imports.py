"""Which of our modules see another one, read from their sources: nothing is imported to know it."""

import ast
from collections.abc import Iterator
from pathlib import Path


def module_name(root: Path, path: Path) -> str:
    """questionari/engine/path.py -> questionari.engine.path; a package by its own name."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """What a file imports, modules and perhaps names in them, with the packages they stand in."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        start = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        for name in names:
            parts = f"{start}{name}".split(".")
            yield from (".".join(parts[:length]) for length in range(1, len(parts) + 1))


def strangers(root: Path, place: str, module: str) -> tuple[str, ...]:
    """The modules below a place that reach ``module`` by no chain of imports."""
    reach = {module_name(root, path): set(imported(path)) for path in sorted((root / place).rglob("*.py"))}
    seen, found = set[str](), {module}
    while found:
        seen |= found
        found = {name for name, names in reach.items() if name not in seen and names & found}
    inside = tuple(f"{name}." for name in seen)  # to import what stands in a package is to import the package
    return tuple(name for name in reach if name not in seen and not name.startswith(inside))
