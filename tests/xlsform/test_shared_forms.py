"""Forms of others, where they are at hand: strict where pyxform compiles them, lenient always."""

from pathlib import Path

import pytest
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from questionari.catalogue import compile_document
from questionari.xlsform.importing import import_xlsform
from tests.xlsform.forms import SHARED, TODAY

FORMS = sorted(SHARED.glob("pyxform__*")) + sorted(SHARED.glob("liberia*")) + sorted(SHARED.glob("web-forms__*"))


def compiles(path: Path) -> bool:
    """Whether pyxform takes the form."""
    content = path.read_bytes() if path.suffix.startswith(".xls") else path.read_text(encoding="utf-8")
    try:
        convert(xlsform=content, file_type=path.suffix, validate=False)
    except PyXFormError:
        return False
    return True


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", FORMS or [None], ids=lambda path: path.name if path else "absent")
def test_a_form_is_imported_strictly_where_pyxform_compiles_it_and_leniently_always(path: Path | None) -> None:
    if path is None:
        return
    made = import_xlsform(path.read_bytes(), TODAY)
    assert made.document["sections"]
    assert (not made.refused) is compiles(path)
    if not made.refused:
        assert compile_document(made.document).questionnaire is not None
