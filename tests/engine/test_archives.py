"""What others have packed is read within what it declares, whatever it really holds."""

import io
import struct
import tracemalloc
import zipfile

import pytest

from questionari.engine.files.archives import read_part
from questionari.usecases.house import Refused
from questionari.usecases.intake.files import read_file
from questionari.usecases.redactions import verifying
from questionari.usecases.redactions.packing import SIGNATURE, STATEMENT

DECLARED, HELD = 100, 30_000_000
METHODS = (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def lying(method: int, *names: str) -> bytes:
    """An archive whose parts hold far more than its directory says of the first."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name in names:
            archive.writestr(name, bytes(HELD) if name == names[0] else b"x")
    content = bytearray(packed.getvalue())
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", DECLARED)
    return bytes(content)


def refused_within(content: bytes, how: str) -> None:
    """That reading it is refused, and takes a small part of what it holds."""
    readers = {"verify": lambda: verifying.parts(content), "import": lambda: read_file(content)}
    tracemalloc.start()
    try:
        with pytest.raises(Refused):
            readers[how]()
        assert tracemalloc.get_traced_memory()[1] < HELD / 4
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("method", METHODS)
def test_a_certificate_that_lies_about_its_size_fills_no_memory(method: int) -> None:
    refused_within(lying(method, STATEMENT, SIGNATURE), "verify")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["dati.csv", "tutto.xlsx"])
def test_an_archive_of_responses_that_lies_about_its_size_fills_no_memory(method: int, name: str) -> None:
    refused_within(lying(method, name), "import")


def test_a_part_that_is_as_declared_is_read() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"b" * 10)
    with zipfile.ZipFile(packed) as archive:
        assert read_part(archive, archive.infolist()[0]) == b"b" * 10
