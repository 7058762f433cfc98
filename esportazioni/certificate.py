"""The certificate of an erasure as a tagged PDF (usecases/redactions/printed.py gives its words)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from esportazioni.typesetting import page_words, tagged_pdf
from questionari.engine.wording import ITALIAN

TEMPLATE = Path(__file__).with_suffix(".typ")


def pdf(printed: Mapping[str, Any]) -> bytes:
    """The file; the same statement gives the same words."""
    return tagged_pdf(TEMPLATE, {**printed, "language": ITALIAN, "page": page_words(ITALIAN)})
