"""Errors of the language, with where they are and what to do."""


class ExpressionError(ValueError):
    """An expression that cannot be read. ``column`` counts from 1; ``message`` is English and says the way out."""

    def __init__(self, code: str, message: str, column: int) -> None:
        super().__init__(code, message, column)
        self.code = code
        self.message = message
        self.column = column

    def __str__(self) -> str:
        return f"column {self.column}: {self.message}"
