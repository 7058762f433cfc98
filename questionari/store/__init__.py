"""The database: models, sessions, queries that order their rows and never commit."""
