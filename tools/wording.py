"""The Italian words respondents read, found in the code, and what their catalogues lack: `python -m tools.wording`.

Templates: every `_("…")`, `_n(…, "…", "…")`. Scripts: `word("…")`, `words(…, "…", "…")`. Python: the messages handed to
the functions of CALLS, written there or as a constant of the module.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, nodes

from questionari.engine.validating import messages
from questionari.mail.messages.compose import ALSO, FACTS
from questionari.mail.messages.kind import ADDRESSES
from questionari.mail.messages.kinds import KINDS, WORDED

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "schemi" / "interfaccia"
MODULES = (
    "questionari/engine",
    "questionari/usecases/outbox",
    "questionari/usecases/colleagues",
    "questionari/usecases/consulting",
    "questionari/usecases/helping",
    "questionari/usecases/querying",
    "questionari/usecases/responding",
    "questionari/usecases",
    "questionari/web/respond",
    "questionari/web/public",
    "questionari/web",
)
TEMPLATES = (
    *("respond/*.html", "consult/*.html", "public/*.html", "paper/*.html", "components/*.html"),
    *("layout.html", "error.html", "mail/*"),
)
#: Function -> where its messages stand among the arguments.
CALLS: Mapping[str, slice] = {
    "word": slice(0, 1),
    "words": slice(1, 3),
    "phrase": slice(0, 1),
    "translated": slice(0, 1),
    "said": slice(0, 1),
    "counted": slice(1, 3),
    "problem": slice(1, 2),
    "_of_day": slice(0, 1),
    "PlaceType": slice(1, 2),
}
#: The packages whose refusals respondents read.
REFUSING = {"responding", "colleagues"}
#: Constants that are handed on from elsewhere: module -> names.
HANDED: Mapping[str, tuple[str, ...]] = {
    "questionari/engine/validating/messages.py": ("*",),
    "questionari/engine/answer_types/hours.py": ("_NAMES", "_TITLES"),
    "questionari/engine/answer_types/words.py": ("TYPE_NAMES",),
    "questionari/engine/expressions/words.py": (
        *("_VERBS", "_HELPERS", "_MEASURES", "_JOINERS", "_PICKED", "_MISSING", "_SUM", "_NEITHER", "_NOR"),
        *("_ROW", "_COLUMN"),
    ),
    "questionari/engine/universe.py": ("_FACTS",),
    "questionari/engine/states.py": ("ENTRY_MODES",),
    "questionari/engine/paper/model.py": ("HOW",),
    "questionari/engine/paper/spaces.py": ("DATE", "MONTH", "TIME", "DATETIME", "SPANS"),
    "questionari/engine/answer_types/matrix.py": ("FAULTS", "MANY_FAULTS"),
    "questionari/web/errors.py": ("PAGES",),
    "questionari/web/respond/kept.py": ("NOT_OPENED", "STALE", "AGAIN", "BUSY"),
    "questionari/web/respond/contests.py": ("LABELS",),
    "questionari/web/respond/presenting.py": ("MARKED_AWAY", "OUT_OF_DATE"),
    "questionari/web/respond/kinds.py": ("FORMATS",),
    "questionari/web/respond/tables.py": ("SPANS",),
    "questionari/usecases/responding/standing.py": ("MESSAGES",),
    "questionari/usecases/responding/attaching.py": ("EMPTY",),
    "questionari/engine/files/reasons.py": ("DAMAGED",),
    "questionari/engine/files/cleaning.py": ("NOT_ALLOWED",),
    "questionari/engine/files/office.py": ("MACROS", "LOCKED"),
    "questionari/engine/files/relations.py": ("LINKED",),
    "questionari/engine/files/revisions.py": ("REVISIONS",),
    "questionari/engine/files/portable.py": ("LOCKED", "ACTIVE", "HIDDEN"),
    "questionari/web/respond/files.py": ("ATTACHED", "STRIPPED", "ACCEPTED", "TAKEN_AWAY"),
    "questionari/web/respond/approving.py": ("SENT", "TAKEN_BACK", "RETURNED"),
    "questionari/web/respond/keeping.py": ("NOT_MADE", "NOTE"),
    "questionari/usecases/consulting/commenting.py": ("ENDED",),
    "questionari/usecases/colleagues/settling.py": ("YES", "NO"),
    "questionari/usecases/verification.py": ("KIND_WORDS", "RECIPIENTS", "SOME_MESSAGE", "READER"),
    "questionari/usecases/feedback.py": ("TOO_MANY",),
    "questionari/usecases/false_messages.py": ("TOO_MANY",),
    "questionari/usecases/helping/asking.py": ("EMPTY", "TOO_LONG", "TOO_MANY"),
    "questionari/usecases/helping/correcting.py": ("NO_REASON",),
    "questionari/usecases/querying/pinned.py": ("OVERTAKEN",),
    "questionari/usecases/querying/correcting.py": ("NO_REASON", "TOO_LONG", "NOT_CHANGED", "CHANGED", "TO_CHECK"),
}
#: Messages of the engine that have a form for each number: the plural is the key, the singular is no message.
PLURAL_KEYS = frozenset({messages.REQUIRED_CELLS, messages.REQUIRED_CHOICES, messages.PREVIOUS_MONTHS})
SINGULARS = frozenset({messages.REQUIRED_CELL, messages.REQUIRED_CHOICE, messages.PREVIOUS_ONE_MONTH})
CODES = re.compile(r"[a-z]+_[a-z_]+|\d:\w+|excluded|Scegli la password")  # what is no message
_SCRIPT = re.compile(r'\bword\("((?:[^"\\]|\\.)*)"')
_SCRIPT_PLURAL = re.compile(r'\bwords\(\s*[\w.]+,\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"')


def strings(node: ast.AST) -> Iterator[str]:
    """The texts an expression may give: of a choice both, of a table all its values, never a key."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in _inner(node):
        yield from strings(child)


