"""The application factory: settings in, a Flask application out."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from questionari import cli
from questionari.demo import pages as demo
from questionari.extensions import csrf, limiter, mail
from questionari.jobs.bell import Bell
from questionari.settings import ROOT, Settings
from questionari.store.sealing import Keyring
from questionari.store.session import open_database
from questionari.usecases import keys
from questionari.usecases.house import House
from questionari.web import BLUEPRINTS, access, errors, filters, gate, headers, lists, requests
from questionari.web.respond import behalf

DAY = 24 * 3600


def create_app(settings: Settings, check_key: bool = True) -> Flask:
    """Build the application. Raises SettingsError when the encryption key does not open the database's canary."""
    app = Flask("questionari", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(_config(settings))
    app.extensions["house"] = House(settings, Keyring(settings.encryption_keys))
    app.extensions["database"] = open_database(settings.database_url)
    app.extensions["bell"] = Bell(settings.redis_url, {"mail": ("pec",)} if settings.pec else None)
    if check_key:
        keys.check_at_start(app.extensions["database"], app.extensions["house"])
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]  # Flask's documented way
    requests.note_all(app)
    gate.init_app(app, *settings.room)
    for part in (csrf, mail, limiter, requests, access, headers, errors, filters, lists, behalf):
        part.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.demo:
        app.register_blueprint(demo.blueprint)
    cli.register(app)
    return app


def _config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "TESTING": settings.mode == "test",
        "TRUSTED_HOSTS": list(settings.trusted_hosts),
        "SESSION_COOKIE_NAME": "__Host-questionari" if settings.https else "questionari",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": DAY,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
        "SEND_FILE_MAX_AGE_DEFAULT": 365 * DAY,
        "WTF_CSRF_TIME_LIMIT": None,
        "RATELIMIT_STORAGE_URI": settings.redis_url or "memory://",
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_HEADERS_ENABLED": True,
        "RATELIMIT_ENABLED": settings.mode != "test",
        "MAIL_SERVER": settings.mail.host,
        "MAIL_PORT": settings.mail.port,
        "MAIL_USERNAME": settings.mail.username,
        "MAIL_PASSWORD": settings.mail.password,
        "MAIL_USE_TLS": settings.mail.tls == "starttls",
        "MAIL_USE_SSL": settings.mail.tls == "tls",
        "MAIL_DEFAULT_SENDER": (settings.mail.sender_name, settings.mail.sender),
        "MAIL_SUPPRESS_SEND": False,
    }
