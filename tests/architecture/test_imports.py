"""What a process loads, measured in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# These cost seconds or tens of megabytes: only jobs and commands that need them load them (questionari/lazy.py).
HEAVY = {"numpy", "pandas", "pyarrow", "pyxform", "typst", "vl_convert", "z3"}
FRAMEWORKS = HEAVY | {"flask", "marshmallow", "redis", "rq", "sqlalchemy", "werkzeug", "wtforms"}
# Alembic runs the folder of migrations itself; it cannot be imported.
IMPORT_ALL = """
import importlib, pkgutil, {0}
for module in pkgutil.walk_packages({0}.__path__, "{0}."):
    if ".migrations" not in module.name:
        importlib.import_module(module.name)
"""


def loaded(statement: str, folder: Path) -> set[str]:
    """Names of the top-level modules in memory after a statement in a fresh interpreter."""
    environment = os.environ | {"MODE": "development", "INSTANCE": str(folder), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", f"{statement}\nimport sys; print(*sys.modules)"]
    answer = subprocess.run(
        words, env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=240
    )
    assert answer.returncode == 0, answer.stderr
    return {name.partition(".")[0] for name in answer.stdout.split()}


def test_a_web_process_loads_no_heavy_library(tmp_path: Path) -> None:
    assert loaded("import app", tmp_path) & HEAVY == set()


def test_the_core_loads_no_framework(tmp_path: Path) -> None:
    assert loaded(IMPORT_ALL.format("questionari.engine"), tmp_path) & FRAMEWORKS == set()


@pytest.mark.parametrize("package", ["questionari.usecases", "questionari.store"])
def test_use_cases_and_store_load_no_web_framework(package: str, tmp_path: Path) -> None:
    assert loaded(IMPORT_ALL.format(package), tmp_path) & {"flask", "flask_mail", "rq", "werkzeug"} == set()


def test_importing_the_package_runs_nothing() -> None:
    assert (ROOT / "questionari" / "__init__.py").read_text(encoding="utf-8") == ""
