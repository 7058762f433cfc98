"""Documents that try to break their reader."""

import pytest

from questionari import catalogue


@pytest.mark.parametrize("content", [b"1" * 10_000, b"[" * 200_000, b'{"a":1,"a":2}', b'{"a":NaN}', b"\xff\xfe"])
def test_a_document_that_is_none_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(catalogue.DocumentError) as refusal:
        catalogue.load_document(content)
    assert str(refusal.value).count("not JSON") <= 1
