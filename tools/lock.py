"""Write the hashed requirement lists from pyproject.toml: `make lock`.

Each later list is held to the versions of the earlier ones, so that all of them install side by side.
`--universal` makes one list serve every system and Python; no index address is ever written.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
COMMON = [
    "--quiet", "--upgrade", "--universal", "--generate-hashes", "--no-emit-index-url", "--python-version", "3.11",
    "--custom-compile-command", "make lock",
]  # fmt: skip
LISTS = {
    "requirements.txt": ["pyproject.toml"],
    "requirements-analysis.txt": ["--group", "analysis", "--constraints", "requirements.txt"],
    "requirements-dev.txt": [
        "--group", "dev", "--constraints", "requirements.txt", "--constraints", "requirements-analysis.txt",
    ],
    "requirements-assets.txt": ["--no-deps", "--group", "assets"],
    "tools/requirements-setup.txt": ["--group", "setup"],
}  # fmt: skip


def main() -> int:
    """Compile every list in order; stop at the first that cannot be resolved."""
    for target, options in LISTS.items():
        command = [str(UV), "pip", "compile", *COMMON, *options, "--output-file", target]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
