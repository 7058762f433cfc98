"""The pages: one blueprint per audience (respond, manage, atr, account, public)."""

from flask import Blueprint

from questionari.web.account.views import blueprint as account
from questionari.web.atr.services import blueprint as atr
from questionari.web.consult.views import blueprint as consult
from questionari.web.manage.views import blueprint as manage
from questionari.web.public.alarms import blueprint as public
from questionari.web.respond.alive import blueprint as alive
from questionari.web.respond.several import blueprint as respond

BLUEPRINTS: tuple[Blueprint, ...] = (public, account, respond, alive, consult, manage, atr)
