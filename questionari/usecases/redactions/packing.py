"""The files of a certificate: what is signed as it was signed, the signature, the key, how to verify without us."""

import io
import zipfile
from collections.abc import Mapping

from questionari.store import signing
from questionari.usecases.redactions.certificates import Certificate

STATEMENT, SIGNATURE, KEY, README, PRINTED = (
    "dichiarazione.json",
    "firma.bin",
    "chiave-pubblica.pem",
    "LEGGIMI.txt",
    "certificato.pdf",
)
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the same certificate gives the same file
HOW = """CERTIFICATO DI CANCELLAZIONE {code}

{statement}  la dichiarazione, nei byte che sono stati firmati (JSON canonico, RFC 8785)
{signature}  la firma Ed25519 di quei byte
{key}  la chiave pubblica

Verifica senza il nostro sistema, con OpenSSL 3:

  openssl pkeyutl -verify -pubin -inkey {key} -rawin -in {statement} -sigfile {signature}

Risponde «Signature Verified Successfully». La chiave pubblica deve essere una di quelle pubblicate in
{site}/verifica/chiavi.pem: la confronti, o usi quella pubblicata al posto di questa.

Con il nostro sistema: {site}/verifica/cancellazione, oppure «flask redaction verify FILE».
"""


def files_of(found: Certificate, site: str) -> Mapping[str, bytes]:
    """The files by name, but for the printed form."""
    names = {"statement": STATEMENT, "signature": SIGNATURE, "key": KEY}
    return {
        STATEMENT: found.statement,
        SIGNATURE: found.signature,
        KEY: signing.as_pem(found.public_key).encode(),
        README: HOW.format(code=found.code, site=site, **names).encode(),
    }


def packed(found: Certificate, site: str, printed: bytes) -> bytes:
    """All of it as one file (ZIP)."""
    return zipped({**files_of(found, site), PRINTED: printed})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files by name as one (ZIP); the same files give the same bytes."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), content)
    return whole.getvalue()
