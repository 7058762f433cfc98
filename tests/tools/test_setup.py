"""Set-up does what is needed once, and says what to do when it cannot."""

import shutil
from pathlib import Path

import pytest

from tools import assets, setup

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The lists of this tree in a folder of the test."""
    for name in (*sum(setup.LISTS.values(), []), setup.SETUP_LIST, "tools/assets.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "STAMPS", tmp_path / "stamps")
    setup.STAMPS.mkdir()
    return tmp_path


def test_a_part_is_brought_once_until_its_list_changes(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought: list[str] = []
    monkeypatch.setattr(setup, "PARTS", {"run": brought.append, "dev": brought.append})
    for part in ("run", "dev", "run"):
        setup.bring(part)
    assert brought == ["run", "dev"]
    with (tree / "requirements-dev.txt").open("a") as file:
        file.write("# another\n")
    for part in ("run", "dev"):
        setup.bring(part)
    assert brought == ["run", "dev", "dev"]


def test_a_part_that_failed_is_tried_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(part: str) -> None:
        raise setup.SetupError(part)

    monkeypatch.setattr(setup, "PARTS", {"run": fail})
    with pytest.raises(setup.SetupError):
        setup.bring("run")
    assert not (tree / "stamps" / "run").exists()


def test_a_python_without_ensurepip_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for way in ("works", "by_ensurepip", "by_other_tool", "by_system_package"):
        monkeypatch.setattr(setup, way, lambda: False)
    assert setup.main(["run"]) == 1
    assert "sudo apt-get install python3-venv" in capsys.readouterr().err


def test_a_python_that_is_too_old_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "OLDEST", (99, 0))
    assert setup.main(["run"]) == 1
    assert "needs Python 99.0 or later" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    ["a{}\n/*# sourceMappingURL=a.min.css.map */", "f()\n//# sourceMappingURL=f.min.js.map\n"],
)
def test_links_to_source_maps_are_cut(tmp_path: Path, text: str) -> None:
    (tmp_path / "from.css").write_text(text)
    assets.copy(tmp_path / "from.css", tmp_path / "to" / "x.css")
    assert "sourceMappingURL" not in (tmp_path / "to" / "x.css").read_text()


def test_the_browser_files_ask_nothing_of_anybody_else() -> None:
    vendor = ROOT / "static" / "vendor"
    texts = {path.name: path.read_text(encoding="utf-8") for path in vendor.rglob("*.css")}
    assert texts
    assert not [name for name, text in texts.items() if "url(http" in text or "@import" in text]
