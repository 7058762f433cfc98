"""Where each value of a JSON text stands: JSON pointer -> line, without recursion."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


@dataclass(slots=True)
class _Level:
    """An object or a list being read: the pointer of it, the key or index its next value has."""

    pointer: str
    key: str | int | None

    def inside(self) -> str:
        """The pointer of the value that comes."""
        part = str(self.key).replace("~", "~0").replace("/", "~1")
        return f"{self.pointer}/{part}"


@dataclass(slots=True)
class _Reader:
    """Walks tokens and notes where values begin."""

    lines: dict[str, int] = field(default_factory=dict)
    levels: list[_Level] = field(default_factory=list)

    def read(self, mark: str, line: int) -> None:
        """One mark."""
        if mark in "}]":
            self._close()
        elif mark == ",":
            self._comma()
        elif mark == ":":
            return
        elif self.levels and self.levels[-1].key is None:
            self.levels[-1].key = _key(mark)
        else:
            self._value(mark, line)

    def _value(self, mark: str, line: int) -> None:
        pointer = self.levels[-1].inside() if self.levels else ""
        self.lines.setdefault(pointer, line)
        if mark in "{[":
            self.levels.append(_Level(pointer, None if mark == "{" else 0))

    def _close(self) -> None:
        if self.levels:
            self.levels.pop()

    def _comma(self) -> None:
        if self.levels:
            key = self.levels[-1].key
            self.levels[-1].key = key + 1 if isinstance(key, int) else None


def _key(mark: str) -> str:
    try:
        return str(json.loads(mark, strict=False))
    except ValueError:
        return mark.strip('"')


def lines_of(text: str) -> dict[str, int]:
    """The line, from 1, on which each value of a JSON text begins. Of a text that is no JSON: what could be read."""
    reader, line, read = _Reader(), 1, 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", read, found.start())
        read = found.start()
        reader.read(found[0], line)
    return reader.lines


def line_of(lines: Mapping[str, int], pointer: str) -> int:
    """The line of a place; of one that is not written there (a shared list's option) that of what holds it."""
    while pointer and pointer not in lines:
        pointer = pointer.rpartition("/")[0]
    return lines.get(pointer, 1)
