"""Lists keep what was asked of them in their address; pages reached from a list carry it, so the way back finds it.

A page of a service reached from "/gestione/censimento?cerca=mola" is "/gestione/censimento/BA-007?elenco=cerca%3Dmola":
links, forms and redirects among such pages keep `elenco` by themselves.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import Flask, has_request_context, request, url_for

CARRIED = "elenco"
LONGEST, MOST = 400, 12
#: Where somebody stands in a list; not what she asked of it.
TURNS = frozenset({"pagina", "dopo", "prima", "ordine"})
#: What lists are asked; any other name, given to `url_for`, might change what it builds ("_external", "endpoint").
FILTERS = TURNS | {"cerca", "stato", "tipo", "tipologia", "territorio", "recapito", "attivita"}
FILTERS |= {"mostra", "messaggio", "tornata"}
#: page -> the list it was reached from
FROM: Mapping[str, str] = {
    **dict.fromkeys(
        ("manage.unit", "manage.edit_unit", "manage.contact", "manage.pause_contact", "manage.membership"),
        "manage.census",
    ),
    **dict.fromkeys(
        ("manage.invitation", "manage.invitation_act", "manage.response", "manage.reopen", "manage.redact"),
        "manage.round",
    ),
}


def filtered() -> bool:
    """Whether the list shown is narrowed by anything: then there is something to clear."""
    return any(value for name, value in request.args.items() if name not in TURNS)


def asked_of(endpoint: str) -> str:
    """What was asked of a list, as the query of its address; "" when this page was not reached from it."""
    if request.endpoint == endpoint:
        return request.query_string.decode("ascii", "replace")[:LONGEST]
    return request.args.get(CARRIED, "")[:LONGEST] if FROM.get(request.endpoint or "") == endpoint else ""


def back_to(endpoint: str, **args: str) -> str:
    """The address of a list as it was left; an endpoint that begins with a dot is of the page's own blueprint."""
    whole = f"{request.blueprint}{endpoint}" if endpoint.startswith(".") else endpoint
    return url_for(whole, **{**_filters(asked_of(whole)), **args})


def _filters(query: str) -> dict[str, Any]:
    try:
        pairs = parse_qsl(query, max_num_fields=MOST)
    except ValueError:
        return {}
    return {name: value for name, value in pairs if name in FILTERS}


def turned(**places: object) -> str:
    """The address of the list shown at another place, its filters kept."""
    asked = FILTERS - {"pagina", "dopo", "prima"}
    filters = {name: value for name, value in request.args.items() if name in asked}
    return url_for(request.endpoint or "", **{**filters, **(request.view_args or {}), **places})


def _carry(endpoint: str, values: dict[str, object]) -> None:
    if has_request_context() and endpoint in FROM and CARRIED not in values:
        query = asked_of(FROM[endpoint])
        if query:
            values[CARRIED] = query


def init_app(app: Flask) -> None:
    """Carry lists in every address; give templates `filtered`, `back_to` and `turned`."""
    app.url_defaults(_carry)
    app.jinja_env.globals.update(filtered=filtered, back_to=back_to, turned=turned)
