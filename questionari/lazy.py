"""Libraries that cost seconds or tens of megabytes, loaded when they are first needed: the one place for it."""

from types import ModuleType


def typst() -> ModuleType:
    """What sets PDFs: 0.4 s and 60 MB at its first form, which most web processes never make."""
    import typst as library

    return library
