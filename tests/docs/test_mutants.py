"""Every module of the engine has a row in the record of mutants, and every row its module."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ENGINE = ROOT / "questionari" / "engine"


def test_every_module_of_the_engine_has_its_row() -> None:
    rows = re.findall(r"^\| ([a-z_/]+\.py) \|", (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8"), re.M)
    modules = {str(path.relative_to(ENGINE)) for path in ENGINE.rglob("*.py") if path.name != "__init__.py"}
    assert sorted(rows) == sorted(modules)
