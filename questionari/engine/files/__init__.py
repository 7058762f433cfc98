"""Files that people attach: what they are by their content, and the same files without what they say of people."""

from questionari.engine.files.cleaning import KINDS, Cleaned, clean, file_name

__all__ = ["KINDS", "Cleaned", "clean", "file_name"]
