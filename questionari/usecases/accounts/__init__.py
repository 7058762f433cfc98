"""Accounts of staff and ATR: creation, password, second factor, login."""
