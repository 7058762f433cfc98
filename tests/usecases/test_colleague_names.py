"""What may stand in a mail of ours that somebody else asked for: a name, and nothing that could be another message."""

import pytest

from questionari.usecases.colleagues.addresses import EVERYBODYS, NAME_MISSING, NAME_WRONG, domain, person
from questionari.usecases.house import Refused

HERS = "anna@ente.example"


@pytest.mark.parametrize(
    "name",
    [
        "Anna Verdi",
        "Dott.ssa Maria Grazia D'Amico",
        "Avv. G. Rossi-Bianchi",
        "Đorđe Čebokli",
        "Jürgen  Großmann",
        "Niccolò",
    ],
)
def test_names_as_people_bear_them_are_taken(name: str) -> None:
    assert person({"name": name, "email": HERS}).name == " ".join(name.split())


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "evil.example",
        "Vinci su evil.example",
        "http://evil",
        "www evil/vinci",
        "anna@evil.example",
        "=?utf-8?q?Anna?=",
        "Anna: Bcc",
        "Chiami il 02123456",
        "Hai vinto un premio chiama subito qui",
        "A" * 61,
        "Anna <b>Verdi</b>",
        "Anna\u202everdi",
        "{link}",
    ],
)
def test_what_could_be_an_address_a_sentence_or_markup_is_none(name: str) -> None:
    with pytest.raises(Refused) as refused:
        person({"name": name, "email": HERS})
    assert refused.value.code == "name_wrong"
    assert refused.value.message == (NAME_WRONG if name.strip() else NAME_MISSING)


def test_line_ends_of_a_name_are_blanks_and_of_an_address_a_fault() -> None:
    with pytest.raises(Refused):
        person({"name": "Anna\r\nBcc: tutti@ente.example", "email": HERS})
    for email in (f"{HERS}\r\nBcc: x@y.example", "anna@@ente.example", "", "anna", "=?x?@ente.example"):
        with pytest.raises(Refused) as refused:
            person({"name": "Anna", "email": email})
        assert refused.value.code == "email_wrong"


def test_where_anybody_has_a_box_is_no_domain_of_a_body() -> None:
    assert domain("Anna@GMAIL.com") in EVERYBODYS and domain(HERS) not in EVERYBODYS
    assert all(name == name.lower() and "." in name for name in EVERYBODYS)
