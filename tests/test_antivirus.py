"""Files shown to an antivirus over its socket: a verdict is read, and no file passes without one."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from questionari import antivirus
from questionari.settings import SettingsError, load_settings
from tests.clamd import MARK, clamd

LARGE = os.urandom(antivirus.CHUNK * 3 + 5)


@pytest.fixture
def place() -> Iterator[Path]:
    """Where a socket may stand: its path has at most 107 characters."""
    folder = Path(tempfile.mkdtemp(prefix="c", dir="/tmp"))
    yield folder / "clamd.ctl"
    shutil.rmtree(folder)


@pytest.mark.parametrize("over_a_port", [True, False])
def test_a_file_is_shown_whole_and_the_verdict_is_read(place: Path, over_a_port: bool) -> None:
    with clamd(None if over_a_port else place) as (address, seen):
        assert antivirus.found_in(address, LARGE) == ""
        assert antivirus.found_in(address, LARGE + MARK) == "Prova"
        assert antivirus.found_in(address, b"") == ""
    assert seen == [LARGE, LARGE + MARK, b""]


@pytest.mark.parametrize("says", ["INSTREAM size limit exceeded. ERROR", "", "stream: "])
def test_what_is_no_verdict_lets_nothing_pass(place: Path, says: str) -> None:
    with clamd(place, says or "\0") as (address, _), pytest.raises(antivirus.Unreachable):
        antivirus.found_in(address, b"x")


def test_where_nobody_listens_there_is_no_verdict(place: Path) -> None:
    with pytest.raises(antivirus.Unreachable, match="CLAMAV_SOCKET"):
        antivirus.found_in(str(place), b"x")


@pytest.mark.parametrize("address", ["clamd.ctl", "localhost", ":3310", "host:porta"])
def test_an_address_that_is_none_is_refused_at_the_start(address: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CLAMAV_SOCKET"):
        load_settings({"MODE": "test", "INSTANCE": str(tmp_path), "CLAMAV_SOCKET": address})
