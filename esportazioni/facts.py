"""What the manifest says of a finished file."""

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A finished file, for the manifest."""

    name: str
    title: str
    rows: int
    columns: int
    bytes: int
    sha256: str


def facts(path: Path, title: str, rows: int = 0, columns: int = 0) -> FileFacts:
    """The facts of the file as it lies on the disk."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileFacts(path.name, title, rows, columns, path.stat().st_size, digest)
