"""The spaces of a language's own typography, whatever spaces were typed."""

import re
from collections.abc import Mapping

NARROW = "\N{NARROW NO-BREAK SPACE}"
#: Where a language parts its double marks from the word before, and its quotes from what they hold: a narrow space at
#: which no line breaks.
_APART: Mapping[str, re.Pattern[str]] = {
    "fr": re.compile("[ \N{NO-BREAK SPACE}](?=[:;?!»])|(?<=«)[ \N{NO-BREAK SPACE}]")
}


def typeset(words: str, language: str) -> str:
    """The words as the language is printed.

    >>> typeset("Actif ? « Oui »", "fr") == f"Actif{NARROW}? «{NARROW}Oui{NARROW}»"
    True
    """
    apart = _APART.get(language)
    return apart.sub(NARROW, words) if apart else words
