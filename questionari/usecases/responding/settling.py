"""What waits for a choice after a save: what it found contested comes, what was settled or agreed goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionari.engine.merging import with_parts
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.cells import Author
from questionari.usecases.responding.holding import Held, Waiting, after_save
from questionari.usecases.responding.merging import Merge, Posted
from questionari.usecases.responding.pressing import Pressed


@dataclass(frozen=True, slots=True)
class Settling:
    """One save: the case before and after it, what was posted and pressed, by whom."""

    before: Case
    after: Case
    posted: Posted
    merged: Merge
    pressed: Pressed
    author: Author

    def waiting(self) -> Mapping[str, Waiting]:
        """The questions at which something else waits than before."""
        codes = dict.fromkeys((*self.before.held, *self.merged.contested))
        found = {code: Waiting(self._version(code), self._entries(code)) for code in codes}
        return {code: now for code, now in found.items() if now.entries != self.before.waiting(code).entries}

    def _version(self, code: str) -> int:
        return max(self.before.waiting(code).version, self.before.life) + 1

    def _entries(self, code: str) -> tuple[Held, ...]:
        question, before = self.before.definition.questions[code], self.before.waiting(code)
        return after_save(question, before, self.after.draft(code).raw, self._gone(code), self._claim(code))

    def _gone(self, code: str) -> Iterator[Held]:
        """What she chose about, and what the same drawing of the page said before."""
        anew = code in self.merged.contested or self._agreed(code)
        for held in self.before.waiting(code).entries:
            own = anew and held.sheet == self.posted.sheet != ""
            if own or self.pressed.settles(code, held):
                yield held

    def _agreed(self, code: str) -> bool:
        """Whether a page that was behind says what is stored: then she has given in."""
        behind = self.posted.drawn_from.get(code) != self.before.draft(code).version
        return behind and self.posted.fields.get(code) == self.before.draft(code).raw

    def _claim(self, code: str) -> Held | None:
        parts = self.merged.contested.get(code)
        if parts is None:
            return None
        question, stored = self.before.definition.questions[code], self.before.draft(code)
        raw = with_parts(question, {}, self.posted.fields[code], set(parts))
        over = (with_parts(question, {}, stored.raw, set(parts)), stored.author)
        return Held(self._version(code), raw, parts, self.posted.sheet, self.before.language, self.author, over)
