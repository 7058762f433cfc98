"""What a form takes, a mail can carry: else every message of a round fails after the round was opened."""

import pytest

from questionari.usecases import fields
from questionari.usecases.fields import FieldError


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u0085", "\u202e", "\ufeff"])
def test_an_invisible_mark_pasted_into_a_title_is_refused_where_it_is_typed(mark: str) -> None:
    with pytest.raises(FieldError):
        fields.line(150)(f"Primo{mark} semestre")


@pytest.mark.parametrize("text", ["a@münchen.de", "a@x.it\r\nBcc: b@x.it", "=?utf-8?q?a?=@x.it"])
def test_an_address_no_mail_can_go_to_is_refused_where_it_is_typed(text: str) -> None:
    with pytest.raises(FieldError):
        fields.email(text)


def test_ordinary_addresses_and_names_are_taken() -> None:
    assert fields.email("o'neil@servizio.example") == "o'neil@servizio.example"
    assert fields.line(150)("Città dell’Aquila – 1° semestre «A»") == "Città dell’Aquila – 1° semestre «A»"
