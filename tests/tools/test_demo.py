"""`make demo`: starts whole, stops clean, resumes, and says what is in its way."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services import smtp
from tests.services.processes import working_for
from tests.services.run import wait_until
from tools.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_S = 280  # the example alone takes a quarter of a minute of processor


class Demo:
    """The demo as a person starts it, with its data in a folder of the test."""

    def __init__(self, instance: Path, port: int) -> None:
        self.instance, self.port = instance, port
        self.environment = os.environ | {"INSTANCE": str(instance), "PORT": str(port)}
        self.process: subprocess.Popen[str] | None = None

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Call it for something that ends by itself."""
        words = [sys.executable, "-m", "tools.demo", *options]
        return subprocess.run(
            words, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE_S
        )

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        output = self.instance.with_suffix(".out")
        with output.open("w") as file:
            words = [sys.executable, "-m", "tools.demo"]
            self.process = subprocess.Popen(words, cwd=ROOT, env=self.environment, stdout=file, stderr=file, text=True)
        process = self.process
        ready = "The demo is ready"
        wait_until(lambda: ready in output.read_text() or process.poll() is not None, "the demo", PATIENCE_S)
        assert process.poll() is None, output.read_text()

    def page(self, path: str) -> str:
        """The text of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            return str(answer.read().decode())

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """End it; its exit code."""
        assert self.process
        self.process.send_signal(how)
        return self.process.wait(PATIENCE_S)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo in a folder of the test, ended with it."""
    made = Demo(tmp_path / "instance", free_port())
    yield made
    if made.process and made.process.poll() is None:
        made.stop(signal.SIGTERM)


def test_the_demo_starts_whole_stops_clean_and_resumes(demo: Demo) -> None:
    demo.start()
    assert "LeNove" in demo.page("/demo")
    second = demo.run()
    assert second.returncode == 1
    assert "already running" in second.stderr
    credentials = (demo.instance / "encryption_key").read_text()
    assert (demo.stop(), working_for(demo.instance)) == (0, [])
    demo.start()
    assert "LeNove" in demo.page("/demo")
    assert (demo.instance / "encryption_key").read_text() == credentials
    reset = demo.run("--reset")
    assert (reset.returncode, demo.instance.exists(), working_for(demo.instance)) == (0, False, [])


@pytest.mark.parametrize("port", ["70000", "0", "http", "-1"])
def test_a_port_that_is_none_is_refused_with_an_example(demo: Demo, port: str) -> None:
    demo.environment["PORT"] = port
    answer = demo.run()
    assert (answer.returncode, answer.stdout) == (1, "")
    assert f"PORT={port} is not a port" in answer.stderr
    assert "PORT=5050 make demo" in answer.stderr


def test_a_taken_port_is_named_with_the_way_out(demo: Demo, smtp_sink: smtp.Sink) -> None:
    demo.environment["PORT"] = str(smtp_sink.port)
    answer = demo.run()
    assert answer.returncode == 1
    assert f"port {smtp_sink.port} is taken" in answer.stderr


def test_reset_removes_no_folder_that_a_demo_has_not_made(demo: Demo) -> None:
    demo.instance.mkdir()
    (demo.instance / "questionari.db").touch()
    answer = demo.run("--reset")
    assert (answer.returncode, (demo.instance / "questionari.db").exists()) == (1, True)
    assert "was not made by a demo" in answer.stderr


def test_reset_of_nothing_is_no_error(demo: Demo) -> None:
    assert demo.run("--reset").returncode == 0
