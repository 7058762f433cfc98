"""What stands in deploy/: every command in it exists, units are sound, links never reach a log of the servers."""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path
from types import ModuleType

import pytest
from click import Group
from flask import Flask

from questionari.logs import DOORS
from questionari.settings import load_settings
from tests.web.conftest import app, hour

__all__ = ["app", "hour"]
ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
HARDENED = {"NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "CapabilityBoundingSet": ""}
TOKEN = "k" * 43


def unit(path: Path) -> RawConfigParser:
    """A unit file; its names are as systemd writes them."""
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their capitals
    parser.read(path, encoding="utf-8")
    return parser


def commands() -> list[tuple[str, list[str]]]:
    """(file, words) of every program that the files start, without its folder."""
    found = [(path.name, shlex.split(unit(path)["Service"]["ExecStart"])) for path in UNITS]
    for name in ("compose.yaml", "Containerfile"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        lists = re.findall(r"^(?:CMD|\s+command:) \[(.*)\]$", text, re.M)
        found += [(name, [word.strip().strip('"') for word in one.split(",")]) for one in lists]
    return [(name, [Path(words[0]).name, *words[1:]]) for name, words in found]


COMMANDS = commands()


def test_every_file_starts_something() -> None:
    assert len(UNITS) == 4
    assert {name for name, _ in COMMANDS} == {*(path.name for path in UNITS), "compose.yaml", "Containerfile"}


@pytest.mark.parametrize(("name", "words"), [c for c in COMMANDS if c[1][0] == "flask"])
def test_a_flask_command_exists(app: Flask, name: str, words: list[str]) -> None:
    command, context = app.cli.commands[words[1]], words[2:]
    with app.app_context():
        loaded = command._load()  # type: ignore[attr-defined]  # questionari.cli.LazyCommand
    if isinstance(loaded, Group):
        assert context[0] in loaded.commands, name
    elif context:
        (argument,) = loaded.params
        assert set(context) <= {*argument.type.choices, "%i"}, name  # type: ignore[attr-defined]  # a click.Choice


@pytest.mark.parametrize(("name", "words"), [c for c in COMMANDS if c[1][0] not in ("flask", "valkey-server")])
def test_any_other_command_leads_to_something(name: str, words: list[str]) -> None:
    if words[0] == "gunicorn":
        assert words[1:] == ["--config", "deploy/gunicorn.conf.py", "app:app"], name
    else:
        assert words[:2] == ["python", "-m"] and importlib.util.find_spec(words[2]), name


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_commands_by_hand_get_what_the_units_add(path: Path) -> None:
    told = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    by_hand = re.search(r"^flask\(\) .*?^```", told, re.M | re.S)
    assert by_hand is not None
    for word in unit(path)["Service"]["Environment"].split():
        assert word in by_hand[0] or word.startswith(("FLASK_APP=", "PYTHONUNBUFFERED=")), word


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_is_hardened_restarts_and_runs_in_production(path: Path) -> None:
    service = unit(path)["Service"]
    assert {name: service[name] for name in HARDENED} == HARDENED
    assert (service["Restart"], service["User"]) == ("always", "questionari")
    assert "MODE=production" in service["Environment"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_a_unit(path: Path, tmp_path: Path) -> None:
    """Where systemd is; its programs and folders are put where this machine has some."""
    known = re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", path.read_text(encoding="utf-8"), flags=re.M)
    copy = tmp_path / path.name.replace("@.", "@mail.")
    copy.write_text(re.sub(r"^(?:User|Group|Documentation)=.*\n", "", known, flags=re.M), encoding="utf-8")
    program = shutil.which("systemd-analyze")
    if program:
        found = subprocess.run([program, "verify", str(copy)], capture_output=True, text=True, check=False, timeout=120)
        name = path.name.partition("@")[0].removesuffix(".service")
        assert [line for line in found.stderr.splitlines() if name in line] == []
    assert unit(copy).sections() == ["Unit", "Service", "Install"]


def gunicorn_settings() -> ModuleType:
    """The settings file as gunicorn loads it."""
    spec = importlib.util.spec_from_file_location("gunicorn_settings", DEPLOY / "gunicorn.conf.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_gunicorn_accepts_its_settings(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "gunicorn", "--check-config", "--config", "deploy/gunicorn.conf.py", "app:app"]
    environment = os.environ | {"MODE": "development", "INSTANCE": str(tmp_path)}
    found = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert found.returncode == 0, found.stderr


def test_gunicorns_access_log_would_hold_no_link() -> None:
    module = gunicorn_settings()
    atoms = {
        "U": f"/q/{TOKEN}",
        "r": f"GET /q/{TOKEN} HTTP/1.1",
        "q": "",
        "f": f"https://x.example/q/{TOKEN}",
        "s": "200",
    }
    logger = module.MaskedLogger.__new__(module.MaskedLogger)
    module.Logger.atoms = lambda *_: dict(atoms)
    assert TOKEN not in str(logger.atoms(None, None, None, None))


def nginx() -> str:
    return (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


def test_nginx_keeps_the_port_forwards_what_is_true_and_masks_links() -> None:
    text = nginx()
    for line in (
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "immutable",
        "client_max_body_size 12m;",
    ):
        assert line in text
    door = re.search(r'"~(\^.*?)"\s+"\$\{door\}\*\*\*"', text)
    assert door is not None
    pattern = door[1].replace("?<", "?P<")
    for path in (*(f"{place}{TOKEN}" for place in DOORS), f"/accesso/password/{TOKEN}?x"):
        assert re.match(pattern, path)
    assert not re.match(pattern, "/rispondi/abc")
    assert "$request_uri" not in re.search(r"log_format.*?;", text, re.S)[0]  # type: ignore[index]  # it is there
    assert all("questionari;" in line for line in re.findall(r"access_log /.*", text))


def test_nginx_understands_its_site(tmp_path: Path) -> None:
    """Where nginx is; elsewhere its braces and semicolons are counted."""
    bare = re.sub(r"\s#.*|^#.*", "", nginx(), flags=re.M)
    statements = [line.strip() for line in bare.splitlines() if line.strip()]
    assert bare.count("{") - bare.count("${") == bare.count("}") - bare.count("${")
    assert all(line.endswith((";", "{", "}", "'")) for line in statements)
    program = shutil.which("nginx")
    if program:
        site = re.sub(r"ssl_certificate.*|listen \[::\].*|access_log /.*|error_log.*", "", nginx()).replace(
            " ssl http2;", ";"
        )
        whole = tmp_path / "nginx.conf"
        whole.write_text(f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{site}\n}}\n")
        found = subprocess.run(
            [program, "-t", "-c", str(whole)], capture_output=True, text=True, check=False, timeout=120
        )
        assert found.returncode == 0, found.stderr


def test_the_example_of_an_environment_is_complete_once_its_secrets_are_filled_in() -> None:
    lines = (DEPLOY / "environment.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert (given["SECRET_KEY"], given["ENCRYPTION_KEYS"]) == ("", "")
    filled = {**given, "MODE": "production", "SECRET_KEY": "s" * 64, "ENCRYPTION_KEYS": "1:" + "ab" * 32}
    assert load_settings(filled).proxies == 1
