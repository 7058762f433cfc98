"""Sets one PDF in a process of its own: JSON on stdin, the file on stdout. Imports nothing of the product."""

import resource
import sys
from typing import Any

import typst

TEMPLATE, STANDARD = sys.argv[1:3]
MOST_MEMORY, MOST_SECONDS = map(int, sys.argv[3:5])
OPTIONS: dict[str, Any] = {"format": "pdf", "pdf_standards": STANDARD, "ignore_system_fonts": True}


def main() -> None:
    """Typst reads its template and no other file."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    form = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(typst.compile(TEMPLATE, sys_inputs={"form": form}, **OPTIONS))


if __name__ == "__main__":
    main()
