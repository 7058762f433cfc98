"""Pages, through Flask's test client."""
