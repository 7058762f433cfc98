"""A folder or a file that is there whole or not at all."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from esportazioni.errors import ExportError

PRIVATE = 0o600


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A folder to write in, which takes its place when the block ends well; else nothing is left. Only we may read it.

    Raises ExportError where the target holds something already.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ExportError(f"{target}: not an empty folder; name a new one, or empty it first")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield draft
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def zip_folder(folder: Path, target: Path, inside: str, now: datetime) -> None:
    """Every file of a folder in one archive under `inside`; only we may read it, and it appears whole."""
    draft = target.with_name(f".{target.name}.part")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE), "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.iterdir()):
                _add(archive, path, f"{inside}/{path.name}", now)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)


def _add(archive: zipfile.ZipFile, path: Path, name: str, now: datetime) -> None:
    entry = zipfile.ZipInfo(name, now.timetuple()[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, PRIVATE << 16
    with path.open("rb") as source, archive.open(entry, "w") as sink:
        shutil.copyfileobj(source, sink, 1 << 20)
