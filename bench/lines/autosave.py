"""What an open page sends by itself: one field changed, saved, and the questions that it changes drawn anew."""

import re
from itertools import count

from bench.answers import DOCUMENT, answers, definition
from bench.place import Place, Run, Sample
from bench.site import Visitor, database_of, hello, site
from questionari.demo.walker import Walker
from tests import factories
from tests.web.counting import statements

PAGE, FIELD = "P1", "B01"
AUTOSAVE = {"X-Requested-With": "autosave"}
MARKS, TOKEN = re.compile(r'name="_q" value="([^"]+)"'), re.compile(r'name="csrf_token" value="([^"]+)"')


def saved(visitor: Visitor, path: str, token: str, versions: dict[str, int], text: str) -> None:
    """One field changed; `versions` of the page's questions are brought up to date, as the page's script does."""
    shown = " ".join(f"{code} {code}@{version}" for code, version in versions.items())
    data = {"csrf_token": token, "_q": f"{FIELD}@{versions[FIELD]}", FIELD: text, "_shown": shown}
    answer = visitor.post(path, data=data, headers=AUTOSAVE)
    assert answer.status_code == 200, answer.text
    versions.update(answer.get_json()["versions"])


def prepare(place: Place, size: int) -> Run:
    """One run: that many saves of a page that is filled in."""
    app, timed = site(place)
    database = database_of(app)
    with database.writing() as session:
        invited = factories.invited(session, DOCUMENT)
    visitor, texts = timed.client(), count()
    walker = Walker(visitor, f"/q/{invited.token}", definition(), answers(1))
    path = f"{walker.open()}/{PAGE}"
    walker.fill()
    page = visitor.get(path).text
    versions = {code: int(version) for code, _, version in (mark.partition("@") for mark in MARKS.findall(page))}
    (token, *_) = TOKEN.findall(page)

    def run() -> Sample:
        before = timed.watch.cpu_s
        with statements(database) as sent:
            for _ in range(size):
                saved(visitor, path, token, versions, f"Servizio {next(texts)}")
        return Sample(timed.watch.cpu_s - before, hello(size), {"statements": len(sent) / size})

    return run
