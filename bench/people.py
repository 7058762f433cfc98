"""People who fill in a page at the same time, in a process of their own: `python -m bench.people PORT PACE_S SAVES`.

Reads addresses from stdin, one a line ("token public_id" of the product, "-" of the bare application), and prints the
figures as JSON. Everybody saves one field each PACE_S seconds, beginning at an instant of her own. A save is timed from
when it was due, so that a server that stands still is not spared what would have come meanwhile.
"""

import http.client
import json
import re
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from threading import Barrier
from time import perf_counter, sleep
from urllib.parse import urlencode

from bench.lines.autosave import AUTOSAVE, FIELD, MARKS, PAGE, TOKEN

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATIENCE_S = 120


class Person:
    """One browser."""

    def __init__(self, port: int, words: Sequence[str]) -> None:
        self.port, self.cookie, self.versions = port, "", {FIELD: 0}
        self.path, self.token = "/", "x" * 60
        if words != ["-"]:
            self._open(*words)

    def ask(self, method: str, path: str, data: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
        """Status and text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request(method, path, urlencode(data or {}), {**FORM, **headers, "Cookie": self.cookie})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        return answer.status, text

    def _open(self, token: str, public_id: str) -> None:
        """Enter by the link, and read the first page."""
        self.ask("POST", f"/q/{token}", {"csrf_token": _token(self.ask("GET", f"/q/{token}")[1])})
        self.path = f"/rispondi/{public_id}/{PAGE}"
        text = self.ask("GET", self.path)[1]
        self.token = _token(text)
        self.versions = {code: int(version) for code, _, version in (m.partition("@") for m in MARKS.findall(text))}

    def save(self, text: str) -> bool:
        """One changed field, as the page's script sends it; whether it was acknowledged."""
        shown = " ".join(f"{code} {code}@{version}" for code, version in self.versions.items())
        data = {"csrf_token": self.token, "_q": f"{FIELD}@{self.versions[FIELD]}", FIELD: text, "_shown": shown}
        status, answer = self.ask("POST", self.path, data, **AUTOSAVE)
        if status == 200:
            self.versions.update(json.loads(answer).get("versions", {}))
        return status == 200

    def work(self, start: Barrier, first_s: float, pace_s: float, saves: int) -> list[tuple[float, bool]]:
        """(seconds, acknowledged) of each save."""
        start.wait(PATIENCE_S)
        began, found = perf_counter() + first_s, list[tuple[float, bool]]()
        for number in range(saves):
            due = began + number * pace_s
            sleep(max(0.0, due - perf_counter()))
            done = self.save(f"Servizio {number}")
            found.append((perf_counter() - due, done))
        return found


def _token(text: str) -> str:
    (token, *_) = re.findall(TOKEN, text)
    return str(token)


def main(port: int, pace_s: float, saves: int) -> None:
    """Everybody at once."""
    people = [Person(port, line.split()) for line in sys.stdin]
    start = Barrier(len(people) + 1)
    with ThreadPoolExecutor(len(people)) as pool:
        firsts = [pace_s * number / len(people) for number in range(len(people))]
        tasks = [pool.submit(one.work, start, first, pace_s, saves) for one, first in zip(people, firsts, strict=True)]
        start.wait(PATIENCE_S)
        began = perf_counter()
        found = [each for task in tasks for each in task.result()]
    spent = perf_counter() - began
    cuts = quantiles([seconds for seconds, _ in found], n=100)
    figures = {f"p{cut}_ms": 1000 * cuts[cut - 1] for cut in (50, 95, 99)}
    errors = sum(not done for _, done in found)
    sys.stdout.write(json.dumps({**figures, "errors": errors, "saves_s": len(found) / spent}))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
