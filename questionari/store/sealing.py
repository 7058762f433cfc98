"""Encryption at rest: a data key per response, wrapped by a versioned key that lives outside the database.

AES-256-GCM throughout; the associated data names table, column and row, so that a sealed value moved elsewhere does
not open (reliability.md, Privacy). A sealed value is nonce (12 bytes) + ciphertext + tag.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
SEALED = "sealed:"


class WrongKey(Exception):
    """A sealed value does not open: the key is not the one it was sealed with, or the value was moved or altered."""


def seal(key: bytes, plain: bytes, place: str) -> bytes:
    """Seal bytes for a place ("draft_cell:<response>:<code>:<version>")."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    """The bytes sealed for that place. Raises WrongKey."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
    except InvalidTag as error:
        raise WrongKey(f"{place.partition(':')[0]}: sealed with another key, or altered") from error


def seal_text(key: bytes, text: str, place: str) -> str:
    """A text for a column of texts, sealed; nothing stays nothing."""
    return SEALED + base64.b64encode(seal(key, text.encode(), place)).decode() if text else ""


def unseal_text(key: bytes, stored: str, place: str) -> str:
    """What `seal_text` sealed; a text stored before they were sealed is given as it stands. Raises WrongKey."""
    if not stored.startswith(SEALED):
        return stored
    return unseal(key, base64.b64decode(stored.removeprefix(SEALED)), place).decode()


def fingerprint(key: bytes) -> str:
    """What a data key is known by, 32 hexadecimal digits: nothing of the key can be told from it."""
    return hashlib.sha256(b"questionari:data-key:" + key).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class DataKey:
    """A response's own key: in clear for this request, wrapped for the row."""

    key: bytes = field(repr=False)
    wrapped: bytes
    version: int

    @property
    def id(self) -> str:
        """What the key is known by."""
        return fingerprint(self.key)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The instance's wrapping keys by version; the highest version wraps, all of them unwrap."""

    keys: Mapping[int, bytes] = field(repr=False)

    @property
    def version(self) -> int:
        """The version that wraps today."""
        return max(self.keys)

    def new_data_key(self, owner: str) -> DataKey:
        """A random data key for a row ("response:<id>")."""
        key = secrets.token_bytes(32)
        return DataKey(key, seal(self.keys[self.version], key, f"data_key:{owner}"), self.version)

    def data_key(self, owner: str, wrapped: bytes, version: int) -> bytes:
        """Unwrap a row's data key. Raises WrongKey, also for a version this instance does not hold."""
        if version not in self.keys:
            raise WrongKey(f"key version {version} is not in ENCRYPTION_KEYS")
        return unseal(self.keys[version], wrapped, f"data_key:{owner}")

    def rewrapped(self, owner: str, wrapped: bytes, version: int) -> DataKey:
        """The same data key, wrapped by today's version. Raises WrongKey."""
        key = self.data_key(owner, wrapped, version)
        return DataKey(key, seal(self.keys[self.version], key, f"data_key:{owner}"), self.version)

    def seal(self, plain: bytes, place: str) -> bytes:
        """Seal a small instance secret (mail body, TOTP secret): one byte of version, then the sealed value."""
        return bytes([self.version]) + seal(self.keys[self.version], plain, place)

    def unseal(self, sealed: bytes, place: str) -> bytes:
        """Open what `seal` sealed. Raises WrongKey."""
        if sealed[0] not in self.keys:
            raise WrongKey(f"key version {sealed[0]} is not in ENCRYPTION_KEYS")
        return unseal(self.keys[sealed[0]], sealed[1:], place)

    def marks(self, word: str, place: str) -> tuple[str, ...]:
        """What a short secret is found by, not guessed from: HMAC-SHA256 by each key, today's first, in hex."""
        keys = (self.keys[version] for version in sorted(self.keys, reverse=True))
        own = (hmac.digest(key, f"mark:{place}".encode(), "sha256") for key in keys)
        return tuple(hmac.digest(key, word.encode(), "sha256").hex() for key in own)
