"""Names of forms as codes of documents: the same wherever they can be."""

import re
import unicodedata
from collections.abc import Callable

from questionari.engine.expressions.tree import CONTEXT_NAMES, ROW_NAMES

_QUESTION = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
_OPTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
TRIES = 50
_RESERVED = CONTEXT_NAMES | ROW_NAMES | {"true", "false", "in"}


def _plain(name: str) -> str:
    """Without accents; whatever else no code may hold becomes an underscore."""
    letters = unicodedata.normalize("NFKD", name)
    return re.sub(r"[^A-Za-z0-9_-]+", "_", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def _fitting(name: str, fits: Callable[[str], bool], longest: int, code_taken: Callable[[str], bool], many: int) -> str:
    """The first of name, name_2, name_3 … that fits and is free; after some tries, one that surely is."""
    stem, number, code = name, 1, name[:longest]
    while not fits(code) or code_taken(code):
        number += 1 if number < TRIES else many
        ending = f"_{number}"
        code = stem[: longest - len(ending)] + ending
    return code


def question_code(name: str, taken: set[str]) -> str:
    """A code for a question, which ``taken`` (in small letters) then holds."""
    plain = _plain(name).replace("-", "_")
    begun = plain if plain[:1].isalpha() and plain.lower() not in _RESERVED else f"q_{plain.strip('_')}"
    fits, met = (lambda found: bool(_QUESTION.fullmatch(found))), (lambda found: found.lower() in taken)
    code = _fitting(begun, fits, 32, met, len(taken))
    taken.add(code.lower())
    return code


def option_code(name: str, taken: set[str]) -> str:
    """A code for an option, which ``taken`` then holds; '1' and '01' are the same number to data programs."""
    begun = _plain(name).lstrip("_-") or "o"
    fits, met = (lambda found: bool(_OPTION.fullmatch(found))), (lambda found: _number(found) in taken)
    code = _fitting(begun, fits, 40, met, len(taken))
    taken.add(_number(code))
    return code


def _number(code: str) -> str:
    return str(int(code)) if code.isascii() and code.isdigit() else code
