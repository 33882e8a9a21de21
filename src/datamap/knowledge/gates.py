"""What rules/gates.toml knows: how names, functions and headers say that a person agreed, opted in, objected, or that a feature is on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from datamap.knowledge.loading import Entry, load
from datamap.knowledge.names import WordIndex, split_words, windows

Names = tuple[str, ...]
SETTINGS_WORDS = frozenset(
    {"settings", "config", "conf", "configuration", "env", "environ", "flags", "features", "feature", "setting", "options"}
)

SWITCHED, SWITCHES = frozenset({"on", "enabled", "allowed"}), frozenset({"enable", "allow", "wants", "allows", "use"})
"""Words that a truth value ends or begins with which switches what the rest of its name says."""
ANSWERS = frozenset({("granted",), ("given",), ("accepted",), ("agreed",), ("allowed",), ("value",), ("is", "granted"), ("is", "given")})


class GateEntry(Entry, frozen=True):
    """Words of one kind of gate; ``weak`` ones count beside a topic only, ``refuses`` name the fact that forbids."""

    kind: str
    words: Names = ()
    weak: Names = ()
    refuses: Names = ()
    refuses_weak: Names = ()
    not_words: Names = ()


class FunctionEntry(Entry, frozen=True):
    """Names of functions that answer a gate's question, and of those that go on only if it is passed."""

    kind: str
    answers: Names = ()
    refuses: Names = ()
    demands: Names = ()


class TopicEntry(Entry, frozen=True):
    """Words that tell what a gate is about."""

    topic: str
    words: Names


class SignalEntry(Entry, frozen=True):
    """A header or cookie that carries the person's answer."""

    name: str
    kind: str
    topic: str
    names: Names


class SwitchEntry(Entry, frozen=True):
    """Names that only say on or off: what is switched is their owner, whose name says nothing else but ``beside``."""

    kind: str
    names: Names
    refuses: Names = ()
    beside: Names = ()


class GatesFile(Entry, frozen=True):
    """The file as written."""

    switch: tuple[SwitchEntry, ...] = ()
    gate: tuple[GateEntry, ...] = ()
    function: tuple[FunctionEntry, ...] = ()
    topic: tuple[TopicEntry, ...] = ()
    signal: tuple[SignalEntry, ...] = ()
    choices: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    things: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """A fact that a name stands for.

    ``refuses``: the way is open where it is false; ``demands``: the call itself stops those who may not pass.
    """

    kind: str
    topic: str | None
    refuses: bool = False
    demands: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    kind: str
    weak: bool
    refuses: bool
    demands: bool = False


