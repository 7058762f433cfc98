"""Forms of the account pages: decoding and CSRF only; the rules are the use-cases'."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField


class LoginForm(FlaskForm):
    """Identification code and password."""

    code = StringField("Codice identificativo")
    password = PasswordField("Password")
    next = HiddenField()


class CodeForm(FlaskForm):
    """The six digits of the authenticator, or a recovery code."""

    typed = StringField("Codice")


class ResetForm(FlaskForm):
    """Who forgot the password."""

    code = StringField("Codice identificativo")


class PasswordForm(FlaskForm):
    """A new password; `current` only when changing one's own."""

    current = PasswordField("Password attuale")
    password = PasswordField("Nuova password")
