"""Parts of archives (ZIP) that others made, read within what they declare.

What an archive declares is no more than a claim: the standard library inflates all that a part holds before it cuts it
to size, and of methods other than deflation it can be given no bound at all.
"""

from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

METHODS = frozenset({ZIP_STORED, ZIP_DEFLATED})


def require_plain(part: ZipInfo) -> None:
    """Raise BadZipFile for a method whose output has no bound."""
    if part.compress_type not in METHODS:
        raise BadZipFile(f"{part.filename[:50]!r} is packed by method {part.compress_type}")


def read_part(archive: ZipFile, part: ZipInfo) -> bytes:
    """A part, never more of it than was declared. Raises BadZipFile, and what the library does of a damaged one."""
    require_plain(part)
    with archive.open(part) as stream:
        content = stream.read(part.file_size + 1)
    if len(content) != part.file_size:
        raise BadZipFile(f"{part.filename[:50]!r} is not as long as declared")
    return content
