"""What the names of a form stand for here: kinds, codes of options, the roster around."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from questionari.engine.expressions.kinds import Kind
from questionari.xlsform import xpath

#: Type here -> what a condition reads of it. Absent ones cannot be read.
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("integer", "decimal", "currency", "percent", "computed", "time"), Kind.NUMBER),
    **dict.fromkeys(("text", "long_text", "url", "datetime", "computed_text", "attachment"), Kind.TEXT),
    **dict.fromkeys(("choice", "yes_no"), Kind.CODE),
    **dict.fromkeys(("multi", "ordered"), Kind.CODES),
    **dict.fromkeys(("date", "month"), Kind.DATE),
    "roster": Kind.ROSTER,
}


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name of the form. ``code``: what it is written as here, within its roster. ``options``: code in the form ->
    code here. ``roster``: the code of the roster around it.

    ``stands_for``: the expression of a value that has no question of its own here; it is read in its place.
    """

    name: str
    code: str
    kind: Kind | None
    options: Mapping[str, str] = field(default_factory=dict)
    roster: str | None = None
    stands_for: xpath.Node | None = None
    today: bool = False
    #: How many rows the repeat around it has, as the form counts them.
    counted_by: str | None = None

    @property
    def rows(self) -> str:
        """The full code of a repeat: "R.S" for one in the rows of R."""
        return self.code if self.roster is None else f"{self.roster}.{self.code}"


Symbols = Mapping[str, Symbol]