def _inner(node: ast.AST) -> list[ast.expr]:
    """Where the texts of an expression stand."""
    match node:
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.Dict(values=values):
            return values
        case ast.Tuple(elts=elements):
            return elements
        case ast.Subscript(value=value):
            return [value]
        case ast.Call(func=ast.Attribute(), args=[_, *rest]):
            return rest
    return []


def constants(tree: ast.Module) -> dict[str, ast.expr]:
    """The constants of a module by name."""
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        found |= {t.id: value for t in targets if isinstance(t, ast.Name) and value is not None}
    return found


def _of_module(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    known = constants(tree)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        place = slice(1, 2) if name == "Refused" and REFUSING & {*path.parts} else CALLS.get(name)
        for argument in call.args[place] if place else ():
            yield from _said(argument, known)
    handed = HANDED.get(str(path.relative_to(ROOT)), ())
    for name in known if handed == ("*",) else handed:
        yield from strings(known[name])


def _said(argument: ast.expr, known: Mapping[str, ast.expr]) -> Iterator[str]:
    names = [node.id for node in ast.walk(argument) if isinstance(node, ast.Name) and node.id in known]
    yield from strings(argument)
    for name in names:
        yield from strings(known[name])


def _of_template(path: Path) -> Iterator[tuple[str, bool]]:
    """Messages, and of plurals the second form alone."""
    for call in Environment(autoescape=True).parse(path.read_text()).find_all(nodes.Call):
        name = getattr(call.node, "name", "")
        texts = [a.value for a in call.args if isinstance(a, nodes.Const) and isinstance(a.value, str)]
        if name == "_n":
            yield texts[1], True
        elif name == "_":
            yield from ((text, False) for text in texts[:1])


def _modules(folder: str) -> Iterator[Path]:
    """Of the engine the folders too; of the web layer what every audience shares."""
    places = ROOT / folder
    return places.rglob("*.py") if folder == "questionari/engine" else places.glob("*.py")


def _mails() -> Iterator[str]:
    """The mails that go to the contact, the approver, a colleague of a service, and what stands around them."""
    for kind in (*KINDS.values(), *WORDED.values()):
        yield from (
            (kind.subject, kind.body, kind.link_text, kind.unit_word)
            if kind.to_contact or kind.known & {"link_visto", "link_delega", "link_passaggio"}
            else ()
        )
    yield from (*(label for label, _ in FACTS if label), *ADDRESSES.values(), ALSO)


def expected() -> dict[str, set[str]]:
    """The keys of every catalogue: "messages", "plurals", "scripts"."""
    in_python = {key for folder in MODULES for path in _modules(folder) for key in _of_module(path)} | set(_mails())
    marked = {mark for names in TEMPLATES for path in (ROOT / "templates").glob(names) for mark in _of_template(path)}
    scripts = [path.read_text() for path in (ROOT / "static" / "js").glob("*.js")]
    single = {text for script in scripts for text in _SCRIPT.findall(script)}
    plural = {many for script in scripts for _, many in _SCRIPT_PLURAL.findall(script)}
    said = {key for key in in_python if any(map(str.isalpha, key)) and not CODES.fullmatch(key)} - SINGULARS
    forms = {text for text, several in marked if several}
    return {
        "messages": {text for text, several in marked if not several} | said - PLURAL_KEYS,
        "plurals": forms | PLURAL_KEYS,
        "scripts": single | plural,
    }


def differences(language: str) -> dict[str, tuple[set[str], set[str]]]:
    """Of each part of a catalogue: what it lacks, and what nothing says any more."""
    data = json.loads((FOLDER / f"{language}.json").read_text())
    return {part: (keys - set(data[part]), set(data[part]) - keys) for part, keys in expected().items()}


def main() -> int:
    """Print what each catalogue lacks or has in vain; 1 if there is anything."""
    lines = [
        f"{path.name}: {part}: {word}: {key}"
        for path in sorted(FOLDER.glob("*.json"))
        for part, found in differences(path.stem).items()
        for word, keys in zip(("missing", "unused"), found, strict=True)
        for key in sorted(keys)
    ]
    print("\n".join(lines) or "every word is said in every language")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
