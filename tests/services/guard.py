"""Keep one server alive exactly as long as the test run that owns it.

`python -I guard.py OWNER_PID USER STOP_SIGNAL PID_FILE -- COMMAND…` starts the command, as USER unless it is "-", and
stops it when the owner is gone or the guard itself is told to end. The pid file vanishes when all has stopped,
so a killed test run leaves no server behind and a finished one knows when it may remove the data.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

LOOK_EVERY_S = 0.25
PATIENCE_S = 10


def alive(pid: int) -> bool:
    """Whether the process that owns the run is still there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's process is one all the same
        return True
    return True


def leave(_signal: int, _frame: FrameType | None) -> None:
    """Turn a polite signal into an ordinary end, so that the server is stopped on the way out."""
    sys.exit(0)


def watch(server: subprocess.Popen[bytes], owner: int) -> None:
    """Wait until the server has ended or its owner is gone."""
    while alive(owner):
        try:
            server.wait(LOOK_EVERY_S)
            return
        except subprocess.TimeoutExpired:
            continue


def stop(server: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """End the server: politely first, then for certain."""
    server.send_signal(how)
    try:
        server.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(PATIENCE_S)


def main(owner: str, user: str, how: str, pid_file: str, command: list[str]) -> None:
    """Run the command under guard."""
    signal.signal(signal.SIGTERM, leave)
    identity = {} if user == "-" else {"user": user, "group": "nogroup", "extra_groups": []}
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, **identity)
    try:
        watch(server, int(owner))
    finally:
        stop(server, signal.Signals[how])
        Path(pid_file).unlink(missing_ok=True)


if __name__ == "__main__":
    main(*sys.argv[1:5], command=sys.argv[6:])
