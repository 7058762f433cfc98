"""WSGI and `flask` entry point."""

import os
import sys

from questionari.application import create_app
from questionari.settings import SettingsError, load_settings

try:
    # `flask key …` must run with a wrong key too: it is the command that explains it.
    app = create_app(load_settings(os.environ), check_key=sys.argv[1:2] != ["key"])
except SettingsError as error:
    sys.exit(f"questionari: {error}")
