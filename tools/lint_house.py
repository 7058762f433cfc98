"""The house rules that no common linter knows: `python tools/lint_house.py`, part of `make check`.

Prints "path:line: what is wrong" for every breach and ends with 1 if there is one.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("bench", "deploy", "esportazioni", "questionari", "static", "templates", "tests", "tools")
GENERATED = ("static/vendor/", "__pycache__/", "store/migrations/versions/", "/snapshots/")
MIGRATIONS = ROOT / "questionari" / "store" / "migrations" / "versions"
FILE_LINES = 300
FUNCTION_LINES = 30
NESTING = 3
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.AsyncFor, ast.AsyncWith)


class Finding(NamedTuple):
    """One breach of a rule."""

    line: int
    message: str


Rule = Callable[[str], Iterator[Finding]]


def length(text: str) -> Iterator[Finding]:
    """A file that nobody can take in at once is two files."""
    lines = text.count("\n")
    if lines > FILE_LINES:
        yield Finding(lines, f"{lines} lines; a file has at most {FILE_LINES}")


def forbids(pattern: str, message: str, flags: re.RegexFlag = re.IGNORECASE) -> Rule:
    """A rule that finds every place where a pattern stands, in small letters or capital ones."""
    wanted = re.compile(pattern, flags)

    def rule(text: str) -> Iterator[Finding]:
        for match in wanted.finditer(text):
            yield Finding(text.count("\n", 0, match.start()) + 1, message)

    return rule


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def short_functions(text: str) -> Iterator[Finding]:
    """Length of functions, their docstring included, decorators not."""
    for function in functions(ast.parse(text)):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > FUNCTION_LINES:
            yield Finding(
                function.lineno, f"{function.name} has {lines} lines; a function has at most {FUNCTION_LINES}"
            )


def depth(node: ast.AST) -> int:
    """How many blocks lie within each other below a node; `elif` counts as its `if`."""
    inner = [0]
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        chained = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        inner.append(depth(child) + (isinstance(child, BLOCKS) and not chained))
    return max(inner)


def shallow_functions(text: str) -> Iterator[Finding]:
    """Blocks within blocks within blocks hide what a function is about."""
    for function in functions(ast.parse(text)):
        if depth(function) > NESTING:
            yield Finding(function.lineno, f"{function.name} nests {depth(function)} blocks; at most {NESTING}")


OPENING = re.compile(r"^(\s*)\S.*(?:\bfunction\b.*|=>\s*|\))\{\s*$|^()(?:async )?function\b.*\{\s*$")
NOT_FUNCTIONS = re.compile(r"^\s*(?:\}\s*)?(?:if|else|for|while|switch|catch|try)\b")


def short_script_functions(text: str) -> Iterator[Finding]:
    """Length of functions in scripts laid out in the usual way: the closing brace stands below the first word."""
    lines = text.splitlines()
    for start, line in enumerate(lines):
        opening = OPENING.match(line)
        if not opening or NOT_FUNCTIONS.match(line):
            continue
        closing = re.compile(re.escape(opening.group(1) or "") + r"\}")
        end = next((at for at in range(start + 1, len(lines)) if closing.match(lines[at])), start)
        if end - start + 1 > FUNCTION_LINES:
            yield Finding(start + 1, f"{end - start + 1} lines; a function has at most {FUNCTION_LINES}")


def one_ending(text: str) -> Iterator[Finding]:
    """Empty lines pile up only by accident."""
    for number, (line, following) in enumerate(pairwise(text.split("\n")), 1):
        if line != line.rstrip():
            yield Finding(number, "spaces at the end of the line")
        if not line and not following and number == text.count("\n"):
            yield Finding(number, "empty lines at the end of the file")


UNFINISHED = forbids(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b", "unfinished work: an issue holds it", re.NOFLAG)
PYTHON = (
    length,
    short_functions,
    shallow_functions,
    UNFINISHED,
    forbids(r"#\s*noq" r"a:[^#\n]*(?:C901|PLR09|E501)", "size is not excused: divide it"),
    forbids(r"#\s*type:\s*ignore(?!\[[\w, -]+\]\s+#)", "an ignored type names its code and says why: `[code]  # why`"),
    forbids(r"\bautoescape\s*=\s*False", "everything shown is escaped"),
)
UNSKIPPED = forbids(r"\bpytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b", "a test runs or does not exist")
MAY_SKIP = "tests/services/chromium.py"  # a machine whose owner cannot install a browser still runs all other tests
TEMPLATE = (
    length,
    one_ending,
    UNFINISHED,
    forbids(r"\|\s*safe\b", "|safe: sanitise in Python and return Markup"),
    forbids(r"\{%-?\s*autoescape\s+false", "everything shown is escaped"),
    forbids(r"<[^>{]*\sstyle\s*=", "style attribute: the content security policy refuses it; use a class"),
    forbids(r"<style\b", "inline style sheet: the content security policy refuses it"),
    forbids(r"<script\b(?![^>]*\bsrc=)", "inline script: the content security policy refuses it"),
    forbids(r"<[^>]*\son[a-z]+\s*=\s*[\"']", "inline event handler: the content security policy refuses it"),
    forbids(
        r"\b(?:src|href|action)\s*=\s*[\"']https?://(?!\{)[^\"']*\.(?:js|css|woff2?|png|svg)", "a third party's file"
    ),
    forbids(r"href\s*=\s*[\"']javascript:", "a script is not an address"),
)
MAIL = (length, UNFINISHED, forbids(r"\|\s*safe\b", "|safe: sanitise in Python and return Markup"))
RULES: dict[str, tuple[Rule, ...]] = {
    ".py": PYTHON,
    ".html": TEMPLATE,
    ".txt": MAIL,
    ".css": (length, one_ending, UNFINISHED, forbids(r"@import|url\(\s*[\"']?(?:https?:)?//", "a third party's file")),
    ".js": (length, one_ending, UNFINISHED, short_script_functions, forbids(r"\beval\(|new Function\(", "no eval")),
}


def rules_for(path: str) -> tuple[Rule, ...]:
    """The rules of a file. Mail has its own: mail programs know neither our policy nor style sheets."""
    if path.startswith("templates/mail/"):
        return MAIL
    return (*RULES.get(Path(path).suffix, ()), *([UNSKIPPED] if path.startswith("tests/") and path != MAY_SKIP else []))


def sources() -> Iterator[str]:
    """Paths, from the root, of all files that people write by hand."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and not any(part in name for part in GENERATED):
                yield name
    if (ROOT / "app.py").exists():
        yield "app.py"


def findings(name: str) -> Iterator[str]:
    """Every breach in a file, as "path:line: message"."""
    rules = rules_for(name)
    if rules:
        text = (ROOT / name).read_text(encoding="utf-8")
        for rule in rules:
            yield from (f"{name}:{finding.line}: {finding.message}" for finding in rule(text))


def numbering(folder: Path) -> Iterator[str]:
    """Migrations stand in one row: of two written side by side, the second to arrive takes the next number."""
    for number, path in enumerate(sorted(folder.glob("[0-9]*.py")), 1):
        own, before = (f'"{one:04}"' if one else "None" for one in (number, number - 1))
        text = path.read_text(encoding="utf-8")
        if not path.name.startswith(own.strip('"')) or f"\nrevision = {own}\ndown_revision = {before}\n" not in text:
            yield f"{path.name}:1: the migration in this place is {own}, after {before}"


def main() -> int:
    """Look through every source; 1 if anything was found."""
    breaches = [line for name in sources() for line in findings(name)] + list(numbering(MIGRATIONS))
    print("\n".join(breaches) or "House rules hold.")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
