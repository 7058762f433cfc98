"""What goes wrong with a dataset."""


class ExportError(Exception):
    """A dataset that cannot be made. The message is English and says where and what to do."""


class TooLarge(ExportError):
    """More than the format can hold; another format can."""
