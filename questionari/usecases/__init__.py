"""One function = one act of a person or of the clock. Session, now and ports are arguments; never commits; no Flask."""
