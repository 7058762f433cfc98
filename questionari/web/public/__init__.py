"""Pages for anyone: home, privacy, accessibility, verification of a mail."""
