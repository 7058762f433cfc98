"""The staff's blueprint; the modules beside this one hang their views on it."""

from flask import Blueprint

blueprint = Blueprint("manage", __name__, url_prefix="/gestione")
