"""Set up `.venv/` and the browser files of `static/vendor/` from the hashed requirement lists.

Runs on the system's own Python with the standard library alone: `python3 tools/setup.py PART…` with PART one of
`run` (what the product needs), `dev` (what its tests need), `assets` (browser files).
Each part leaves a stamp holding the hash of the lists it installed; a part whose stamp still matches is skipped.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
OLDEST = (3, 11)
SETUP_LIST = "tools/requirements-setup.txt"
LISTS = {
    "run": ["requirements.txt", "requirements-analysis.txt"],
    "dev": ["requirements-dev.txt"],
    "assets": ["requirements-assets.txt"],
}
NO_VENV_HELP = """This Python cannot make virtual environments: its module `ensurepip` is missing.
Install it and run the same command again:
    Debian, Ubuntu:  sudo apt-get install python3-venv
    Fedora, openSUSE, macOS: the python3 package of the system already has it
Or install `uv` or `virtualenv`: either is used when it is on the PATH."""


class SetupError(Exception):
    """A set-up that cannot go on; its text says what to do."""


def say(text: str) -> None:
    """Tell the person at the terminal, in order with the output of the commands run."""
    print(f"setup: {text}", file=sys.stderr, flush=True)


def run(*command: object) -> bool:
    """Run a command from the root of the project; true when it ended well. Its standard output goes to stderr."""
    return subprocess.run([str(word) for word in command], cwd=ROOT, stdout=sys.stderr, check=False).returncode == 0


def digest(part: str) -> str:
    """SHA-256 of all that decides what a part installs: its lists, this Python, and the copying rules."""
    files = [*LISTS[part], SETUP_LIST, *(["tools/assets.py"] if part == "assets" else [])]
    content = b"".join((ROOT / name).read_bytes() for name in files)
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def by_ensurepip() -> bool:
    """The standard way, where the system's Python has kept it."""
    probe = [sys.executable, "-c", "import ensurepip, venv"]
    if subprocess.run(probe, stderr=subprocess.DEVNULL, check=False).returncode:
        return False
    return run(sys.executable, "-m", "venv", "--clear", VENV)


def by_system_package() -> bool:
    """Debian and its children split `ensurepip` off: as root, install the missing package and try again."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say("this Python lacks ensurepip: installing the system's package python3-venv")
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    run("apt-get", "update", "-qq")
    return run("apt-get", "install", "-y", "-qq", "python3-venv") and by_ensurepip()


def by_other_tool() -> bool:
    """Whoever has `uv` or `virtualenv` at hand needs no ensurepip."""
    commands = {
        "uv": ["uv", "venv", "--quiet", "--seed", "--clear", "--python", sys.executable, VENV],
        "virtualenv": ["virtualenv", "--quiet", "--clear", "--python", sys.executable, VENV],
    }
    return any(run(*command) for tool, command in commands.items() if shutil.which(tool))


def works() -> bool:
    """True when `.venv` is whole and made at this very place (a moved environment keeps its old paths)."""
    if not PYTHON.exists():
        return False
    probe = [str(PYTHON), "-c", "import pip, sys; print(sys.prefix, sys.version)"]
    answer = subprocess.run(probe, capture_output=True, text=True, check=False)
    script = VENV / "bin" / "pip"
    at_home = script.exists() and str(VENV) in script.read_text(encoding="utf-8", errors="replace")
    return at_home and answer.stdout.strip() == f"{VENV} {sys.version}"


def ensure_environment() -> None:
    """Make `.venv` unless a working one stands."""
    if works():
        return
    say("making the virtual environment .venv")
    if not (by_ensurepip() or by_other_tool() or by_system_package()):
        raise SetupError(NO_VENV_HELP)


def install(part: str) -> None:
    """Install the lists of a part with uv, or with pip where uv cannot reach the index as pip is set up to."""
    lists = [word for name in LISTS[part] for word in ("-r", name)]
    say(f"installing {', '.join(LISTS[part])}")
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    if not (VENV / "bin" / "uv").exists() and not run(*pip, "-r", SETUP_LIST):
        raise SetupError("uv could not be installed: read pip's message above; is the package index reachable?")
    fast = [VENV / "bin" / "uv", "pip", "install", "--quiet", "--require-hashes", "--python", PYTHON]
    if run(*fast, *lists):
        return
    say("uv did not succeed: trying the same lists with pip")
    if not run(*pip, *lists):
        raise SetupError(f"{', '.join(LISTS[part])} could not be installed: read pip's message above")


def copy_assets(part: str) -> None:
    """Unpack the asset wheels into a folder of their own and copy the browser files."""
    say("copying the browser files to static/vendor")
    target = VENV / "assets"
    shutil.rmtree(target, ignore_errors=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
    if not run(*pip, "--no-compile", "--target", target, "-r", *LISTS[part]):
        raise SetupError("the browser files could not be fetched: read pip's message above")
    if not run(PYTHON, ROOT / "tools" / "assets.py", target, ROOT / "static" / "vendor"):
        raise SetupError("the browser files could not be copied to static/vendor: see above")


PARTS: dict[str, Callable[[str], None]] = {"run": install, "dev": install, "assets": copy_assets}


def bring(part: str) -> None:
    """Carry out one part unless its stamp says that it is done, then stamp it."""
    stamp = STAMPS / part
    wanted = digest(part)
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        PARTS[part](part)
    stamp.write_text(wanted, encoding="ascii")


def main(parts: Sequence[str]) -> int:
    """Carry out the named parts; 0 when all went well."""
    if sys.version_info < OLDEST:
        say(f"questionari needs Python {OLDEST[0]}.{OLDEST[1]} or later; this is {sys.version.split()[0]}")
        return 1
    try:
        ensure_environment()
        STAMPS.mkdir(exist_ok=True)
        (STAMPS / "place").write_text(f"{ROOT}\n", encoding="utf-8")
        for part in parts:
            bring(part)
    except (SetupError, OSError) as problem:
        say(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(PARTS)))
