"""The page on which an ATR follows a round: all invitations are of its territory, the worst case."""

from bench import crowd
from bench.place import Place, Run, Sample
from bench.site import database_of, enter, hello, site
from questionari.store.models.access import User, UserAtr
from questionari.usecases import completion
from questionari.usecases.rounds import status
from tests import factories

TIMES = 5


def prepare(place: Place, size: int) -> Run:
    """One run: the page a few times, by a person who has logged in; CPU seconds of one."""
    return pages(place, size, "atr", "/atr/tornate/MISURA")


def pages(place: Place, size: int, role: str, path: str) -> Run:
    """A round of that many invitations, and a person of that role who opens a page of it."""
    app, timed = site(place)
    with database_of(app).writing() as session:
        round_ = factories.add_round(session, factories.publish(session), code="MISURA", launched_at=factories.NOW)
        atr_id, ids = crowd.census(session, size)
        crowd.asked(session, round_, atr_id, ids)
        token = factories.staff_session(session, role=role)
        session.add(UserAtr(user_id=session.query(User).one().id, atr_id=atr_id))
    visitor = timed.client()
    enter(app, visitor, token)

    def run() -> Sample:
        completion._kept.forget()
        status._kept.forget()
        before = timed.watch.cpu_s
        visitor.get(path)
        cold, before = timed.watch.cpu_s - before, timed.watch.cpu_s
        for _ in range(TIMES):
            answer = visitor.get(path)
            assert answer.status_code == 200, answer.status_code
        spent = (timed.watch.cpu_s - before) / TIMES
        return Sample(spent, hello(1), {"kb": len(answer.data) / 1024, "counting_anew_s": cold})

    return run
