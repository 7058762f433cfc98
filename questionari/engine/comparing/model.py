"""What a comparison says, as frozen values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

#: A piece of a marked text: "=" in both, "-" only in the old, "+" only in the new.
Segment: TypeAlias = tuple[Literal["=", "-", "+"], str]
Comparability: TypeAlias = Literal["full", "caution", "recode", "none"]


class Kind(StrEnum):
    """How a question of one version stands to that of the other, from the weakest change to the strongest."""

    IDENTICAL = "identical"
    MOVED = "moved"
    OPTIONS_REORDERED = "options_reordered"
    REWORDED = "reworded"
    OPTIONS_ADDED = "options_added"
    RULES = "rules_changed"
    ROUTING = "routing_changed"
    OPTIONS_REMOVED = "options_removed"
    OPTIONS_RECODED = "options_recoded"
    RECALCULATED = "recalculated"
    TYPE = "type_changed"
    NEW = "new"
    DROPPED = "dropped"


#: What may be done with the two series of values: set side by side, read with the note, after recoding, not at all.
COMPARABILITY: Mapping[Kind, Comparability] = {
    Kind.IDENTICAL: "full",
    Kind.MOVED: "full",
    Kind.OPTIONS_REORDERED: "caution",
    Kind.REWORDED: "caution",
    Kind.OPTIONS_ADDED: "caution",
    Kind.RULES: "caution",
    Kind.ROUTING: "caution",
    Kind.OPTIONS_REMOVED: "caution",
    Kind.OPTIONS_RECODED: "recode",
    Kind.RECALCULATED: "none",
    Kind.TYPE: "none",
    Kind.NEW: "none",
    Kind.DROPPED: "none",
}
_ORDER = {kind: place for place, kind in enumerate(Kind)}


def strongest(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    """The kinds, each once, the strongest first; identical when there is none."""
    return tuple(sorted(set(kinds), key=_ORDER.__getitem__, reverse=True)) or (Kind.IDENTICAL,)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed. ``what`` names it ("text", "option", "visible_if"), ``place`` where it is many.

    ``old`` is None for what came, ``new`` for what went. A text has its language and is marked.
    """

    kind: Kind
    what: str
    old: str | None
    new: str | None
    place: str = ""
    language: str = ""
    marked: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question of either version or of both; codes and titles are None where it does not stand.

    ``matched_by`` says why the two are one: "concept", "code", or "parent" (the same place in a renamed parent).
    """

    old_code: str | None
    new_code: str | None
    old_title: str | None
    new_title: str | None
    matched_by: str | None
    kinds: tuple[Kind, ...]
    differences: tuple[Difference, ...] = ()
    note: str = ""

    @property
    def kind(self) -> Kind:
        """The strongest: the one that counts."""
        return self.kinds[0]

    @property
    def comparability(self) -> Comparability:
        """What may be done with the two series of values."""
        return COMPARABILITY[self.kind]


ColumnAct: TypeAlias = Literal["gained", "lost", "renamed", "recoded", "retyped"]


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """What becomes of a column of the dataset. ``file`` is "" for the wide file, else the roster's code.

    ``codes`` maps old codes to new ones where they differ; ``codes_gained`` and ``codes_lost`` have no counterpart.
    """

    acts: tuple[ColumnAct, ...]
    old_file: str | None
    old_name: str | None
    new_file: str | None
    new_name: str | None
    codes: Mapping[str, str] = field(default_factory=dict)
    codes_gained: tuple[str, ...] = ()
    codes_lost: tuple[str, ...] = ()
    old_kind: str | None = None
    new_kind: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """Which document was compared."""

    code: str
    version: str
    sha256: str
    title: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions compared. Questions stand in the order of the new one, dropped ones where they stood."""

    old: Version
    new: Version
    note: str
    document: tuple[Difference, ...]
    questions: tuple[QuestionChange, ...]
    columns: tuple[ColumnChange, ...]

    @property
    def identical(self) -> bool:
        """Whether the two documents are one."""
        return self.old.sha256 == self.new.sha256

    def counts(self) -> dict[Kind, int]:
        """How many questions have each strongest kind, the strongest first."""
        found = [question.kind for question in self.questions]
        return {kind: found.count(kind) for kind in reversed(Kind) if kind in found}
