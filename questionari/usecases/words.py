"""Numbers in Italian sentences: one thing or many."""


def counted(number: int, one: str, many: str) -> str:
    """1 messaggio, 12 messaggi, 1.234 messaggi."""
    figures = f"{number:,}".replace(",", ".")
    return f"{figures} {one if number == 1 else many}"
