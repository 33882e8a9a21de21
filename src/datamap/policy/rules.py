"""rules/policy/*.toml -> the dictionaries that the reader works with, made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from datamap.knowledge.loading import Entry, load
from datamap.policy.inflection import Verbs
from datamap.policy.phrases import Phrases
from datamap.policy.words import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.words import Word


class _Verb(Entry, frozen=True):
    frame: str
    words: list[str]
    nouns: tuple[str, ...] = ()


class _VerbFile(Entry, frozen=True):
    verb: list[_Verb]
    apart: dict[str, list[str]]
    irregular: dict[str, list[str]]
    nominal: dict[str, list[str]]


class _Cue(Entry, frozen=True):
    name: str
    phrases: list[str]


class _CueFile(Entry, frozen=True):
    cue: list[_Cue]


class _Topic(Entry, frozen=True):
    name: str
    phrases: list[str]
    titles: tuple[str, ...] = ()


class _TopicFile(Entry, frozen=True):
    topic: list[_Topic]


class _GrammarFile(Entry, frozen=True):
    lists: dict[str, list[str]]


class _ValuesFile(Entry, frozen=True):
    numbers: dict[str, int]
    units: dict[str, int]
    adverbs: dict[str, int]
    rhythms: dict[str, int]
    sizes: dict[str, int]
    algorithms: dict[str, list[str]]
    regions: dict[str, list[str]]
    months: dict[str, int]
    place_adjectives: dict[str, list[str]]


class Kind(Entry, frozen=True):
    """A kind of claim: its family, what can check it, its polarity, its meaning in words, and the weaker kinds that it replaces."""

    name: str
    family: str
    checkable: str
    polarity: str
    meaning: str
    over: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    discloses: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()


class _RightFile(Entry, frozen=True):
    right: list[_Cue]


class _LanguageFile(Entry, frozen=True):
    words: dict[str, list[str]]


class _CoverFile(Entry, frozen=True):
    covers: dict[str, list[str]]
    spelled: dict[str, list[str]]
    same: dict[str, list[str]]


class Item(Entry, frozen=True):
    """Something that Art. 13 or 14 GDPR asks for: what shows it, and when it is asked for at all."""

    name: str
    article: str
    shown_by: list[str]
    when: tuple[str, ...] = ()


class _ItemFile(Entry, frozen=True):
    item: list[Item]


class _PlaceholderFile(Entry, frozen=True):
    words: list[str]


class _ColumnFile(Entry, frozen=True):
    column: list[_Cue]


class _KindFile(Entry, frozen=True):
    kind: list[Kind]


class Sign(Entry, frozen=True):
    """What shows a kind: one of each line of ``needs`` is there, none of ``none`` (see the head of signs.toml)."""

    kind: str
    needs: list[list[str]]
    none: tuple[str, ...] = ()


class _SignFile(Entry, frozen=True):
    sign: list[Sign]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The small words, each list as a dictionary of phrases or a set of single words."""

    lists: dict[str, Phrases[bool]]
    words: dict[str, frozenset[str]]

    def __getitem__(self, name: str) -> Phrases[bool]:
        return self.lists[name]


@dataclass(frozen=True, slots=True)
class Values:
    """Units and names of numbers, mechanisms and places."""

    numbers: dict[str, int]
    units: dict[str, int]
    adverbs: dict[str, int]
    rhythms: dict[str, int]
    sizes: dict[str, int]
    algorithms: Phrases[str]
    regions: Phrases[str]
    months: dict[str, int]
    place_adjectives: dict[str, str]


@cache
def verbs() -> Verbs:
    """The verb lexicon."""
    (file,) = load("policy/verbs.toml", _VerbFile)
    return Verbs.of([(verb.frame, verb.words, verb.nouns) for verb in file.verb], file.irregular, file.nominal, file.apart["words"])


@cache
def grammar() -> Grammar:
    """The small words."""
    (file,) = load("policy/grammar.toml", _GrammarFile)
    return Grammar(
        {name: Phrases.of((phrase, True) for phrase in phrases) for name, phrases in file.lists.items()},
        {name: frozenset(phrases) for name, phrases in file.lists.items()},
    )


@cache
def lists_of(name: str) -> dict[str, Phrases[bool]]:
    """The lists of one more file of words (denials, access) by their names."""
    (file,) = load(f"policy/{name}.toml", _GrammarFile)
    return {group: Phrases.of((phrase, True) for phrase in phrases) for group, phrases in file.lists.items()}


def small(name: str) -> frozenset[str]:
    """A list of the grammar as a set."""
    return grammar().words[name]


@cache
def cues() -> dict[str, Phrases[str]]:
    """Every group of phrases by name."""
    (file,) = load("policy/cues.toml", _CueFile)
    return {cue.name: Phrases.of((phrase, phrase) for phrase in cue.phrases) for cue in file.cue}


