"""Migrations that were written side by side are noticed before they meet in a database."""

from pathlib import Path

import pytest

from tools.lint_house import MIGRATIONS, numbering


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, number, before in (("0001_first.py", '"0001"', "None"), ("0002_second.py", '"0002"', '"0001"')):
        (tmp_path / name).write_text(f'"""One."""\n\nrevision = {number}\ndown_revision = {before}\n')
    return tmp_path


def test_migrations_in_a_row_are_right(folder: Path) -> None:
    assert list(numbering(folder)) == []
    assert list(numbering(MIGRATIONS)) == []


def test_two_that_follow_the_same_one_are_told(folder: Path) -> None:
    (folder / "0002_another.py").write_text('"""Two."""\n\nrevision = "0002"\ndown_revision = "0001"\n')
    assert list(numbering(folder)) == ['0002_second.py:1: the migration in this place is "0003", after "0002"']


def test_a_name_alone_does_not_move_one(folder: Path) -> None:
    (folder / "0002_second.py").rename(folder / "0003_second.py")
    assert len(list(numbering(folder))) == 1
