"""Looking for erased values wherever they may have stayed: plain bytes, and whatever any key left still opens.

A sealed value is AES-GCM: the same bytes in counter mode give its text without the tag or the place it was bound to, so
that a key is tried on every ciphertext wherever it lies. What is packed is unpacked first, packed in packed things too.
"""

import base64
import gzip
import io
import json
import re
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from questionari.store.sealing import NONCE

#: How every marked value begins: found by itself it is enough.
MARK = "Zqxwvkjh-Riservato-"
WINDOW = 8  # bytes of a ciphertext by which it is found again: its nonce is random
_STREAM = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
MOST_DEEP = 4
FIRST_COUNTER = b"\0\0\0\2"  # of the text of an AES-GCM message whose nonce has 12 bytes


def needles(mark: str = MARK) -> tuple[bytes, ...]:
    """The ways a text may stand in a file: UTF-8, UTF-16, hexadecimal, base64 at each of its three phases."""
    plain = mark.encode()
    phases = (base64.b64encode(b"\0" * phase + plain)[phase + 1 + (phase > 0) : -4] for phase in range(3))
    return (plain, mark.encode("utf-16-le"), plain.hex().encode(), *phases)


def holds(content: bytes, wanted: Collection[bytes]) -> bool:
    """Whether any of them is in it."""
    return any(one in content for one in wanted)


def unpacked(content: bytes, deep: int = 0) -> Iterator[bytes]:
    """What was stored, and what is packed in it: ZIP, gzip and tar, zlib streams, the base64 fields of JSON lines."""
    yield content
    if deep < MOST_DEEP:
        for inner in _inside(content):
            yield from unpacked(inner, deep + 1)


def _inside(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"PK\3\4"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from map(archive.read, archive.namelist())
    elif content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    elif content[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            yield from (file.read() for member in archive if (file := archive.extractfile(member)))
    elif content.startswith(b'["') and content.endswith(b"]\n"):
        yield from (blob for line in content.splitlines() for blob in _fields(line))
    elif content.startswith((b"*", b"%PDF")):  # the log of a queue server, a document
        yield from filter(None, (_inflated(content[found.start() :]) for found in _STREAM.finditer(content)))


def _fields(line: bytes) -> Iterator[bytes]:
    for value in json.loads(line):
        if isinstance(value, str) and len(value) % 4 == 0 and re.fullmatch(r"[A-Za-z0-9+/]{16,}={0,2}", value):
            yield base64.b64decode(value)


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content)
    except zlib.error:
        return b""


class Places:
    """Folders that are searched, by name."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self.folders = folders

    def pieces(self) -> Iterator[tuple[str, bytes]]:
        """Every file of every folder, unpacked, with the name of where it lies."""
        for name, folder in self.folders.items():
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    yield from ((f"{name}/{path.name}", piece) for piece in unpacked(path.read_bytes()))


def remaining(content: bytes, wanted: frozenset[int]) -> frozenset[int]:
    """Which of the windows are somewhere in the content, at any offset."""
    whole = memoryview(content)
    starts = range(min(WINDOW, max(0, len(content) - WINDOW + 1)))
    shifted = (whole[start : start + (len(content) - start) // WINDOW * WINDOW].cast("Q") for start in starts)
    return frozenset().union(*map(wanted.intersection, shifted))


def windows(blobs: Iterable[bytes]) -> frozenset[int]:
    """The windows of ciphertexts, as `remaining` looks for them."""
    return frozenset(map(window, blobs))


def window(blob: bytes) -> int:
    """The first bytes of a ciphertext."""
    return int.from_bytes(blob[:WINDOW], sys.byteorder)


def opens(key: bytes, blob: bytes) -> bytes:
    """What a key makes of a ciphertext: its text, or noise."""
    if len(blob) < NONCE + 1:
        return b""
    decryptor = Cipher(AES(key), CTR(blob[:NONCE] + FIRST_COUNTER)).decryptor()
    return decryptor.update(blob[NONCE:])