def on_device(words: Sequence[Word]) -> bool:
    """Whether words speak of the person's own device as a place: "on your phone", and not "your phone number" or "your device type"."""
    hits = cues()["device"].find(words)
    return any(hit.end >= len(words) or words[hit.end].fold not in small("device_compounds") for hit in hits)


@cache
def all_cues() -> Phrases[tuple[tuple[str, str], ...]]:
    """All groups in one dictionary: a phrase stands for (group, phrase) pairs."""
    (file,) = load("policy/cues.toml", _CueFile)
    groups: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    written: dict[tuple[str, ...], str] = {}
    for cue in file.cue:
        for phrase in cue.phrases:
            groups.setdefault(folded(phrase), []).append((cue.name, phrase))
            written.setdefault(folded(phrase), phrase)
    return Phrases.of((written[key], tuple(found)) for key, found in groups.items())


def cue_groups(words: Sequence[Word]) -> dict[str, str]:
    """The groups that a row of words shows, each with its first phrase."""
    shown: dict[str, str] = {}
    for pairs in all_cues().every(words):
        for group, phrase in pairs:
            shown.setdefault(group, phrase)
    return shown


@cache
def topics() -> Phrases[str]:
    """What headings speak of."""
    (file,) = load("policy/headings.toml", _TopicFile)
    return Phrases.of((phrase, topic.name) for topic in file.topic for phrase in topic.phrases)


@cache
def topic_titles() -> dict[str, str]:
    """What headings of exactly these words speak of."""
    (file,) = load("policy/headings.toml", _TopicFile)
    return {title: topic.name for topic in file.topic for title in topic.titles}


@cache
def topic_order() -> tuple[str, ...]:
    """Topics, the first of equals first."""
    (file,) = load("policy/headings.toml", _TopicFile)
    return tuple(topic.name for topic in file.topic)


@cache
def values() -> Values:
    """Units, mechanisms, places."""
    (file,) = load("policy/values.toml", _ValuesFile)
    return Values(
        file.numbers,
        file.units,
        file.adverbs,
        file.rhythms,
        file.sizes,
        Phrases.of((phrase, name) for name, phrases in file.algorithms.items() for phrase in phrases),
        Phrases.of((phrase, name) for name, phrases in file.regions.items() for phrase in phrases),
        file.months,
        {word: place for place, words in file.place_adjectives.items() for word in words},
    )


@cache
def rights() -> Phrases[str]:
    """The rights of people by what they are called."""
    (file,) = load("policy/rights.toml", _RightFile)
    return Phrases.of((phrase, right.name) for right in file.right for phrase in right.phrases)


@cache
def columns() -> Phrases[str]:
    """What the headers of tables say about their columns."""
    (file,) = load("policy/columns.toml", _ColumnFile)
    return Phrases.of((phrase, column.name) for column in file.column for phrase in column.phrases)


@cache
def stop_words() -> dict[str, frozenset[str]]:
    """The small words of each language."""
    (file,) = load("policy/languages.toml", _LanguageFile)
    return {name: frozenset(words) for name, words in file.words.items()}


@cache
def covers() -> dict[str, tuple[str, ...]]:
    """Categories that words for another category speak of as well, though they are not below it."""
    (file,) = load("policy/covers.toml", _CoverFile)
    return {key: tuple(others) for key, others in file.covers.items()}


@cache
def same() -> dict[str, tuple[str, ...]]:
    """Categories that the words for another category mean just as well."""
    (file,) = load("policy/covers.toml", _CoverFile)
    return {key: tuple(others) for key, others in file.same.items()}


@cache
def spelled() -> dict[str, tuple[str, ...]]:
    """Categories that words for another category do not speak of where a list behind them says what they mean."""
    (file,) = load("policy/covers.toml", _CoverFile)
    return {key: tuple(others) for key, others in file.spelled.items()}


@cache
def items() -> tuple[Item, ...]:
    """What the law asks a policy to say."""
    (file,) = load("policy/items.toml", _ItemFile)
    return tuple(file.item)


@cache
def placeholders() -> Phrases[bool]:
    """Words of placeholders."""
    (file,) = load("policy/placeholders.toml", _PlaceholderFile)
    return Phrases.of((word, True) for word in file.words)


@cache
def kinds() -> dict[str, Kind]:
    """The kinds of claims by name."""
    (file,) = load("policy/kinds.toml", _KindFile)
    return {kind.name: kind for kind in file.kind}


@cache
def signs() -> tuple[Sign, ...]:
    """The kinds that are recognised by the cues that meet."""
    (file,) = load("policy/signs.toml", _SignFile)
    return tuple(file.sign)
