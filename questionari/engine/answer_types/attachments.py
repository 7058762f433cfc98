"""Attached files: an answer refers to one by its key, and says its name and size. The file itself is kept apart."""

import re
from collections.abc import Mapping

from questionari.engine.answer_types.base import BAD_SHAPE, AnswerType, Json, Reading
from questionari.engine.answer_types.fields import MAIN, Form, Raw, typed
from questionari.engine.definition import Question
from questionari.engine.values import Attached, Value
from questionari.engine.wording import translated

NAME_KEY, SIZE_KEY = "name", "size"
#: Of a file that is nowhere: where answers are tried without a response, its name is all there is.
NOWHERE = "0" * 32
LONGEST_NAME = 120
MOST_SIZE = 10**9
_KEY, _SIZE = re.compile("[0-9a-f]{32}"), re.compile("[0-9]{1,9}")
KILO = 1024


class Attachment(AnswerType):
    """attachment: one file. No page posts it: only what keeps files writes its fields (usecases/responding)."""

    def read_value(self, question: Question, raw: Raw) -> Reading:
        """The reference whose three fields are there."""
        keys, names, sizes = (typed(raw, field) for field in (MAIN, NAME_KEY, SIZE_KEY))
        if not keys and not names:
            return Reading(None, None, raw)
        single = len(keys) == len(names) == len(sizes) == 1
        if not single or not _KEY.fullmatch(keys[0]) or not _SIZE.fullmatch(sizes[0]) or len(names[0]) > LONGEST_NAME:
            return Reading(None, BAD_SHAPE, raw)
        return Reading(Attached.file(keys[0], names[0], int(sizes[0])), None, raw)

    def json_form(self, question: Question, data: object) -> Form | None:
        """{"file": key, "name": "statuto.pdf", "size": bytes}; a text is the name of a file that is nowhere."""
        if isinstance(data, str):
            return {MAIN: (NOWHERE,), NAME_KEY: (data,), SIZE_KEY: ("0",)}
        if not isinstance(data, Mapping) or set(data) != {"file", "name", "size"}:
            return None
        key, name, size = data["file"], data["name"], data["size"]
        whole = isinstance(size, int) and not isinstance(size, bool) and 0 <= size < MOST_SIZE
        if not isinstance(key, str) or not isinstance(name, str) or not whole:
            return None
        return {MAIN: (key,), NAME_KEY: (name,), SIZE_KEY: (str(size),)}

    def raw_value(self, question: Question, value: Value) -> Raw:
        """Key, name and size."""
        name, size = (value.words, value.size) if isinstance(value, Attached) else (str(value), 0)
        return {MAIN: (str(value),), NAME_KEY: (name,), SIZE_KEY: (str(size),)}

    def json_value(self, question: Question, value: Value) -> Json:
        """As it is read."""
        if not isinstance(value, Attached):
            return str(value)
        return {"file": str(value), "name": value.words, "size": value.size}

    def words(self, question: Question, value: Value, language: str) -> str:
        """The name and the size."""
        return f"{value.words} ({kilobytes(value.size, language)})" if isinstance(value, Attached) else str(value)


def kilobytes(size: int, language: str) -> str:
    """A size as people read it: whole kilobytes, at least one."""
    return translated("{size} kB", language).format(size=max(1, round(size / KILO)))
