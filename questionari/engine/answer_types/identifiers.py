"""Fiscal codes of bodies and codes of the Indice PA."""

import re

from stdnum import luhn

from questionari.engine.answer_types.base import Problem, ScalarType, problem
from questionari.engine.definition import Question
from questionari.engine.values import Value

_ELEVEN_DIGITS = re.compile(r"[0-9]{11}")
_IPA = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{1,19}")

NOT_ELEVEN = problem("not_eleven_digits", "Il codice fiscale di un ente ha 11 cifre: le controlli una per una.")
WRONG_CHECK_DIGIT = problem(
    "wrong_check_digit", "Il codice fiscale non è corretto: l'ultima cifra non corrisponde alle altre. Lo controlli."
)
NOT_IPA = problem("not_ipa", "Scriva il codice dell'ente nell'Indice PA, ad esempio c_a662: lettere, cifre e trattini.")


class FiscalCode(ScalarType):
    """The 11-digit fiscal code of a body, with its check digit (never a person's).

    The VAT module of python-stdnum also wants a province between 001 and 100 in digits 8–10: codes of bodies carry
    other offices too, and a right code refused would block a submission, so only the check digit is judged.
    """

    def parse(self, question: Question, text: str) -> Value | Problem:
        """Eleven digits; spaces between them and a leading "IT" are trimmed."""
        code = text.replace(" ", "").upper().removeprefix("IT")
        if not _ELEVEN_DIGITS.fullmatch(code):
            return NOT_ELEVEN
        return code if luhn.is_valid(code) and int(code) else WRONG_CHECK_DIGIT


class IpaCode(ScalarType):
    """A code of the Indice dei domicili digitali della pubblica amministrazione (IPA), as typed."""

    def parse(self, question: Question, text: str) -> Value | Problem:
        """Letters, digits, underscores, dots and hyphens, up to 20."""
        return text if _IPA.fullmatch(text) else NOT_IPA
