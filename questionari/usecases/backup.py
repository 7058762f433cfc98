"""Backup and restore: every table as JSON lines in two gzipped tars, each with a manifest of counts and hashes.

Taken inside one snapshot, so it may run under load; the same files restore on SQLite and on PostgreSQL. Sealed values
stay sealed: the encryption keys are not in the backup (the recovery sheet holds them). The wrapped keys of the
responses stand in a file of their own, of which there is one, always the newest: with it all kept backups open, but for
what was erased since they were made. After a restore every send is stopped until a person resumes it: mails that left
after the backup must not leave twice.
"""

import base64
import hashlib
import io
import json
import tarfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from sqlalchemy import Column, Table, func, insert, select, text
from sqlalchemy.orm import Session

from questionari.store.models import Base
from questionari.store.models.messages import SendStop
from questionari.store.models.redactions import Redaction
from questionari.store.models.responses import Attachment, Response, ResponseKey
from questionari.store.queue import RESTORE
from questionari.usecases import audit
from questionari.usecases.house import SYSTEM

FORMAT = 2
#: What is in the file of the keys, and in no other: the keys, and what was erased with its certificates.
APART = (ResponseKey.__tablename__, Redaction.__tablename__)
KEYS_NAME = "questionari-keys.tar.gz"
BATCH = 500
CHUNK = 1024 * 1024


class BadBackup(Exception):
    """The file is no complete backup of ours, or the database is not empty. The message says which and what to do."""


def _encode(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


DECODERS: Mapping[type, Callable[[Any], object]] = {
    bytes: base64.b64decode,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    uuid.UUID: uuid.UUID,
}


def _decoder(column: Column[Any]) -> Callable[[Any], object]:
    decode = DECODERS.get(column.type.python_type)
    if decode is None:
        return lambda value: value
    return lambda value: None if value is None else decode(value)


def _batch(table: Table) -> int:
    """How many rows are in memory at once: files are large."""
    return 1 if table.name == Attachment.__tablename__ else BATCH


def _lines(session: Session, table: Table) -> Iterator[bytes]:
    rows = session.execute(
        select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_batch(table))
    )
    for row in rows:
        yield json.dumps([_encode(v) for v in row], ensure_ascii=False).encode() + b"\n"


def keys_beside(target: Path) -> Path:
    """Where the keys of a backup stand unless said otherwise: in its folder, under one name for all."""
    return target.with_name(KEYS_NAME)


def write(session: Session, target: Path, now: datetime, keys: Path | None = None) -> dict[str, int]:
    """Write a backup and, in the place of those there were, the keys; rows per table.

    A file appears under its name only when it is whole, the keys first. Raises BadBackup where the keys to be replaced
    are not all of this database.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    apart = keys or keys_beside(target)
    _require_own(session, apart)
    parts = {"keys": (apart, _tables(apart=True)), "data": (target, _tables(apart=False))}
    written = {kind: _write_part(session, path, tables, (kind, now)) for kind, (path, tables) in parts.items()}
    for path, _ in parts.values():
        _partial(path).replace(path)
    return {name: entry["rows"] for found in written.values() for name, entry in found.items()}


def _tables(apart: bool) -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if (table.name in APART) is apart]


def _partial(target: Path) -> Path:
    return target.with_suffix(target.suffix + ".part")


def _write_part(session: Session, target: Path, tables: list[Table], told: tuple[str, datetime]) -> dict[str, Any]:
    """One of the two files, under the name of what is not whole yet; what its manifest says of its tables."""
    kind, now = told
    manifest: dict[str, Any] = {"format": FORMAT, "kind": kind, "taken_at": now.isoformat(), "tables": {}}
    partial = _partial(target)
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)  # before the first byte: it holds names and addresses
    with tarfile.open(partial, "w:gz") as archive:
        for table in tables:
            manifest["tables"][table.name] = _add_table(archive, session, table, target.parent)
        body = json.dumps(manifest, indent=1).encode()
        _add(archive, "manifest.json", io.BytesIO(body), len(body))
    found: dict[str, Any] = manifest["tables"]
    return found


def _require_own(session: Session, keys: Path) -> None:
    """Keys of another database are not overwritten: with them would go all that its backups hold."""
    if not keys.exists():
        return
    columns = read_manifest(keys, "keys")["tables"][ResponseKey.__tablename__]["columns"]
    place = columns.index(ResponseKey.response_id.key)
    with tarfile.open(keys, "r:gz") as archive:
        file = archive.extractfile(f"{ResponseKey.__tablename__}.jsonl")
        known = {json.loads(line)[place] for line in file or ()}
    if known - {str(found) for found in session.scalars(select(Response.id))}:
        raise BadBackup(f"{keys}: holds keys of responses that this database does not have; name another with --keys")


def _add_table(archive: tarfile.TarFile, session: Session, table: Table, folder: Path) -> dict[str, Any]:
    """The rows of a table, by way of a file without a name: together they may be larger than the memory."""
    rows, digest = 0, hashlib.sha256()
    with TemporaryFile(dir=folder) as body:
        for line in _lines(session, table):
            rows += 1
            digest.update(line)
            body.write(line)
        size = body.tell()
        body.seek(0)
        _add(archive, f"{table.name}.jsonl", body, size)
    return {"rows": rows, "sha256": digest.hexdigest(), "columns": [c.name for c in table.columns]}


def _add(archive: tarfile.TarFile, name: str, body: IO[bytes], size: int) -> None:
    info = tarfile.TarInfo(name)
    info.size = size
    archive.addfile(info, body)


def read_manifest(source: Path, kind: str = "data") -> dict[str, Any]:
    """Check the whole file against its manifest before anything is written. Raises BadBackup."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            bodies = {m.name: _digest(archive, m) for m in archive.getmembers()}
            file = archive.extractfile("manifest.json")
            manifest: dict[str, Any] = json.loads(file.read()) if file else {}
    except (OSError, EOFError, KeyError, tarfile.TarError, ValueError) as error:
        raise BadBackup(f"{source}: not a whole backup ({error}); take another copy of it") from error
    if manifest.get("format") != FORMAT:
        raise BadBackup(f"{source}: backup format {manifest.get('format')} is not {FORMAT}")
    if manifest.get("kind") != kind:
        raise BadBackup(f"{source}: this file holds the {manifest.get('kind')}, not the {kind}")
    for name, entry in manifest["tables"].items():
        if bodies.get(f"{name}.jsonl") != entry["sha256"]:
            raise BadBackup(f"{source}: table {name} is truncated or altered; take another copy of the backup")
    return manifest


