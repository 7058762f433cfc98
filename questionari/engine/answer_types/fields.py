"""Names of page fields and the cleaning of what a page posts.

A page field is named ``<CODE>`` or ``<CODE>:<key>``. Keys, relative to the question: "" the answer itself, "nd" the
reserved answer ("-7", "-8"), "<row>:<col>" and "<row>:<col>:nd" of a matrix, "<i>:<child>…" of a roster,
"<day>:1:from" and the like of opening hours.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

Form: TypeAlias = Mapping[str, Sequence[str]]
Raw: TypeAlias = Mapping[str, tuple[str, ...]]

SEPARATOR = ":"
MAIN = ""
RESERVED_KEY = "nd"
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Control characters but the line feed, and the marks that reorder text on screen.
_INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def field_name(code: str, key: str = MAIN) -> str:
    """The name of a page field.

    >>> field_name("A2_04", "lun:1:from"), field_name("A5_02")
    ('A2_04:lun:1:from', 'A5_02')
    """
    return f"{code}{SEPARATOR}{key}" if key else code


def join_key(*parts: str) -> str:
    """A key made of parts; empty parts leave no trace."""
    return SEPARATOR.join(part for part in parts if part)


def group_form(codes: Iterable[str], items: Iterable[tuple[str, str]]) -> dict[str, dict[str, list[str]]]:
    """What a page posted, by question code and key; fields of other questions are left out. Each code is present."""
    grouped: dict[str, dict[str, list[str]]] = {code: {} for code in codes}
    for name, value in items:
        code, _, key = name.partition(SEPARATOR)
        if code in grouped:
            grouped[code].setdefault(key, []).append(value)
    return grouped


def clean_form(form: Form) -> Raw:
    """The form as plain tuples of text that any store can hold; whatever else was handed in becomes text."""
    return MappingProxyType({_text(key): _texts(values) for key, values in form.items()})


def _texts(values: object) -> tuple[str, ...]:
    if type(values) is tuple or type(values) is list:  # as nearly all are
        return tuple(map(_text, values))
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        return (_text(values),)
    return tuple(_text(value) for value in values)


def _is_plain(text: str) -> bool:
    """Whether nothing in it needs cleaning; nine fields in ten are so, and each is cleaned at every look."""
    return text.isascii() and text.isprintable()


def _text(value: object) -> str:
    if type(value) is str and value.isascii():
        return value
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return _SURROGATES.sub("\ufffd", text)


def one_line(text: str) -> str:
    """The text on one line: no control characters, single spaces."""
    if text.isalnum() and text.isascii():  # a number, a code
        return text
    return " ".join((text if _is_plain(text) else _INVISIBLE.sub(" ", _LINE_ENDS.sub(" ", text))).split())


def many_lines(text: str) -> str:
    """The text with line feeds as its only control characters, trimmed."""
    return (text if _is_plain(text) else _INVISIBLE.sub(" ", _LINE_ENDS.sub("\n", text))).strip()


def typed(raw: Raw, key: str = MAIN) -> tuple[str, ...]:
    """The distinct, non-blank values of one field, on one line each, in the order posted."""
    values = raw.get(key)
    if not values:
        return ()
    if len(values) == 1:  # as nearly all are, at every look at every cell
        line = one_line(values[0])
        return (line,) if line else ()
    lines = (one_line(value) for value in values)
    return tuple(dict.fromkeys(line for line in lines if line))


def below(raw: Raw, prefix: str) -> Raw:
    """The part of the form under ``prefix``: "" for the key itself, the rest of the key for its sub-fields."""
    start = prefix + SEPARATOR
    inner = {key[len(start) :]: values for key, values in raw.items() if key.startswith(start)}
    return {MAIN: raw[prefix], **inner} if prefix in raw else inner


def under(prefix: str, raw: Raw) -> dict[str, tuple[str, ...]]:
    """The form with every key put under ``prefix``: the inverse of ``below``."""
    return {join_key(prefix, key): values for key, values in raw.items()}
