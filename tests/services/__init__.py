"""Real servers for the tests: PostgreSQL, Valkey, an SMTP sink, a browser, the product's own web server."""
