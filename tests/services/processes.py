"""Which processes of this machine work for an instance of the product."""

from pathlib import Path


def working_for(instance: Path) -> list[str]:
    """Command lines of the processes that have the instance in their environment."""
    mark = f"INSTANCE={instance}".encode()
    return [text for process in Path("/proc").glob("[0-9]*") if (text := _command_line(process, mark))]


def _command_line(process: Path, mark: bytes) -> str:
    """The words of a process whose environment holds the mark; nothing for any other."""
    try:
        if mark in (process / "environ").read_bytes().split(b"\0"):
            return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
    return ""
