"""A line of what needs somebody: the same on the first page of the staff and on that of an ATR."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need as the page shows it."""

    number: int
    text: str
    address: str
    link: str
    urgent: bool
