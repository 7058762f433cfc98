"""JPEG and PNG without what cameras and programs write beside the picture: place, day, author, comments."""

import struct
from collections.abc import Iterator

from questionari.engine.files.reasons import DAMAGED, Unfit

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_MARK, _END, _EXIF, _SCAN = 0xFF, 0xD9, 0xE1, 0xDA
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_ADOBE, _JFIF, _COMMENT = 0xEE, 0xE0, 0xFE
_APPLICATION = range(0xE0, 0xF0)
_TURNED = 0x0112  # the tag that says which way up a photograph is: all that is kept of its Exif
_HEAD = b"Exif\0\0"
#: Chunks that a picture needs to look as it does.
_NEEDED = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"bKGD", b"sBIT"})


def clean_jpeg(data: bytes) -> bytes:
    """The same picture; what follows its end is gone as well. Raises Unfit."""
    kept, turned = [b"\xff\xd8"], 1
    for marker, segment in _segments(data):
        if marker == _EXIF and segment[4:10] == _HEAD:
            turned = _orientation(segment[10:]) or turned
        if marker not in (*_APPLICATION, _COMMENT) or marker in (_ADOBE, _JFIF):
            kept.append(_plain(marker, segment))
    if turned != 1:
        kept.insert(1, _exif(turned))
    return b"".join(kept)


def _plain(marker: int, segment: bytes) -> bytes:
    """A JFIF head without its thumbnail."""
    length = 16
    if marker != _JFIF or segment[4:9] != b"JFIF\0" or len(segment) < 2 + length:
        return b"" if marker == _JFIF else segment
    return b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment; a scan with all that is drawn by it."""
    at = 2
    while at + 4 <= len(data) and data[at] == _MARK and data[at + 1] != _END:
        marker = data[at + 1]
        if marker == _MARK:
            at += 1
            continue
        end = at + 2 if marker in _ALONE else at + 2 + int.from_bytes(data[at + 2 : at + 4])
        end = _scan_end(data, end) if marker == _SCAN else end
        yield marker, data[at:end]
        at = end
    if data[at : at + 2] != b"\xff\xd9":
        raise Unfit(DAMAGED)
    yield _END, b"\xff\xd9"


def _scan_end(data: bytes, at: int) -> int:
    """Where the next marker begins: within a scan 0xFF is followed by zero, or by a restart."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] and data[at + 1] not in _ALONE:
            return at
        at += 2
    raise Unfit(DAMAGED)


def _orientation(tiff: bytes) -> int | None:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        start = struct.unpack_from(f"{order}I", tiff, 4)[0] if order else len(tiff)
        count = struct.unpack_from(f"{order}H", tiff, start)[0] if order else 0
        entries = (struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * i) for i in range(count))
        return next((value for tag, _, _, value in entries if tag == _TURNED and 1 <= value <= len(_HEAD) + 2), None)
    except struct.error:
        return None


def _exif(turned: int) -> bytes:
    """An Exif segment that says the orientation and nothing else."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _TURNED, 3, 1, turned, 0, 0)
    body = _HEAD + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def clean_png(data: bytes) -> bytes:
    """The chunks of the picture alone. Raises Unfit."""
    kept, at, last = [PNG], len(PNG), b""
    while last != b"IEND":
        length, last = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        end = at + 12 + length
        if not last or end > len(data):
            raise Unfit(DAMAGED)
        kept += [data[at:end]] if last in _NEEDED else []
        at = end
    return b"".join(kept)
