"""The words of a PDF that typst has set, read back through its ToUnicode tables, and how its tags are counted."""

import re
import zlib
from collections.abc import Iterator, Mapping

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj(.*?)endobj", re.S)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.S)
_PLAIN = rb"(?:\\.|[^()\\]|\((?:\\.|[^()\\])*\))*"  # parentheses in pairs are written as they are
_STRING = re.compile(rb"\((" + _PLAIN + rb")\)", re.S)
_SHOWN = re.compile(
    rb"/(?P<font>\w+) [\d.]+ Tf|(?P<said>\[(?:\(" + _PLAIN + rb"\)|[^\]()])*\]TJ|\(" + _PLAIN + rb"\)Tj)"
    rb"|/ActualText<FEFF(?P<meant>[0-9A-F]*)>|(?P<end>EMC)",
    re.S,
)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.S)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
Fonts = Mapping[bytes, Mapping[int, str]]


def text_of(pdf: bytes) -> str:
    """Every word in the order it is set, one space between pieces; words divided at the end of a line are whole."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    pages = (content for content in objects.values() if b"/Type/Page/" in content)
    said = " ".join(piece for page in pages for piece in _pieces(page, objects))
    return " ".join(said.replace("\N{SOFT HYPHEN} ", "").split())


def tags(pdf: bytes, name: str) -> int:
    """How many elements of the structure have that tag."""
    return len(re.findall(rb"/S ?/" + name.encode() + rb"\b", pdf))


def _pieces(page: bytes, objects: Mapping[int, bytes]) -> Iterator[str]:
    fonts = _fonts(objects[_pointed(rb"/Resources", page)], objects)
    font: Mapping[int, str] = {}
    piece, meant = "", False
    for found in _SHOWN.finditer(_unpacked(objects[_pointed(rb"/Contents", page)])):
        font = fonts[found["font"]] if found["font"] else font
        if found["meant"] is not None:
            piece, meant = piece + bytes.fromhex(found["meant"].decode()).decode("utf-16-be"), True
        elif not meant:
            strings = _STRING.findall(found["said"] or b"")
            piece += "".join(_said(string, font) for string in strings)
        if found["end"]:
            yield from () if meant else (piece,)
            piece, meant = piece if meant else "", False


def _pointed(key: bytes, content: bytes) -> int:
    found = re.search(key + rb" (\d+) 0 R", content)
    assert found is not None, content[:200]
    return int(found[1])


def _unpacked(content: bytes) -> bytes:
    found = _STREAM.search(content)
    assert found is not None, content[:200]
    return zlib.decompress(found[1])


def _fonts(resources: bytes, objects: Mapping[int, bytes]) -> Fonts:
    return {
        name: _table(_unpacked(objects[_pointed(rb"/ToUnicode", objects[int(number)])]))
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
    }


def _table(cmap: bytes) -> Mapping[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", cmap)
    return {int(glyph, 16): bytes.fromhex(words.decode()).decode("utf-16-be") for glyph, words in pairs}


def _said(string: bytes, font: Mapping[int, str]) -> str:
    raw = _ESCAPE.sub(lambda m: bytes([int(m[1], 8)]) if len(m[1]) > 1 else _NAMED.get(m[1], m[1]), string)
    return "".join(font.get(int.from_bytes(raw[i : i + 2]), "?") for i in range(0, len(raw), 2))
