"""E-mail, PEC, telephone and web addresses. Nothing is looked up on the network."""

import re
from urllib.parse import SplitResult, urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat
from phonenumbers.shortnumberinfo import is_valid_short_number_for_region

from questionari.engine.answer_types.base import Problem, ScalarType, problem
from questionari.engine.definition import Question
from questionari.engine.values import Value

REGION = "IT"
ITALY = 39
_PHONE_CHARACTERS = re.compile(r"\+?[0-9 ()./-]+")
_SHORT_NUMBER = re.compile(r"1[0-9]{2,5}")
_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")

NOT_AN_EMAIL = problem("not_an_email", "Scriva un indirizzo e-mail completo, ad esempio servizio@comune.esempio.it.")
NOT_A_PEC = problem("not_a_pec", "Scriva un indirizzo PEC completo, ad esempio ente@pec.esempio.it.")
NOT_A_PHONE = problem("not_a_phone", "Scriva un solo numero di telefono con il prefisso, ad esempio 080 1234567.")
NOT_A_URL = problem("not_a_url", "Scriva l'indirizzo di una pagina web, ad esempio www.comune.esempio.it/servizi.")


class Email(ScalarType):
    """email, pec: the address with its domain in lower case. "=?" would open an encoded word in a mail header."""

    longest = 254

    def __init__(self, refused: Problem) -> None:
        self._refused = refused

    def parse(self, question: Question, text: str) -> Value | Problem:
        """The address, if its form is right."""
        if "=?" in text:
            return self._refused
        try:
            return validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized
        except (EmailNotValidError, UnicodeError):
            return self._refused


class Phone(ScalarType):
    """A telephone number: stored as E.164, short ones such as 1522 as dialled; shown the national way."""

    longest = 40

    def parse(self, question: Question, text: str) -> Value | Problem:
        """One number; nothing typed is dropped (extensions and second numbers are refused)."""
        number = _parsed(text)
        if number is None:
            return NOT_A_PHONE
        digits = re.sub(r"[^0-9]", "", text)
        if _SHORT_NUMBER.fullmatch(digits) and is_valid_short_number_for_region(number, REGION):
            return digits
        stored = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        whole = digits.endswith(stored[1:]) or stored.endswith(digits) or _after_trunk(number, digits)
        return stored if whole and phonenumbers.is_valid_number(number) else NOT_A_PHONE

    def written(self, question: Question, value: Value) -> str:
        """The national way ("080 577 2390"); numbers of other countries with their prefix."""
        text = str(value)
        number = _parsed(text) if text.startswith("+") else None
        if number is None:
            return text
        national = PhoneNumberFormat.NATIONAL if number.country_code == ITALY else PhoneNumberFormat.INTERNATIONAL
        return str(phonenumbers.format_number(number, national))


class Url(ScalarType):
    """A web address, http or https; https:// is added when none is typed."""

    def parse(self, question: Question, text: str) -> Value | Problem:
        """The address with its scheme and host in lower case."""
        match = _SCHEME.match(text)
        try:
            parts = urlsplit(text if match else f"https://{text}")
            valid = " " not in text and _is_web(parts)
        except ValueError:
            return NOT_A_URL
        return parts._replace(netloc=parts.netloc.lower()).geturl() if valid else NOT_A_URL


def _parsed(text: str) -> PhoneNumber | None:
    if not _PHONE_CHARACTERS.fullmatch(text):
        return None
    try:
        return phonenumbers.parse(text, REGION)
    except NumberParseException:
        return None


def _after_trunk(number: PhoneNumber, digits: str) -> bool:
    """Whether the digits are a foreign number typed with its trunk zero, as in +41 (0)44 … or 0041 (0)44 …"""
    return digits.removeprefix("00") == f"{number.country_code}0{number.national_number}"


def _is_web(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    port = parts.port  # raises ValueError when it is no port
    plain = "@" not in parts.netloc and (port is None or port > 0) and not parts.netloc.endswith(":")
    return parts.scheme in ("http", "https") and plain and _HOST.fullmatch(host) is not None
