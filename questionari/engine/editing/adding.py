"""New parts of a document: sections, pages, questions of each type, rules, lists and what stands in them."""

import itertools
import re
from collections.abc import Collection, Sequence

from questionari.engine.checks.outline import checks, pages, questions
from questionari.engine.editing import acts
from questionari.engine.editing.acts import Changed, copied
from questionari.engine.editing.places import Address, Document, EditError, code_of, coded, find
from questionari.engine.editing.skeletons import skeleton

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
ITEM_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
CHECK_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,59}")
MAY_BEGIN = ("columns", "fixed_rows")  # lists that a question may do without
SEVERITIES = ("error", "warning", "note")


def new_code(code: str, taken: Collection[str], pattern: re.Pattern[str] = _CODE) -> str:
    """A code that may be given; the checks would refuse another anyway, and an act could not find it again."""
    wanted = code.strip()
    if not pattern.fullmatch(wanted):
        raise EditError(
            "Un codice ha lettere senza accenti, cifre e «_», al massimo 32; fuori dalle voci di un elenco "
            "comincia con una lettera."
        )
    if wanted in taken:
        raise EditError(f"Il codice {wanted} è già usato: ne scelga un altro.")
    return wanted


_NUMBERED = re.compile(r"(.*?)(\d+)")


def free_code(code: str, beside: Sequence[str], taken: Collection[str], stem: str) -> str:
    """The code as typed; a blank one is the next after those beside it ("Q7": "Q8"), else a number after the stem."""
    if code.strip():
        return code
    last = next((found for one in reversed(beside) if (found := _NUMBERED.fullmatch(one))), None)
    word, first, width = (last[1], int(last[2]) + 1, len(last[2])) if last else (stem, 1, 1)
    return next(name for name in (f"{word}{number:0{width}}" for number in itertools.count(first)) if name not in taken)


def add_item(document: Document, address: str, part: str, code: str, words: str) -> Changed:
    """A new answer, row or column at the end of a list; a blank code is the next free number."""
    owner = find(document, address).raw
    present = [] if part in MAY_BEGIN and part not in owner else coded(owner, part)
    taken = [code_of(raw, at) for at, raw in enumerate(present)]
    wanted = new_code(code.strip() or _next(taken), taken, ITEM_CODE)
    return acts.add_item(document, address, part, {"code": wanted, "text": {"it": words.strip()}})


def _next(taken: Collection[str]) -> str:
    """The next number, as wide as those that are there."""
    numbers = [code for code in taken if code.isdecimal() and int(code) < 90]
    width = max(map(len, numbers), default=1)
    return str(max(map(int, numbers), default=0) + 1).zfill(width)


def add_question(document: Document, holder: str, after: str, kind: str, code: str, words: str) -> Changed:
    """A new question of a type on a page or among the parts of a group or roster, after one of them ("": first)."""
    changed = copied(document)
    listed = find(changed, holder).raw.get("questions")
    if listed is None:
        raise EditError("Qui non si possono aggiungere domande.")
    short = [raw["code"] for raw in listed]
    at = short.index(after) + 1 if after in short else 0 if not after else len(short)
    taken = _taken(changed, holder, short)
    listed.insert(at, _question(taken, kind, free_code(code, short[:at] or short, taken, "Q"), words))
    return changed


def _taken(document: Document, holder: str, short: list[str]) -> list[str]:
    """The codes that a new question may not have: those of all, on a page; those beside it, in a group."""
    return short if Address.of(holder).kind == "domanda" else [place.code for place in questions(document)]


def _question(taken: Collection[str], kind: str, code: str, words: str) -> Changed:
    made = skeleton(kind, new_code(code, taken), words.strip())
    if made is None:
        raise EditError(f"Il tipo «{kind}» non si aggiunge da qui: usi il testo del documento.")
    return made


def add_page(document: Document, section: str, code: str, title: str, first: Changed) -> Changed:
    """A new page at the end of a section, with its first question."""
    changed = copied(document)
    spot = find(changed, f"sezione/{section}")
    spot.raw["pages"].append(_page(changed, code, title, first))
    return changed


