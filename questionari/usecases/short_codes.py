"""Codes that people read aloud and type: an alphabet without look-alikes, and what catches a misread sign."""

import secrets

#: Without letters and digits that look alike (I L O U Z 0 1); 29 of them, a prime, as the check characters need.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXY"
CHECKS = 2
GROUP = 4


def new_code(length: int) -> str:
    """Random characters and two that catch a misread one, in groups: "K7QM-2XHD-9V" for a length of 8."""
    return grouped(_checked("".join(secrets.choice(ALPHABET) for _ in range(length))))


def check_characters(body: str) -> str:
    """Two characters from weighted sums over the body: any single error or neighbouring exchange changes them."""
    places = [ALPHABET.index(c) for c in body]
    sums = (sum((i + 1) * p for i, p in enumerate(places)), sum((i + 1) ** 2 * p for i, p in enumerate(places)))
    return "".join(ALPHABET[s % len(ALPHABET)] for s in sums)


def grouped(signs: str) -> str:
    """The signs in groups of four, as they are printed."""
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def read_code(typed: str, length: int) -> str | None:
    """What was typed, as it is printed, whatever its spaces, dashes and case; None if it was misread."""
    signs = "".join(typed.upper().split()).replace("-", "")
    known = len(signs) == length + CHECKS and set(signs) <= set(ALPHABET)
    return grouped(signs) if known and _checked(signs[:length]) == signs else None


def _checked(body: str) -> str:
    return body + check_characters(body)
