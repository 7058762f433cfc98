"""Services whose answers are given behind the scene, so that a walk may begin where it is about something."""

from sqlalchemy import select

from questionari import clock
from questionari.demo.answers import complete_values
from questionari.demo.stories import Visitor
from questionari.demo.walker import Walker
from questionari.store import responses
from questionari.store.models.census import Unit
from questionari.store.models.rounds import Invitation
from questionari.usecases.responding.cases import context_of
from questionari.usecases.responding.definitions import definition_of
from tests.browser.site import Site


def walker_of(site: Site, unit: str) -> Walker:
    """Somebody who answers for a service of the example, with its link."""
    with site.app.extensions["database"].reading() as session:
        public_id = session.scalars(
            select(Invitation.public_id).join(Unit, Unit.id == Invitation.unit_id).where(Unit.code == unit)
        ).one()
        header = responses.by_public_id(session, public_id)
        assert header is not None
        definition = definition_of(session, header.questionnaire_sha256)
        context = context_of(header, clock.utc_now())
    values = complete_values(definition, str(header.census["type"]), 1, context)
    link = site.link_of(str(header.census["email"]), str(header.census["name"])).removeprefix(site.address)
    return Walker(Visitor(site.app), link, definition, values)


def filled(site: Site, unit: str) -> str:
    """Fill the whole questionnaire of a service without sending it; its link."""
    walker = walker_of(site, unit)
    walker.open()
    walker.fill()
    return walker.link
