"""Complete responses through the real pages: link, five pages, review, submission, receipt."""

from bench.answers import DOCUMENT, answers, definition
from bench.place import Place, Run, Sample
from bench.site import database_of, hello, site
from questionari.demo.walker import Walker
from tests import factories
from tests.web.counting import statements


def prepare(place: Place, size: int) -> Run:
    """One run: that many services answer."""
    app, timed = site(place)
    database = database_of(app)
    questionnaire = definition()
    with database.writing() as session:
        round_id = factories.add_round(session, factories.publish(session, DOCUMENT)).id

    def links() -> list[str]:
        with database.writing() as session:
            round_ = session.get_one(factories.Round, round_id)
            return [factories.invite(session, round_).token for _ in range(size)]

    def run() -> Sample:
        tokens, before, asked = links(), timed.watch.cpu_s, timed.requests
        with statements(database) as sent:
            for number, token in enumerate(tokens):
                walker = Walker(timed.client(), f"/q/{token}", questionnaire, answers(number))
                walker.open()
                walker.fill()
                walker.submit()
        spent, requests = timed.watch.cpu_s - before, timed.requests - asked
        return Sample(spent, hello(requests), {"statements": len(sent) / size, "requests": requests / size})

    return run
