"""Write the generated parts of the documentation: docs/checks.md and docs/checks/, the tables of docs/language.md.

    python -m tools.write_docs

A test holds the files true to the tables they are written from.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from questionari.engine.checks.codes import FAMILIES, RULES, Rule
from questionari.engine.expressions.context import CENSUS_FIELDS
from questionari.engine.expressions.functions import FUNCTIONS, Function
from questionari.engine.expressions.kinds import ANSWER, Kind
from questionari.engine.expressions.operators import BINARY, UNARY
from tools import check_pages

DOCS = Path(__file__).resolve().parent.parent / "docs"
_FEW = 3  # kinds of an argument that are told one by one

_CHECKS_HEAD = """# Static checks

`flask questionnaire check FILE` reports every finding at once, each with a stable code, a JSON pointer, a message and
the way out. A document with an error cannot be published; a warning is for the author to judge. Each code has a page
with a wrong example and the right one. Written by `python -m tools.write_docs` from
`questionari/engine/checks/codes.py`; a faulty document for each code is in `tests/documents/faulty`, what puts it
right in `tests/documents/mended.json`.
"""


def checks_page() -> str:
    """docs/checks.md."""
    families = (_family(prefix, title) for prefix, title in FAMILIES.items())
    return "\n".join((_CHECKS_HEAD, *families))


def _family(prefix: str, title: str) -> str:
    rows = (_rule_row(rule) for rule in RULES.values() if rule.code.startswith(prefix))
    return "\n".join((f"## {prefix} – {title}\n", *_table(("Code", "Severity", "Finding", "What to do"), rows), ""))


def _rule_row(rule: Rule) -> tuple[str, ...]:
    return (f"[{rule.code}](checks/{rule.code}.md)", rule.severity, rule.title, rule.advice)


def language_page(page: str) -> str:
    """docs/language.md with its generated parts written anew."""
    for name, write in _PARTS.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = before + begin + write() + end + after
    return page


def _census() -> str:
    return ", ".join(f"`{field}`" for field in CENSUS_FIELDS)


def _operators() -> str:
    levels = sorted({**BINARY}.items(), key=lambda item: item[1].level)
    rows = [("`? :`", "the first value if the condition holds, else the second")]
    rows += [(_code(sign), operator.doc) for sign, operator in (*levels, *UNARY.items())]
    return _block(("Operator", "Value"), rows)


def _functions() -> str:
    return _block(("Function", "Value"), ((_code(_call(name, f)), f.doc) for name, f in FUNCTIONS.items()))


def _call(name: str, function: Function) -> str:
    shown = [_kind(kinds) for kinds in function.parameters]
    if function.optional:
        shown[-function.optional :] = [f"[{kind}]" for kind in shown[-function.optional :]]
    return f"{name}({', '.join(shown)}{', …' if function.repeats else ''})"


def _kind(kinds: frozenset[Kind]) -> str:
    """What a parameter takes, in a word or two; many kinds are a table of cells, or any value."""
    if len(kinds) > _FEW:
        return "table" if Kind.MATRIX in kinds and len(kinds) < len(ANSWER) else "value"
    return " or ".join(sorted(kind.removeprefix("a ").removeprefix("an ") for kind in kinds))


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"


def _block(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n" + "\n".join(_table(head, rows)) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return ["| " + " | ".join(cells) + " |" for cells in (head, ("---",) * len(head), *rows)]


_PARTS: Mapping[str, Callable[[], str]] = {"census": _census, "operators": _operators, "functions": _functions}


def main() -> None:
    """Write both pages, and one for each check."""
    (DOCS / "checks.md").write_text(checks_page(), encoding="utf-8")
    for old in (DOCS / "checks").glob("*.md"):
        old.unlink()
    (DOCS / "checks").mkdir(exist_ok=True)
    for name, content in check_pages.pages():
        (DOCS / "checks" / name).write_text(content, encoding="utf-8")
    language = DOCS / "language.md"
    language.write_text(language_page(language.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
