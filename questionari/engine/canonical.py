"""The canonical form of a JSON value (RFC 8785) and its SHA-256: the identity of documents and receipts."""

import hashlib
from decimal import Decimal
from typing import Any

import rfc8785


def canonical(value: object) -> bytes:
    """The canonical bytes of a JSON value. Decimals are written as strings, so that they stay exact."""
    return rfc8785.dumps(_plain(value))


def sha256(value: object) -> str:
    """The SHA-256 of the canonical form, in lower-case hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _plain(value: object) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return str(value) if isinstance(value, Decimal) else value
