"""Copy the browser files of the asset wheels to static/vendor: `python tools/assets.py UNPACKED_WHEELS VENDOR`.

Only what our pages load is copied: one style sheet, one script without loaders, the icons, the fonts in use.
Links to source maps are cut off the ends, or every page view would ask our server for files that are not there.
"""

import re
import shutil
import sys
from pathlib import Path

THEME = "bootstrap_italia_template/static"
FONTS = "Titillium_Web"
FILES = {
    f"{THEME}/css/bootstrap-italia.min.css": "bootstrap-italia/css/bootstrap-italia.min.css",
    f"{THEME}/js/bootstrap-italia.min.js": "bootstrap-italia/js/bootstrap-italia.min.js",
    f"{THEME}/svg/sprites.svg": "bootstrap-italia/svg/sprites.svg",
}
SOURCE_MAP = re.compile(r"(/\*|//)# sourceMappingURL=\S+?\.map\s*(\*/)?")


def targets(wheels: Path) -> dict[str, str]:
    """Every file to copy, from its place in the wheels to its place under static/vendor."""
    fonts = sorted((wheels / THEME / "fonts" / FONTS).glob("*.woff2"))
    return FILES | {str(font.relative_to(wheels)): f"bootstrap-italia/fonts/{FONTS}/{font.name}" for font in fonts}


def copy(source: Path, target: Path) -> None:
    """Copy one file; style sheets and scripts lose their link to a source map."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".css", ".js"}:
        target.write_text(SOURCE_MAP.sub("", source.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        shutil.copyfile(source, target)


def main(wheels: Path, vendor: Path) -> int:
    """Replace the vendor folder as a whole."""
    shutil.rmtree(vendor, ignore_errors=True)
    for source, target in targets(wheels).items():
        copy(wheels / source, vendor / target)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
