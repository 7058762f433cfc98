"""The least that can save: a Flask application, one UPDATE of one row, committed. The measure of `together`."""

import os

from flask import Flask, Response, jsonify
from sqlalchemy import text

from questionari.settings import normalise_database_url
from questionari.store.session import open_database

app = Flask("bare")
database = open_database(normalise_database_url(os.environ["DATABASE_URL"]))
SAVE = text("UPDATE send_stop SET stopped_by = 'bench' WHERE id = 1")


@app.post("/")
def save() -> Response:
    """Save."""
    with database.writing() as session:
        session.execute(SAVE)
    return jsonify(versions={})
