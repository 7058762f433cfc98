"""Consultations that a territory is asked in: the same pages as services see, in its own area."""

from collections.abc import Callable

from flask import url_for

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases.consulting import reading
from questionari.usecases.consulting.reading import Visit
from questionari.usecases.house import NotFound
from questionari.web.access import atr, current_account, current_actor, database, house
from questionari.web.atr.views import blueprint
from questionari.web.consult import pages
from questionari.web.consult.pages import Drawn, Place
from questionari.web.typed import posted_fields, readable, staff_page

__all__ = ["blueprint"]
PLACE = "/consultazioni/<public_id>"
SAVES = "60/minute"
ENDED = "Il Suo territorio non è più invitato a questa consultazione: quello che ha scritto è qui sotto."


def _place(public_id: str) -> Place:
    address = url_for("atr.consultation", public_id=public_id)
    return Place(address, lambda page: _page_address(public_id, page), current_actor(), lambda: _load(public_id))


def _page_address(public_id: str, page: str) -> str:
    return url_for("atr.consultation_page", public_id=public_id, page=page)


def _load(public_id: str) -> Visit:
    """The visit of one of her territories. Raises NotFound."""
    with database().reading() as db:
        return reading.visit_territory(db, house(), clock.utc_now(), public_id, current_account().atr_ids)


@blueprint.get(PLACE)
@atr
def consultation(public_id: str) -> Drawn:
    """What is asked, the pages, the comment on the whole."""
    return pages.home(_place(public_id))


@blueprint.post(PLACE)
@limiter.limit(SAVES)
@atr
def comment_on_whole(public_id: str) -> Drawn:
    """Keep the comment on the whole."""
    return _saving(public_id, lambda: pages.save_home(_place(public_id)))


@blueprint.get(f"{PLACE}/<page>")
@atr
def consultation_page(public_id: str, page: str) -> Drawn:
    """A page of the draft, with its comments."""
    return pages.page(_place(public_id), page)


@blueprint.post(f"{PLACE}/<page>")
@limiter.limit(SAVES)
@atr
def comment(public_id: str, page: str) -> Drawn:
    """Keep the comments of a page and go where the pressed button leads."""
    return _saving(public_id, lambda: pages.turn(_place(public_id), page))


def _saving(public_id: str, save: Callable[[], Drawn]) -> Drawn:
    """Save, if the visit is hers; what was typed for one that was taken away is shown back."""
    try:
        _load(public_id)
    except NotFound:
        if not readable(posted_fields() or []):
            raise
        return staff_page(ENDED, 404)
    return save()
