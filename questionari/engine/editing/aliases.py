"""What answers written before a code was changed are called since: so that examples go on being read.

Whether the new name is meant, the document says that they are read against: a draft taken back, or another one, may
still have the old one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from questionari.engine.comparing.matching import Item, items
from questionari.engine.definition import Axis, Option, Questionnaire
from questionari.engine.editing.naming import Answers, User, item_renamed, question_renamed
from questionari.engine.editing.places import Address, Document
from questionari.engine.editing.spaces import spaces


@dataclass(frozen=True, slots=True)
class Alias:
    """A part of one of these kinds has another code: "domanda" (``old`` in full), "pagina", "controllo", or "voce", an
    answer, row or column of ``users``.
    """

    kind: str
    old: str
    new: str
    users: tuple[User, ...] = ()

    @classmethod
    def of(cls, kept: list[Any]) -> "Alias":
        """From the JSON it is kept in."""
        kind, old, new, users = kept
        return cls(kind, old, new, tuple((code, part) for code, part in users))

    @property
    def kept(self) -> list[Any]:
        """The JSON it is kept in."""
        return [self.kind, self.old, self.new, [list(user) for user in self.users]]

    def after(self, later: "Alias") -> "Alias | None":
        """What it has become by a later change; None where that is about something else."""
        same = (self.kind, self.new, self.users) == (later.kind, later.old, later.users)
        return replace(self, new=later.new) if same else None


def alias(document: Document, address: str, code: str) -> Alias | None:
    """What a part is going to be called; None where no example names it. Raises EditError as the change would."""
    at = Address.of(address)
    if at.part:
        users = dict.fromkeys(user for one in spaces(document, at) for user in one.users)
        return Alias("voce", at.item, code, tuple(users))
    if at.kind not in ("domanda", "pagina", "controllo"):
        return None
    holder, dot, _ = at.code.rpartition(".") if at.kind == "domanda" else ("", "", "")
    return Alias(at.kind, at.code, f"{holder}{dot}{code}")


def meant(definition: Questionnaire, found: Alias) -> bool:
    """Whether the document knows the new name and not the old one."""
    known = _known(definition, found)
    return found.new in known and found.old not in known


def _known(definition: Questionnaire, found: Alias) -> frozenset[str]:
    if found.kind == "pagina":
        return frozenset(page.code for page in definition.pages())
    if found.kind == "controllo":
        return frozenset(check.code for check in definition.checks)
    asked = items(definition)
    if found.kind == "domanda":
        return frozenset(asked)
    return frozenset(one.code for code, part in found.users if code in asked for one in _listed(asked[code], part))


def _listed(item: Item, part: str) -> Iterable[Option | Axis]:
    """What stands in a part of a question that takes coded things."""
    shape = item.question.matrix
    listed: Mapping[str, Iterable[Option | Axis]] = {
        "options": shape.options if shape else item.question.options,
        "rows": shape.rows if shape else (),
        "columns": shape.columns if shape else (),
        "fixed_rows": item.question.fixed_rows,
    }
    return listed[part]


def answers_under(answers: Answers, found: Alias) -> dict[str, Any]:
    """Answers with the new name."""
    if found.kind == "domanda":
        return question_renamed(answers, found.old, found.new.rpartition(".")[2])
    return item_renamed(answers, found.users, found.old, found.new) if found.kind == "voce" else dict(answers)


def codes_under(codes: Iterable[str], found: Alias) -> list[str]:
    """Codes of pages, or of checks, with the new name; those of a question begin with its code."""
    if found.kind == "voce":
        return list(codes)
    return [found.new + code[len(found.old) :] if _is(code, found.old) else code for code in codes]


def _is(code: str, old: str) -> bool:
    return code == old or code.startswith(f"{old}.")
