"""What the parts of a Word or Excel document lead to: nothing outside it but links that somebody presses.

A linked picture is fetched by the mere opening of the document, and tells who opens it where; a template brings its
macros along, and its path names the person on whose computer the document was written.
"""

from collections.abc import Mapping, Sequence
from typing import NoReturn
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import quoteattr

from questionari.engine.files.reasons import DAMAGED, Unfit

LINKED = (
    "Il documento richiama immagini o altri file che stanno fuori: li inserisca nel documento e lo salvi di nuovo, "
    "oppure lo salvi come PDF."
)
LARGEST = 2 << 20  # bytes of a part: links by the ten thousand; of more, what it says would take memory by the gigabyte
_PRESSED, _TEMPLATE = "hyperlink", "attachedTemplate"
_TOLD = ("Id", "Type", "Target", "TargetMode")
_BEGINS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
)


def kept_inside(content: bytes) -> bytes:
    """A part that holds relations, without the template. Raises Unfit."""
    relations = _read(content)
    outside = {_kind(one) for one in relations if one.get("TargetMode", "").strip().lower() == "external"}
    if outside - {_PRESSED, _TEMPLATE}:
        raise Unfit(LINKED)
    kept = [one for one in relations if _kind(one) != _TEMPLATE]
    return content if len(kept) == len(relations) else _written(kept)


def _kind(relation: Mapping[str, str]) -> str:
    return relation.get("Type", "").strip().rpartition("/")[2]


def _read(content: bytes) -> Sequence[Mapping[str, str]]:
    found = list[Mapping[str, str]]()
    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, told: found.append(told) if name.endswith("Relationship") else None
    parser.StartDoctypeDeclHandler = _refuse
    if len(content) > LARGEST:
        raise Unfit(DAMAGED)
    try:
        parser.Parse(content, True)
    except (ExpatError, LookupError, ValueError) as error:
        raise Unfit(DAMAGED) from error
    return found


def _refuse(*_declared: object) -> NoReturn:
    raise Unfit(DAMAGED)


def _written(relations: Sequence[Mapping[str, str]]) -> bytes:
    told = (" ".join(f"{name}={quoteattr(one[name])}" for name in _TOLD if name in one) for one in relations)
    return "".join((_BEGINS, *(f"<Relationship {words}/>" for words in told), "</Relationships>")).encode()
