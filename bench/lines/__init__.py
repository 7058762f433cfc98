"""One module a line. Each has `prepare(place, size) -> Callable[[], Sample]`: what it returns is one measured run."""
