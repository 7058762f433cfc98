"""Why a file is not taken, in words for the person who chose it."""


class Unfit(Exception):
    """A file that cannot be kept as it is. ``message`` is Italian, and says the way out."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


DAMAGED = "Il file è danneggiato o incompleto: lo apra, lo salvi di nuovo e riprovi."
