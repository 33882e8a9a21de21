"""What a statement looks like, word by word: stems, kinds of things named, and who, whether and when, each as a short name."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy.clauses import Role
from datamap.policy.facts import regions
from datamap.policy.rules import grammar, small
from datamap.policy.unlisted import base_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.statement import Statement
    from datamap.policy.words import Word

_NEVER = frozenset({"no", "not", "never", "none", "nobody", "nothing", "neither", "nor", "without"})
_WE = frozenset({"we", "us", "our", "i", "me", "my", "ours"})
_YOU = frozenset({"you", "your", "yours"})
# Lists of the grammar and of denials that tell what kind of thing a word is.
_KINDS_OF_WORDS = (
    *("record_nouns", "kept_things", "our_places", "devices", "staff_nouns", "firms", "people", "persons", "recipient_nouns"),
    *("tickets", "tokens", "papers", "storage_places", "holders", "homes", "anybodies", "switches", "machine_words"),
)
_DENIED = ("gaining", "keeping", "passing", "trading", "watching", "sensors", "places_of_ours", "beholding", "serving", "teaching", "logs")
_SMALL = frozenset({"the", "a", "an", ",", ".", ";", ":", "and", "or", "of", "is", "are", "be", "this", "that", "'", '"', "“", "”"})


def traits(statement: Statement) -> tuple[str, ...]:
    """The names of what is there, each once, in order."""
    named = list(_named(statement))
    found = [name for name, _ in named if name not in _SMALL]
    found += [f"{a}_{b}" for a, b in pairwise([name for name, _ in named if name not in {"the", "a", "an"}])]
    return tuple(dict.fromkeys([*found, *_place(statement)]))


def _named(statement: Statement) -> Iterator[tuple[str, Word]]:
    """Each word by its stem, or as the kind of thing that it names."""
    words = statement.all
    data = {i: hit.start for hit in statement.lexicon.data_in(words) for i in range(hit.start, hit.end)}
    lasting = {word.start for found in statement.durations for word in words if found.start <= word.start < found.end}
    named = {word.start for name in statement.names for word in words if name.start <= word.start < name.end}
    last = ""
    for i, word in enumerate(words):
        name = _name(word, i in data, word.start in lasting, word.start in named)
        if not (name == last and name.isupper()):
            yield name, word
        last = name


def _name(word: Word, data: bool, lasting: bool, vendor: bool) -> str:
    if vendor:
        return "VENDOR"
    if data:
        return "DATA"
    if lasting:
        return "PERIOD"
    if word.norm in _WE:
        return "WE"
    if word.norm in _YOU:
        return "YOU"
    if word.norm[:1].isdigit():
        return "NUMBER"
    return "NO" if word.norm in _NEVER else stem(word.fold)


@cache
def stem(fold: str) -> str:
    """The stem of a word: “stored”, "stores", "storing" and "storage" are near to one another."""
    if len(fold) < 5 or fold in small("articles"):
        return fold
    if fold.endswith("ing"):
        fold = base_of(fold, "ing")
    elif fold.endswith("ed"):
        fold = base_of(fold, "ed")
    for ending in ("ation", "tion", "sion", "ment", "ance", "ence", "age", "ure", "al", "ly"):
        if fold.endswith(ending) and len(fold) - len(ending) > 3:
            fold = fold[: -len(ending)]
            break
    return fold.rstrip("e") if len(fold) > 4 else fold


def _place(statement: Statement) -> Iterator[str]:
    """What its place, its grammar and the lists that its words are in say."""
    yield f"mode:{statement.setting.mode}"
    yield f"who:{statement.subject}"
    if statement.setting.label is not None:
        yield "labelled"
    denial = statement.denial
    if denial is not None:
        yield "denied"
        yield f"denied:{statement.subject}"
    for verb in statement.stating:
        for frame in sorted(verb.frames):
            yield f"{frame}{verb.polarity}{'passive' if verb.passive else ''}"
    for part in statement.clause.walk():
        if part.role in {Role.CONDITION, Role.EXCEPTION} and part.opener:
            yield f"on:{part.opener}"
    yield from _had(statement)
    yield from _listed(statement)


def _had(statement: Statement) -> Iterator[str]:
    """Which kinds of things it names, and whether it tells or denies them."""
    denial = statement.denial
    for name, there in (
        ("data", statement.anything.data),
        ("period", statement.durations),
        ("vendor", statement.names),
        ("region", regions(statement.all)),
        ("others", grammar()["third_parties"].find(statement.all)),
        ("consent", statement.consents),
        ("opt_in", statement.opts_in),
    ):
        if there:
            yield f"has:{name}"
            if statement.stating:
                yield f"has:{name}:{'denied' if denial else 'told'}"
    for key in statement.anything.data:
        yield "data:" + ".".join(key.split(".")[:2])


def _listed(statement: Statement) -> Iterator[str]:
    """Which lists its words are in."""
    folds, denial = {word.fold for word in statement.all}, statement.denial
    for group in statement.shown:
        yield f"cue:{group}"
    for name in _KINDS_OF_WORDS:
        if not small(name).isdisjoint(folds):
            yield f"is:{name}"
    if denial is not None:
        yield from (f"denies:{name}" for name in _DENIED if denial.has(name))
