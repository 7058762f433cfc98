"""What loading costs a process. Libraries that cost seconds or tens of megabytes are loaded when they are first needed:
the one place for it.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def nothing_is_garbage() -> Iterator[None]:
    """While modules are loaded nothing of theirs is garbage: looking for some took a fifth of a process's start.

    What is there at the end stays as long as the process, and nobody looks at it again.
    """
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def typst() -> ModuleType:
    """What sets PDFs: 0.4 s and 60 MB at its first form, which most web processes never make."""
    import typst as library

    return library
