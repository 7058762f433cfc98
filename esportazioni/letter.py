"""Printed letters with their square (QR) and their code, a page each, as a tagged PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

from esportazioni.typesetting import tagged_pdf
from questionari.settings import HelpDesk

TEMPLATE = Path(__file__).with_suffix(".typ")


def pdf(letters: Sequence[Mapping[str, Any]], desk: HelpDesk, today: date) -> bytes:
    """One file of all letters, in the order given; each by the names of `usecases.rounds.letters.Letter`."""
    return tagged_pdf(TEMPLATE, {"letters": [_data(one) for one in letters], "desk": asdict(desk), "day": _day(today)})


def _data(letter: Mapping[str, Any]) -> dict[str, Any]:
    first, last = letter["period"]
    days = {"period": f"dal {_day(first)} al {_day(last)}", "last_day": _day(letter["last_day"])}
    return {**letter, **days, "square": square(letter["link"])}


def square(link: str) -> str:
    """The QR code of a link as SVG; a folded or stained sheet is still read (a quarter of it may be lost)."""
    drawn = BytesIO()
    segno.make(link, error="q", micro=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
