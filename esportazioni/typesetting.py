"""Tagged PDFs (PDF/UA-1), set by typst. What is said in them is data: no text of a person is ever read as markup."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from questionari import lazy

STANDARD = "ua-1"


def tagged_pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF that a template makes of its data, which it reads as JSON under the name "form"."""
    written = lazy.typst().compile(
        template, format="pdf", pdf_standards=STANDARD, sys_inputs={"form": json.dumps(data, ensure_ascii=False)}
    )
    return bytes(written)
