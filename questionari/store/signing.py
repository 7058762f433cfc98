"""Signatures of the house: Ed25519, the private key derived from the instance's key and stored nowhere.

Who holds ENCRYPTION_KEYS can sign; anybody can verify with the public key, which is published. A rotation of the
instance's key changes the pair: statements of before bear the public key they were signed for, and the key that came
after it vouches for that (usecases/signing_keys.py).
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from questionari.store.sealing import Keyring

INFO = b"questionari:statements:ed25519:1"
SIZE = 32


def _private(keyring: Keyring, version: int) -> Ed25519PrivateKey:
    seed = HKDF(SHA256(), SIZE, salt=None, info=INFO).derive(keyring.keys[version])
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key(keyring: Keyring, version: int | None = None) -> bytes:
    """The public key of a version of the instance's key (today's if not said): 32 bytes."""
    private = _private(keyring, keyring.version if version is None else version)
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def sign(keyring: Keyring, statement: bytes, version: int | None = None) -> bytes:
    """64 bytes that only who holds that version of the instance's key (today's if not said) can make."""
    return _private(keyring, keyring.version if version is None else version).sign(statement)


def holds(public: bytes, signature: bytes, statement: bytes) -> bool:
    """Whether a signature is of that statement, by that key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def as_pem(public: bytes) -> str:
    """The public key as `openssl` reads it."""
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
