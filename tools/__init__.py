"""Tools of the work tree: set-up, checks, the demo. The product never imports them."""
