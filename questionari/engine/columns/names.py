"""Names of columns that SPSS, Stata, R and SQL all take: ASCII, at most 32 characters, a letter first, unique."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

LONGEST = 32
_HASH = 6
_OTHER = re.compile(r"[^A-Za-z0-9]+")


def plain_name(parts: Sequence[str]) -> str:
    """The parts joined by underscores, cut to size. What is cut is replaced by a digest, the same at every export.

    A child that bears its roster's code already does not repeat it.

    >>> plain_name(("A5_07", "1")), plain_name(("A0_03.98", "testo")), plain_name(("B4", "B4_01"))
    ('A5_07_1', 'A0_03_98_testo', 'B4_01')
    """
    parts = parts[1:] if len(parts) > 1 and parts[1].startswith(f"{parts[0]}_") else parts
    ascii_text = unicodedata.normalize("NFKD", "_".join(parts)).encode("ascii", "ignore").decode()
    name = _OTHER.sub("_", ascii_text).strip("_")
    name = name if name[:1].isalpha() else f"v_{name}".rstrip("_")
    return name if len(name) <= LONGEST else _shortened(name, parts)


def _shortened(name: str, parts: Sequence[str]) -> str:
    digest = sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:_HASH]
    return f"{name[: LONGEST - _HASH - 1].rstrip('_')}_{digest}"


@dataclass(slots=True)
class Names:
    """The names given so far in one file. Case does not tell two names apart: SQL and SPSS ignore it."""

    _taken: set[str] = field(default_factory=set)

    def name(self, *parts: str) -> str:
        """A name that no other column of the file has."""
        name = plain_name(parts)
        attempt = parts
        while name.casefold() in self._taken:
            attempt = (*attempt, "")
            name = _shortened(plain_name(parts), attempt)
        self._taken.add(name.casefold())
        return name
