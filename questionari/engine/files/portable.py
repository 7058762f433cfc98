"""PDF without its author, title and history: blanked where they stand, so that the file keeps every address it has.

What cannot be blanked in place (packed together with other objects, encrypted), and what acts by itself, is refused.
"""

import re
import zlib
from collections.abc import Iterator

from questionari.engine.files.reasons import DAMAGED, Unfit

PDF = b"%PDF-"
LOCKED = "Il PDF è protetto: lo salvi senza password e senza restrizioni, e riprovi."
ACTIVE = "Il PDF contiene programmi o altri file: lo stampi di nuovo in PDF («Stampa», «Salva come PDF») e riprovi."
HIDDEN = (
    "Dal PDF non si possono togliere i dati di chi lo ha scritto, o ci sono note con un nome: "
    "lo stampi di nuovo in PDF («Stampa», «Salva come PDF») e riprovi."
)
MOST_INFLATED = 40 * 1024 * 1024
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)[\s/<(\[]")
_TOLD = rb"Author|Creator|Producer|Title|Subject|Keywords|CreationDate|ModDate|Company|SourceModified|Manager"
#: A string, or the number of an object that is one (some programs write every value of theirs so).
_VALUE = rb"(?:[(<]|\d+\s+\d+\s+R\b)"
_KEY = re.compile(rb"/(?:" + _TOLD + rb")\s*(?=" + _VALUE + rb")(?!<<)")
#: An object with one of these tells of who made the file; a title alone may be that of a chapter.
_ABOUT = re.compile(rb"/(?:Author|Creator|Producer|CreationDate)\s*" + _VALUE)
_REFERENCE = re.compile(rb"(\d+)\s+(\d+)\s+R\b")
_STRING = re.compile(rb"(?<!\d)(\d+)\s+(\d+)\s+obj\s*(?=[(<])(?!<<)")
Texts = dict[tuple[bytes, bytes], list[int]]
_NOTES = rb"Text|FreeText|Highlight|Underline|StrikeOut|Squiggly|Stamp|Popup|Ink|FileAttachment|Widget"
_NOTE = re.compile(rb"/Subtype\s*/(?:" + _NOTES + rb")\b|/Type\s*/Sig\b")
_STREAM = re.compile(rb"\bstream\r?\n")
_META = re.compile(rb"/(Type|Subtype)\s*/(Metadata|XML)\b")
_PACKED = re.compile(rb"/Type\s*/ObjStm\b")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def clean_pdf(data: bytes) -> bytes:
    """The same pages; all that follows the last end mark is gone. Raises Unfit."""
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise Unfit(DAMAGED)
    out = bytearray(data[: end + 5] + b"\n")
    room, texts = MOST_INFLATED, _texts(out)
    at = 0
    for start, stop in _streams(data[: end + 5]):
        head = _judged(bytes(out[at:start]))
        _blank_values(out, at, start, texts)
        own = head[head.rfind(b" obj") :]
        if _PACKED.search(own):
            room -= _unpacked(bytes(out[start:stop]), room)
        elif _META.search(own):
            out[start:stop] = _blanked(own, stop - start)
        at = stop
    _judged(bytes(out[at:]))
    _blank_values(out, at, len(out), texts)
    return bytes(out)


def _streams(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the contents of streams begin and end."""
    at = 0
    while (found := _STREAM.search(data, at)) is not None:
        stop = data.find(b"endstream", found.end())
        if stop < 0:
            raise Unfit(DAMAGED)
        yield found.end(), stop
        at = stop + len(b"endstream")


def _judged(objects: bytes) -> bytes:
    """Text of objects, with the names written by numbers in letters."""
    plain = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), objects)
    if re.search(rb"/Encrypt[\s/<]", plain):
        raise Unfit(LOCKED)
    if _ACTIVE.search(plain):
        raise Unfit(ACTIVE)
    if _NOTE.search(plain) or len(_KEY.findall(plain)) != len(_KEY.findall(objects)):
        raise Unfit(HIDDEN)
    return plain


def _blanked(head: bytes, length: int) -> bytes:
    """What stands for a description as long as it was. Raises Unfit where it is packed."""
    if b"/Filter" in head:
        raise Unfit(HIDDEN)
    return b" " * length


def _unpacked(content: bytes, room: int) -> int:
    """Judge objects packed together; how many bytes they are. What they say of people cannot be blanked in place."""
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(content, max(room, 1))
    except zlib.error as error:
        raise Unfit(HIDDEN) from error
    if inflater.unconsumed_tail or _ABOUT.search(_judged(plain)):
        raise Unfit(HIDDEN)
    return len(plain)


def _blank_values(out: bytearray, start: int, stop: int, texts: Texts) -> None:
    """Blank the strings of the keys that tell of people, "(…)" with its escapes or "<…>"."""
    while start < stop:
        end = out.find(b"endobj", start, stop)
        end = stop if end < 0 else end + len(b"endobj")
        if _ABOUT.search(out, start, end):
            _blank_object(out, start, end, texts)
        start = end


def _blank_object(out: bytearray, start: int, stop: int, texts: Texts) -> None:
    for found in list(_KEY.finditer(out, start, stop)):
        referred = _REFERENCE.match(out, found.end())
        if referred is None:
            _blank_string(out, found.end(), stop)
        else:
            _blank_referred(out, (bytes(referred[1]), bytes(referred[2])), texts)


def _texts(out: bytearray) -> Texts:
    """Where the strings begin that are objects of their own, by number and generation: looked for once."""
    found: Texts = {}
    for each in _STRING.finditer(out):
        found.setdefault((bytes(each[1]), bytes(each[2])), []).append(each.end())
    return found


def _blank_referred(out: bytearray, name: tuple[bytes, bytes], texts: Texts) -> None:
    """Blank a string that is an object of its own, wherever it stands, once. Raises Unfit where none is found."""
    if name not in texts:
        raise Unfit(HIDDEN)
    for at in texts[name]:
        _blank_string(out, at, len(out))
    texts[name] = []


def _blank_string(out: bytearray, at: int, stop: int) -> None:
    end = _string_end(out, at, stop)
    out[at + 1 : end] = (b" " if out[at] == ord("(") else b"0") * (end - at - 1)


def _string_end(out: bytearray, at: int, stop: int) -> int:
    """Where the string that begins at ``at`` has its last bracket."""
    if out[at] == ord("<"):
        end = out.find(b">", at, stop)
        return end if end >= 0 else stop
    depth = 0
    while at < stop:
        depth += {ord("("): 1, ord(")"): -1}.get(out[at], 0)
        if depth == 0:
            return at
        at += 2 if out[at] == ord("\\") else 1
    raise Unfit(DAMAGED)
