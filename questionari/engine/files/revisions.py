"""Word documents whose revisions are accepted: what was put in stays, what was taken out goes, and nobody is named.

Text alone is looked at, once and in order, so that no document takes longer than it is long. What cannot be accepted
without knowing the document (rows and cells taken out, revisions within revisions) is refused.
"""

import re
from xml.parsers.expat import ExpatError, ParserCreate

from questionari.engine.files.reasons import DAMAGED, Unfit

REVISIONS = (
    "Nel documento ci sono revisioni o commenti, con il nome di chi li ha scritti: accetti le revisioni, "
    "elimini i commenti e salvi di nuovo, oppure lo salvi come PDF."
)
#: Elements that go with all they hold; of the others (put in, moved here, limits of a move) what they hold stays.
_GOES = frozenset(
    (b"del", b"moveFrom", b"numberingChange", b"tblGridChange", b"tblPrExChange")
    + tuple(part + b"PrChange" for part in (b"r", b"p", b"sect", b"tbl", b"tr", b"tc"))
)
_STAYS = (b"ins", b"moveTo", b"cellIns")
_LIMITS = rb"(?:customXml)?(?:[iI]ns|[dD]el|[mM]oveFrom|[mM]oveTo)Range(?:Start|End)"
_MARK = re.compile(rb"<(/?)w:(" + b"|".join((*sorted(_GOES), *_STAYS, _LIMITS)) + rb")(?=[\s/>])")
_ROW = re.compile(rb"<w:trPr(?=[\s/>])")
_TAKEN_OUT = re.compile(rb"<w:(?:del|moveFrom)(?=[\s/>])")
#: The rest of a tag: a value in quotes may hold what would end it.
_REST = re.compile(rb"""[^>"']*+(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*+>""")  # it goes on and never back
_CELL = re.compile(rb"<w:cell(?:Del|Merge)(?=[\s/>])")


def is_revised(content: bytes) -> bool:
    """Whether a part of a document has revisions."""
    return _MARK.search(content) is not None or _CELL.search(content) is not None


def accepted(content: bytes) -> bytes:
    """The same part with its revisions accepted. Raises Unfit."""
    if not is_revised(content):
        return content
    if _CELL.search(content) or _rows_go(content):
        raise Unfit(REVISIONS)
    kept, at = [], 0
    while (found := _MARK.search(content, at)) is not None:
        kept.append(content[at : found.start()])
        at = _after(content, found)
    return _readable(b"".join((*kept, content[at:])))


def _after(content: bytes, found: re.Match[bytes]) -> int:
    """Where the document goes on after a mark."""
    name, end = found[2], tag_end(content, found)
    if found[1] or content[end - 1 : end] == b"/" or name not in _GOES:
        return end + 1
    close = b"</w:" + name + b">"
    stop = _find(content, close, end)
    if re.compile(rb"<w:" + name + rb"(?=[\s>])").search(content, end, stop):
        raise Unfit(REVISIONS)
    return stop + len(close)


def _rows_go(content: bytes) -> bool:
    """Whether a row of a table was taken out: its mark stands among its properties."""
    at = 0
    while (found := _ROW.search(content, at)) is not None:
        end = tag_end(content, found)
        at = end + 1 if content[end - 1 : end] == b"/" else _find(content, b"</w:trPr>", end)
        if _TAKEN_OUT.search(content, end, at):
            return True
    return False


def without(content: bytes, mark: re.Pattern[bytes]) -> bytes:
    """The part without the elements that a mark begins, whose first group is their name. Raises Unfit."""
    kept, at = [], 0
    while (found := mark.search(content, at)) is not None:
        kept.append(content[at : found.start()])
        end, close = tag_end(content, found), b"</" + found[1] + b">"
        at = end + 1 if content[end - 1 : end] == b"/" else _find(content, close, end) + len(close)
    return b"".join((*kept, content[at:]))


def tag_end(content: bytes, found: re.Match[bytes]) -> int:
    """Where the tag ends that begins with a mark. Raises Unfit."""
    rest = _REST.match(content, found.end())
    if rest is None:
        raise Unfit(DAMAGED)
    return rest.end() - 1


def _find(content: bytes, what: bytes, start: int) -> int:
    found = content.find(what, start)
    if found < 0:
        raise Unfit(DAMAGED)
    return found


def _readable(content: bytes) -> bytes:
    """What was made, if it is XML still."""
    try:
        ParserCreate().Parse(content, True)
    except (ExpatError, LookupError, ValueError) as error:
        raise Unfit(REVISIONS) from error
    return content