def _page(document: Document, code: str, title: str, first: Changed) -> Changed:
    taken = [page["code"] for page, _ in pages(document)]
    wanted = new_code(free_code(code, taken, taken, "P"), taken)
    return {"code": wanted, "title": {"it": title.strip()}, "questions": [first]}


def add_section(document: Document, code: str, title: str, first: Changed) -> Changed:
    """A new section at the end, with a page of the same title and its first question."""
    changed = copied(document)
    taken = [section["code"] for section in document["sections"]]
    wanted = new_code(free_code(code, taken, taken, "S"), taken)
    page = _page(changed, _free(wanted, [page["code"] for page, _ in pages(document)]), title, first)
    changed["sections"].append({"code": wanted, "title": {"it": title.strip()}, "pages": [page]})
    return changed


def _free(wanted: str, taken: Collection[str]) -> str:
    """That code, or with the first number that makes it new."""
    return next(code for code in (wanted, *(f"{wanted}_{n}" for n in range(2, 999))) if code not in taken)


def first_question(document: Document, kind: str, code: str, words: str, section: str = "") -> Changed:
    """The question that a new page begins with; a blank code follows those of its section, or takes its name ("S2_01")
    where the questions of the sections before have theirs."""
    taken = [place.code for place in questions(document)]
    return _question(taken, kind, _in_section(document, section.strip(), taken, code), words)


def _in_section(document: Document, section: str, taken: list[str], code: str) -> str:
    top = {
        one["code"]: [raw["code"] for page in one["pages"] for raw in page["questions"]] for one in document["sections"]
    }
    if code.strip() or section in top:
        return free_code(code, top.get(section, ()), taken, "Q")
    last, own = list(top.items())[-1]
    named = bool(section) and all(one.startswith(f"{last}_") for one in own)
    return f"{section}_01" if named and f"{section}_01" not in taken else free_code("", own, taken, "Q")


def add_check(document: Document, holder: str, code: str, severity: str, require: str, message: str) -> Changed:
    """A new rule of a question, or of the whole document; what it requires may be refined afterwards."""
    changed = copied(document)
    if severity not in SEVERITIES:
        raise EditError("Scelga che cosa fa la regola: errore, avviso o nota.")
    if not require.strip():
        raise EditError("Scriva che cosa deve valere, o lo componga scegliendo una domanda.")
    taken = [raw["code"] for raw, _, _ in checks(document)]
    stem = f"{Address.of(holder).code}." if Address.of(holder).code else ""
    wanted = new_code(free_code(code, (), taken, f"{stem}regola"), taken, CHECK_CODE)
    text = {"it": message.strip()}
    made = {"code": wanted, "severity": severity, "require": require.strip(), "message": text}
    find(changed, holder).raw.setdefault("checks", []).append(made)
    return changed


def add_list(document: Document, code: str, option: str, words: str) -> Changed:
    """A new list of answers of this document, with its first one."""
    changed = copied(document)
    lists = changed.setdefault("lists", {})
    first = {"code": new_code(option, (), ITEM_CODE), "text": {"it": words.strip()}}
    lists[new_code(code, lists)] = {"options": [first]}
    return changed


def users_of(document: Document, name: str) -> tuple[str, ...]:
    """The questions that take their answers or rows from a list of the document."""
    named = (place for place in questions(document) if _names(place.raw, name))
    return tuple(place.code for place in named)


def _names(raw: Document, name: str) -> bool:
    sources = (raw.get(key) for key in ("options", "rows"))
    return any(isinstance(source, dict) and source.get("list") == name for source in sources)


def use_list(document: Document, question: str, name: str) -> Changed:
    """The answers of a question from a list of the document."""
    changed = copied(document)
    raw = find(changed, f"domanda/{question}").raw
    if "options" not in raw or name not in document.get("lists", {}):
        raise EditError("Questa domanda non prende le sue risposte da un elenco.")
    raw["options"] = {"list": name}
    return changed
