"""Login, password and second factor of staff and ATR."""
