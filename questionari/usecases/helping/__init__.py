"""Help at a question: asked by whoever fills, answered by the staff in the page and by mail."""

from questionari.store.helping import waiting
from questionari.usecases.helping.answering import HelpLine, HelpPage, answer, list_threads, open_thread, settle
from questionari.usecases.helping.asking import LONGEST, Asking, Thread, ask, load_asking, threads_of

__all__ = [
    "LONGEST",
    "Asking",
    "HelpLine",
    "HelpPage",
    "Thread",
    "answer",
    "ask",
    "list_threads",
    "load_asking",
    "open_thread",
    "settle",
    "threads_of",
    "waiting",
]
