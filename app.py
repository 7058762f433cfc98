"""WSGI and `flask` entry point."""

import os
import sys

from questionari import logs
from questionari.application import create_app
from questionari.settings import SettingsError, load_settings

try:
    # `flask key …` must run with a wrong key too: it is the command that explains it.
    settings = load_settings(os.environ)
    if settings.mode == "production":
        logs.to_stderr(as_json=True)
    app = create_app(settings, check_key=sys.argv[1:2] != ["key"])
except SettingsError as error:
    sys.exit(f"questionari: {error}")
