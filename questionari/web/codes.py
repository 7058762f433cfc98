"""Codes of letters that open nothing: by whatever page they are tried, an address has few tries (ASVS 2.4.1)."""

from http import HTTPStatus

from flask import Response, request

from questionari.extensions import limiter
from questionari.usecases.links import typed_code

TRIES = "10/minute; 60/hour"


def _no_code() -> bool:
    """A link has 256 random bits: nobody finds one by trying."""
    return typed_code(str((request.view_args or {}).get("token", ""))) is None


def _unknown(response: Response) -> bool:
    return response.status_code == HTTPStatus.NOT_FOUND


#: For the address where a link leads: the code of a letter stands in it as a token does.
few_tries = limiter.shared_limit(TRIES, scope="letter_codes", exempt_when=_no_code, deduct_when=_unknown)
