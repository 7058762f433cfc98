"""Chance that repeats: every draw follows from a seed and a name, so it does not depend on the order of the draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dice:
    """Draws of one invented service."""

    seed: str

    def number(self, name: str, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included; ``low`` when the range is empty."""
        digest = sha256(f"{self.seed}|{name}".encode()).digest()
        return low + int.from_bytes(digest[:8]) % (max(high, low) - low + 1)

    def one(self, name: str, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.number(name, 0, len(choices) - 1)]

    def some(self, name: str, choices: Sequence[T], most: int) -> tuple[T, ...]:
        """From one to ``most`` neighbouring choices, in their order."""
        size = self.number(f"{name} size", 1, min(most, len(choices)))
        start = self.number(f"{name} start", 0, len(choices) - size)
        return tuple(choices[start : start + size])

    def split(self, name: str, total: int, parts: Sequence[str]) -> dict[str, int]:
        """A total divided among parts: whole numbers from zero that add up to it."""
        weights = {part: self.number(f"{name} {part}", 0, 9) for part in parts}
        whole = sum(weights.values()) or 1
        shares = {part: total * weight // whole for part, weight in weights.items()}
        shares[self.one(name, parts)] += total - sum(shares.values())
        return shares
