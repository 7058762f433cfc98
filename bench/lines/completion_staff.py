"""The page of a round as the staff see it, all territories together."""

from bench.lines.completion_atr import pages
from bench.place import Place, Run


def prepare(place: Place, size: int) -> Run:
    """One run: the page a few times; CPU seconds of one."""
    return pages(place, size, "staff", "/gestione/tornate/MISURA")
