"""Names in the order in which a reader of Italian looks for them: capitals, accents and marks do not count."""

import re
import unicodedata

LONGEST = 200
_MARKS = re.compile(r"[^0-9a-z]+")


def reading_key(name: str) -> str:
    """What a name is sorted by: digits, plain small letters and single spaces, at most LONGEST.

    Compared character by character it gives the same order everywhere, whatever a database or a system thinks of
    capitals: "ASL Bari" after "Aied", "Città" before "Cittadella". Ties are the caller's.
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _MARKS.sub(" ", bare).strip()[:LONGEST]
