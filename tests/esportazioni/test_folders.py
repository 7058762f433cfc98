"""A folder or an archive is there whole or not at all, and only its owner reads it."""

import stat
import zipfile
from pathlib import Path

import pytest

from esportazioni.errors import ExportError
from esportazioni.folders import whole_folder, zip_folder
from tests.esportazioni.world import NOW


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_appears_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "d"
    with whole_folder(target) as draft:
        (draft / "a.csv").write_text("a")
        assert not target.exists()
    assert (target / "a.csv").read_text() == "a" and mode(target) == 0o700
    assert list(target.parent.iterdir()) == [target]


def test_an_empty_folder_is_used_and_a_full_one_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    with whole_folder(tmp_path / "d") as draft:
        (draft / "a.csv").write_text("a")
    with pytest.raises(ExportError, match="not an empty folder"), whole_folder(tmp_path / "d"):
        raise AssertionError
    assert [path.name for path in (tmp_path / "d").iterdir()] == ["a.csv"]


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), whole_folder(tmp_path / "d") as draft:
        (draft / "a.csv").write_text("a")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_an_archive_holds_the_folder_and_is_private(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "dati.csv").write_text("à")
    (tmp_path / ".x.zip.part").write_text("left by a killed worker")
    zip_folder(tmp_path / "d", tmp_path / "x.zip", "dataset_2026-1", NOW)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.namelist() == ["dataset_2026-1/dati.csv"]
        assert archive.read("dataset_2026-1/dati.csv").decode() == "à"
    assert mode(tmp_path / "x.zip") == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d", "x.zip"]
