"""The text of a file that a spreadsheet has saved."""


def text_of(content: bytes) -> str | None:
    """UTF-8, or what Windows has saved in its own way; None where it is neither, or no text."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    return None
