"""Passwords: what is accepted (ASVS 6.2) and how they are kept (Argon2id, OWASP: 19 MiB, 2 passes, 1 lane)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]  # ships no types

SHORTEST, LONGEST = 12, 128
CONTEXT_WORDS = ("antiviolenza", "lenove", "questionari", "monitoraggio", "1522", "giraffa", "pariopportunita")

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


@cache
def _nobody() -> str:
    """A hash nobody has the password of: checked for unknown codes, so that they take the same time (ASVS 6.3)."""
    return _hasher.hash("nessuno possiede questa parola")


def faults(password: str, own_words: tuple[str, ...] = ()) -> list[str]:
    """Why a password is refused, in Italian; empty when it is fine. No composition rule (ASVS 6.2.5)."""
    found = []
    if len(password) < SHORTEST:
        found.append(f"La password deve avere almeno {SHORTEST} caratteri: una frase va benissimo.")
    if len(password) > LONGEST:
        found.append(f"La password può avere al massimo {LONGEST} caratteri.")
    folded = password.casefold()
    if folded in _common() or len(set(folded)) < 4:
        found.append("Questa password è fra le più usate: ne scelga una diversa.")
    words = [w for w in (*CONTEXT_WORDS, *own_words) if len(w) > 3 and w.casefold() in folded]
    if words and len(folded.replace(words[0].casefold(), "")) < 8:
        found.append(f"La password contiene «{words[0]}», facile da indovinare qui: ne scelga una diversa.")
    return found


def hash_password(password: str) -> str:
    """The string to keep."""
    return _hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one kept. Takes the same time when there is none; refuses over-long input at once."""
    if len(password) > LONGEST:
        return False
    try:
        return bool(_hasher.verify(kept or _nobody(), password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
