"""What the categories and processors of rules/ are called in prose: all that the reader needs to know about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.policy.phrases import Hit, Phrases
from datamap.policy.rules import grammar, small, values
from datamap.policy.told import told_by_deeds
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.knowledge.everything import Knowledge
    from datamap.policy.words import Word

ALL_DATA = "user"
_DEVICE = "user.device"
_OWNERS = frozenset({"your", "the", "a", "his", "her", "their", "my"})


@dataclass(frozen=True, slots=True)
class Name:
    """A vendor named in a text, from one character up to another."""

    id: str
    start: int
    end: int
    text: str


class Lexicon:
    """Data phrases to category keys, vendor names to processor ids, recipients and uses to purposes."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        entries = knowledge.categories.phrases
        every = grammar().words["all_data"] | frozenset(knowledge.categories[ALL_DATA].phrases if ALL_DATA in knowledge.categories else ())
        self.data: Phrases[str] = Phrases.of((phrase, key) for phrase, key in entries.items() if phrase not in every)
        self.purposes: Phrases[str] = Phrases.of(
            (phrase, purpose.id) for purpose in knowledge.processors.purposes.values() for phrase in (purpose.name, *purpose.phrases)
        )

        self._deeds = [
            (tuple(word.fold for word in words_of(deed)), purpose.id)
            for purpose in knowledge.processors.purposes.values()
            for deed in purpose.deeds
        ]

    def done_in(self, words: Sequence[Word]) -> Iterator[str]:
        """The purposes that a row of words tells of by what a vendor does: "turns speech into text"."""
        told = [word.fold for word in words]
        for deed, purpose in self._deeds:
            rest = iter(told)
            if all(word in rest for word in deed):
                yield purpose

    def names(self, text: str) -> list[Name]:
        """The vendors named in a text, in order."""
        return [Name(match.processor.id, match.start, match.end, match.text) for match in self._knowledge.processors.in_prose(text)]

    def vendor(self, name: str) -> str | None:
        """The id of the vendor of that name."""
        entry = self._knowledge.processors.by_name(name)
        return entry.id if entry else None

    def purposes_of(self, vendor: str) -> tuple[str, ...]:
        """What a vendor is for."""
        return self._knowledge.purposes_of(vendor)

    def is_local(self, vendor: str) -> bool:
        """Whether a vendor's software runs on the person's or the team's own machines."""
        entry = self._knowledge.processors.entries.get(vendor)
        return bool(entry and entry.local)

    def data_in(self, words: Sequence[Word]) -> list[Hit[str]]:
        """The kinds of data named in a row of words; "shipping and billing address" names two."""
        taken = {i for hit in values().regions.find(words) for i in range(hit.start, hit.end)}
        taken |= {i for hit in grammar()["pseudo_data"].find(words) for i in range(hit.start, hit.end)}
        taken |= {i for i in range(1, len(words)) if words[i].text == "Company" and words[i - 1].norm == "the"}
        hits = [hit for hit in self.data.find(words) if not taken.issuperset(range(hit.start, hit.end))]
        hits += told_by_deeds(words, hits)
        hits += _device_parts(words, {i for hit in hits for i in range(hit.start, hit.end)})
        hits = [*hits, *self._turned(words, hits)]
        return sorted([*hits, *self._shared_heads(words, hits)], key=lambda hit: (hit.start, hit.end))

    def _turned(self, words: Sequence[Word], hits: Sequence[Hit[str]]) -> Iterator[Hit[str]]:
        """“The number of your passport” is a passport number."""
        inside = {i for hit in hits for i in range(hit.start, hit.end)}
        for i, word in enumerate(words[1:-1], 1):
            if word.norm != "of" or i - 1 in inside or not words[i - 1].is_word:
                continue
            last = i + 2 if words[i + 1].norm in _OWNERS and i + 2 < len(words) else i + 1
            found = self.data.at((words[last], words[i - 1]), 0)
            if found and found.end == 2 and last not in inside:
                yield Hit(found.value, i - 1, last + 1)

    def _shared_heads(self, words: Sequence[Word], hits: Sequence[Hit[str]]) -> list[Hit[str]]:
        """Words before "and", "or" or "/" that lend their head noun from the phrase after it."""
        more = []
        for hit in hits:
            joint = hit.start - 1
            if joint < 1 or words[joint].norm not in {"and", "or", "/", ","} or any(other.start <= joint - 1 < other.end for other in hits):
                continue
            probe = (words[joint - 1], words[hit.end - 1])
            found = self.data.at(probe, 0)
            if found and found.end == len(probe):
                more.append(Hit(found.value, joint - 1, joint))
        return more

    def gate_topic(self, *texts: str) -> str | None:
        """What consent or an opt-in is about (analytics, marketing, ai)."""
        return next((topic for text in texts if (topic := self._knowledge.gates.topic(text))), None)


def _device_parts(words: Sequence[Word], inside: set[int]) -> Iterator[Hit[str]]:
    """“The tablet model”, "version of the handset": what a device is, whatever the device."""
    for i, word in enumerate(words[1:], 1):
        if word.fold in small("device_traits") and words[i - 1].fold in small("devices") and i not in inside:
            yield Hit(_DEVICE, i - 1, i + 1)
