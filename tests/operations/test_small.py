"""The profile of one machine, started as its unit file starts it: it serves, logs once, and ends whole."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

from tests.services.processes import working_for
from tests.services.run import wait_until
from tools.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_S = 120
HOST = "monitoraggio.example"


def environment(instance: Path, port: int) -> dict[str, str]:
    """The example of an environment with its secrets filled in, and without database and queue of its own."""
    lines = (ROOT / "deploy" / "environment.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    secrets = {"SECRET_KEY": "s" * 64, "ENCRYPTION_KEYS": "1:" + "ab" * 32, "TRUSTED_HOSTS": HOST}
    place = {"DATABASE_URL": "", "REDIS_URL": "", "INSTANCE": str(instance), "PORT": str(port)}
    return os.environ | given | secrets | place


def asked(port: int, path: str) -> tuple[int, str]:
    """(status, body) as nginx would ask for it."""
    headers = {"Host": HOST, "X-Forwarded-Host": HOST, "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def ended(small: subprocess.Popen[str]) -> str:
    """End it politely, or by force after a while; what it said."""
    small.send_signal(signal.SIGTERM)
    try:
        return small.communicate(timeout=PATIENCE_S)[0]
    except subprocess.TimeoutExpired:
        small.kill()
        raise


def test_one_machine_serves_says_each_request_once_and_ends_whole(tmp_path: Path) -> None:
    instance, port = tmp_path / "instance", free_port()
    instance.mkdir()
    words = [sys.executable, "-m", "deploy.small"]
    small = subprocess.Popen(words, cwd=ROOT, env=environment(instance, port), stdout=subprocess.PIPE, text=True)
    try:
        wait_until(lambda: asked(port, "/salute/pronto")[0] == 200, "the first page", PATIENCE_S)
        assert json.loads(asked(port, "/salute/pronto")[1])["stato"] == "pronto"
        assert asked(port, "/q/" + "k" * 43)[0] == 404
    finally:
        said = ended(small)
    assert (small.returncode, "ended" in said) == (0, False), said
    assert working_for(instance) == []
    log = (instance / "log" / "web.log").read_text(encoding="utf-8")
    records = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    paths = Counter(record["path"] for record in records if record["message"] == "request")
    assert paths["/q/***"] == 1
    assert "k" * 43 not in log
    assert not [record for record in records if record["logger"] == "gunicorn.access"]


def test_one_machine_does_not_start_without_its_secrets(tmp_path: Path) -> None:
    given = environment(tmp_path, free_port()) | {"SECRET_KEY": ""}
    words = [sys.executable, "-m", "deploy.small"]
    found = subprocess.run(words, cwd=ROOT, env=given, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert found.returncode != 0
    assert "SECRET_KEY" in found.stderr
    assert "Traceback" not in found.stderr
