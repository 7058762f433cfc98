"""Help at a question: asked by whoever fills, answered by the staff in the page and by mail."""

from questionari.store.helping import WAITING
from questionari.usecases.helping.answering import HelpLine, HelpPage, answer, list_threads, open_thread, settle
from questionari.usecases.helping.asking import LONGEST, Asking, Thread, ask, load_asking, threads_of
from questionari.usecases.helping.correcting import Correcting, ask_correction, load_correcting

__all__ = [
    "LONGEST",
    "WAITING",
    "Asking",
    "Correcting",
    "HelpLine",
    "HelpPage",
    "Thread",
    "answer",
    "ask",
    "ask_correction",
    "list_threads",
    "load_asking",
    "load_correcting",
    "open_thread",
    "settle",
    "threads_of",
]