class Gates:
    """The entries by name."""

    def __init__(self, files: tuple[GatesFile, ...]) -> None:
        gates = [gate for file in files for gate in file.gate]
        functions = [function for file in files for function in file.function]
        self._facts = WordIndex(entry for gate in gates for entry in _fact_words(gate))
        self._functions = WordIndex(entry for function in functions for entry in _function_words(function))
        self._topics = WordIndex((topic.topic, topic.words, ()) for file in files for topic in file.topic)
        self._switches = {
            tuple(name.split()): (switch, refuses)
            for file in files
            for switch in file.switch
            for refuses, names in ((False, switch.names), (True, switch.refuses))
            for name in names
        }
        self._topic_words = {tuple(word.split()) for file in files for topic in file.topic for word in topic.words}
        self._choices = {tuple(word.split()) for file in files for word in file.choices}
        self._outcomes = {word for file in files for word in file.outcomes}
        self._things = {word for file in files for word in file.things}
        self._signals = {tuple(name.split()): signal for file in files for signal in file.signal for name in signal.names}
        self.of_fact = lru_cache(maxsize=50_000)(self._of_fact)
        self.of_function = lru_cache(maxsize=20_000)(self._of_function)

    def topic(self, *texts: str) -> str | None:
        """Tell what the first of the texts that names a topic is about."""
        return next((topic for text in texts for topic in self._topics.find_all(split_words(text))), None)

    def of_signal(self, name: str) -> Gate | None:
        """Tell the gate that a header or cookie of this name carries."""
        found = self._signals.get(split_words(name))
        return Gate(found.kind, found.topic, refuses=found.kind == "opt_out") if found else None

    def of_choice(self, name: str, owner: str = "") -> Gate | None:
        """Tell the gate that a truth value of this name is: ``sms_reminders`` that is true or false is a choice about text messages."""
        found = self.of_fact(name, owner)
        words = split_words(name)
        switched = len(words) > 1 and (words[-1] in SWITCHED or words[0] in SWITCHES)
        if found is not None or not (switched or not self._choices.isdisjoint(windows(words))) or self._is_no_answer(words):
            return found
        return Gate("setting" if _is_setting(name, owner) else "opt_in", self.topic(name))

    def _is_no_answer(self, words: Names) -> bool:
        """Whether a name tells what came of something (``push_sent``) or is a thing's (``push_token``)."""
        return not self._outcomes.isdisjoint(words) or words[-1] in self._things

    def _of_fact(self, name: str, owner: str = "") -> Gate | None:
        """Tell the gate that a field, key, variable or setting of this name is; ``owner`` says what it belongs to."""
        words = split_words(name)
        topic = self.topic(name, owner)
        own_topic = self.topic(name)
        for found in self._facts.find_all(words):
            if not found.weak:
                return Gate(found.kind, topic, found.refuses)
            if own_topic and _says_more(words):
                kind = found.kind if found.kind != "opt_in" or not _is_setting(name, owner) else "setting"
                return Gate(kind, own_topic, found.refuses)
        return self._of_owner(owner, topic) if own_topic or words in ANSWERS else self._of_switch(words, owner)

    def _of_switch(self, words: Names, owner: str) -> Gate | None:
        """``enabled`` of a ``CloudAI`` switches cloud AI, that of a ``TranscriptionJob`` something that is no topic alone."""
        switch, refuses = self._switches.get(words, (None, False))
        topic = self.topic(owner) if switch else None
        if switch is None or topic is None:
            return None
        named = {word for run in windows(split_words(owner)) if run in self._topic_words for word in run}
        return Gate(switch.kind, topic, refuses) if set(split_words(owner)) <= named | set(switch.beside) else None

    def _of_owner(self, owner: str, topic: str | None) -> Gate | None:
        """``analytics`` of a ``CookieConsent`` is the consent to analytics."""
        strong = (found for found in self._facts.find_all(split_words(owner.rpartition(".")[2])) if not found.weak)
        return next((Gate(found.kind, topic, found.refuses) for found in strong), None)

    def _of_function(self, name: str, owner: str = "") -> Gate | None:
        """Tell the gate that a function or decorator of this name asks for."""
        for found in self._functions.find_all(split_words(name)):
            return Gate(found.kind, self.topic(name, owner), found.refuses, found.demands)
        return None


def _fact_words(gate: GateEntry) -> list[tuple[_Words, Names, Names]]:
    return [
        (_Words(gate.kind, weak=False, refuses=False), gate.words, gate.not_words),
        (_Words(gate.kind, weak=False, refuses=True), gate.refuses, gate.not_words),
        (_Words(gate.kind, weak=True, refuses=False), gate.weak, gate.not_words),
        (_Words(gate.kind, weak=True, refuses=True), gate.refuses_weak, gate.not_words),
    ]


def _function_words(function: FunctionEntry) -> list[tuple[_Words, Names, Names]]:
    return [
        (_Words(function.kind, weak=False, refuses=False, demands=True), function.demands, ()),
        (_Words(function.kind, weak=False, refuses=False), function.answers, ()),
        (_Words(function.kind, weak=False, refuses=True), function.refuses, ()),
    ]


def _says_more(words: Names) -> bool:
    return len(list(windows(words))) > 1


def _is_setting(name: str, owner: str) -> bool:
    return name.isupper() or not SETTINGS_WORDS.isdisjoint(split_words(owner)[-1:])


@cache
def load_gates() -> Gates:
    """Read rules/gates.toml. Raises KnowledgeError."""
    return Gates(load("gates.toml", GatesFile))
