"""Alembic migrations: the models are the truth, a test holds both to each other on SQLite and PostgreSQL."""