def _digest(archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    file = archive.extractfile(member)
    found = hashlib.sha256()
    while file and (part := file.read(CHUNK)):
        found.update(part)
    return found.hexdigest()


def restore(session: Session, source: Path, now: datetime, keys: Path | None = None) -> dict[str, int]:
    """Fill an empty, migrated database; rows per table. Raises BadBackup; then nothing was written.

    Keys that fit no answer are left out; which answers are without one is for `lost_keys` to say.
    """
    apart = keys or keys_beside(source)
    manifest, told = read_manifest(source), read_manifest(apart, "keys")
    full = [t.name for t in Base.metadata.sorted_tables if session.scalar(select(func.count()).select_from(t))]
    if full:
        raise BadBackup(
            f"the database is not empty (table {full[0]}): restore into a new one, after `flask db upgrade`"
        )
    _fill_from(session, source, manifest, lambda row: True)
    known = {row.id: row.key_id for row in session.execute(select(Response.id, Response.key_id))}
    _fill_from(session, apart, told, lambda row: known.get(row["response_id"]) == row["key_id"])
    _hold_mail(session, now)
    audit.record(session, now, SYSTEM, "backup.restore", ("backup", manifest["taken_at"]))
    return {name: entry["rows"] for part in (manifest, told) for name, entry in part["tables"].items()}


Row = dict[str, Any]


def _fill_from(session: Session, source: Path, manifest: Mapping[str, Any], wanted: Callable[[Row], bool]) -> None:
    with tarfile.open(source, "r:gz") as archive:
        for table in Base.metadata.sorted_tables:
            entry = manifest["tables"].get(table.name)
            file = archive.extractfile(f"{table.name}.jsonl") if entry else None
            if entry and file:
                _fill(session, table, (entry["columns"], file), wanted)


def _fill(session: Session, table: Table, found: tuple[list[str], Any], wanted: Callable[[Row], bool]) -> None:
    columns, file = found
    unknown = set(columns) - {c.name for c in table.columns}
    if unknown:
        raise BadBackup(
            f"table {table.name} has unknown columns {sorted(unknown)}: restore with the version that wrote it"
        )
    decoders = [_decoder(table.columns[name]) for name in columns]
    batch: list[Row] = []
    for line in file:
        row = {n: d(v) for n, d, v in zip(columns, decoders, json.loads(line), strict=True)}
        batch += [row] if table.name != ResponseKey.__tablename__ or wanted(row) else []
        if len(batch) == _batch(table):
            session.execute(insert(table), batch)
            batch = []
    if batch:
        session.execute(insert(table), batch)


def _hold_mail(session: Session, now: datetime) -> None:
    stop = session.get(SendStop, 1) or SendStop(id=1)
    stop.stopped_at, stop.stopped_by = now, RESTORE
    session.add(stop)
