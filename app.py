"""WSGI and `flask` entry point."""

import os
import sys

from questionari import logs
from questionari.lazy import nothing_is_garbage
from questionari.settings import SettingsError, load_settings

with nothing_is_garbage():
    from questionari.application import create_app

try:
    # `flask key …` must run with a wrong key too: it is the command that explains it.
    settings = load_settings(os.environ)
    if settings.mode == "production":
        logs.to_stderr(as_json=True)
    app = create_app(settings, check_key=sys.argv[1:2] != ["key"])
except SettingsError as error:
    sys.exit(f"questionari: {error}")
