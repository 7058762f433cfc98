"""Whether a certificate is ours: its signature, the key that made it, the register, the audit trail."""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.files.archives import read_part
from questionari.store import redactions as store, signing
from questionari.usecases.house import House, Refused
from questionari.usecases.redactions.certificates import KIND
from questionari.usecases.redactions.packing import SIGNATURE, STATEMENT
from questionari.usecases.signing_keys import known_keys

LARGEST = 1 << 20  # of the file and of each of its parts
#: What reading a file that is no ZIP, or a broken or locked one, may raise.
BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, RuntimeError, ValueError)
UNREADABLE = Refused(
    "unreadable", "Questo file non è un certificato: carichi il file ZIP come lo ha scaricato, senza aprirlo."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found. ``seal``: (number, hash) of the audit trail over the act, once it is sealed."""

    signed: bool  # the signature is of this statement, by the key it names
    ours: bool  # that key is one of this house
    listed: bool  # the register of erasures holds the same statement
    seal: tuple[int, str] | None
    statement: Mapping[str, Any]

    @property
    def valid(self) -> bool:
        """Whether all of it holds."""
        return self.signed and self.ours and self.listed


def verify(session: Session, house: House, file: bytes) -> Verdict:
    """Judge the file of a certificate. Raises Refused "unreadable"."""
    statement, signature = parts(file)
    told = _read(statement)
    public = bytes.fromhex(str(told["public_key"]))
    row = store.by_code(session, str(told["code"]))
    listed = row is not None and row.statement == statement.decode()
    seal = store.seal_of(session, row.event_id) if row is not None and listed else None
    signed = signing.holds(public, signature, statement)
    return Verdict(signed, public in known_keys(session, house), listed, seal, told)


def published(session: Session, house: House) -> str:
    """The keys of this house as `openssl` reads them, one after the other."""
    return "".join(map(signing.as_pem, known_keys(session, house)))


def parts(file: bytes, name: str = STATEMENT) -> tuple[bytes, bytes]:
    """(statement, signature) of the file, bounded before anything is inflated. Raises Refused "unreadable"."""
    try:
        with zipfile.ZipFile(io.BytesIO(file[: LARGEST + 1])) as archive:
            entries = [archive.getinfo(one) for one in (name, SIGNATURE)]
            if any(entry.file_size > LARGEST for entry in entries):
                raise UNREADABLE
            statement, signature = (read_part(archive, entry) for entry in entries)
    except BROKEN as error:
        raise UNREADABLE from error
    return statement, signature


def _read(statement: bytes) -> dict[str, Any]:
    try:
        told = json.loads(statement.decode())
        bytes.fromhex(str(told["public_key"]))
        code = told["code"]
        known = told["kind"] == KIND and isinstance(code, str) and code.isascii() and code.isprintable()
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UNREADABLE from error
    if not known:
        raise UNREADABLE
    return dict(told)
