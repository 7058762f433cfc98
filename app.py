"""WSGI and `flask` entry point."""

import os

from questionari.application import create_app
from questionari.settings import load_settings

app = create_app(load_settings(os.environ))
