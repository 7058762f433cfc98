"""A letter to an ATR for the Department's register, as a tagged PDF: the same facts give the same bytes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from esportazioni.typesetting import page_words, tagged_pdf

TEMPLATE = Path(__file__).with_suffix(".typ")


def pdf(letter: Mapping[str, Any]) -> bytes:
    """The letter that `usecases.chasing.formal.printed` gives."""
    return tagged_pdf(TEMPLATE, {**letter, "page": page_words("it")})
