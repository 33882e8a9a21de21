"""Prose -> words with their places, evened out so that phrases can be compared word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

_PLAIN = re.compile(r"[a-z]+(?: [a-z]+)*")
_TOKEN = re.compile(
    r"\{\{[^{}]*\}\}"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
    r"|https?://[^\s)>\]]+|www\.[^\s)>\]]+"
    r"|[A-Za-z]\w*_\w+"
    r"|[^\W\d_]+(?:['\u2019][^\W\d_]+)?"
    r"|\d+(?:[.,]\d+)*"
    r"|\S"
)
_CONTRACTIONS = {"can't": "can", "won't": "will", "shan't": "shall", "cannot": "can"}
_IS = frozenset(
    {"it's", "that's", "there's", "here's", "what's", "who's", "he's", "she's", "where's", "how's", "everything's", "nothing's", "nobody's"}
)
_ENDINGS = {"'ll": "will", "'ve": "have", "'re": "are", "'d": "would", "'m": "am"}
_IRREGULAR = {
    "children": "child",
    "people": "person",
    "men": "man",
    "women": "woman",
    "analyses": "analysis",
    "bases": "basis",
    "data": "data",
    "media": "media",
    "addresses": "address",
    "always": "always",
    "does": "does",
    "has": "has",
    "was": "was",
    "is": "is",
    "this": "this",
    "us": "us",
    "our": "our",
    "yes": "yes",
    "as": "as",
    "its": "its",
    "aws": "aws",
    "dns": "dns",
    "gps": "gps",
    "sms": "sms",
    "https": "https",
    "tls": "tls",
    "ios": "ios",
    "analytics": "analytics",
    "processes": "process",
    "accesses": "access",
    "businesses": "business",
    "classes": "class",
    "news": "news",
    "series": "series",
    "ads": "ad",
    "ids": "id",
    "ips": "ip",
    "movies": "movie",
    "cookies": "cookie",
    "selfies": "selfie",
    "caches": "cache",
    "cv": "cv",
    "cvs": "cv",
    "biometrics": "biometric",
    "diagnostics": "diagnostic",
    "photos": "photo",
    "others": "others",
    "sales": "sale",
    "databases": "database",
    "purchases": "purchase",
    "phrases": "phrase",
    "purposes": "purpose",
    "licenses": "license",
    "uses": "use",
    "messages": "message",
    "images": "image",
    "pages": "page",
    "languages": "language",
    "types": "type",
    "hashes": "hash",
    "leases": "lease",
    "releases": "release",
}
HYPHENS = frozenset("-\u2010\u2011")


@dataclass(frozen=True, slots=True)
class Word:
    """One word or sign: as written, in lower case, folded to the singular, its offsets, and whether a hyphen stands before it."""

    text: str
    norm: str
    fold: str
    start: int
    end: int
    hyphen: bool = False

    @property
    def is_word(self) -> bool:
        """False for punctuation."""
        return self.norm[0].isalnum() or len(self.norm) > 1


@lru_cache(maxsize=8_000)
def words_of(text: str) -> tuple[Word, ...]:
    """The words and signs of a text; hyphens inside a word part it and vanish, contractions are written out."""
    found: list[Word] = []
    hyphen = False
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in HYPHENS and _inside_word(text, match.start()):
            hyphen = True
            continue
        first, *rest = _split(token, match.start(), match.end())
        found.extend((replace(first, hyphen=True) if hyphen else first, *rest))
        hyphen = False
    return tuple(found)


@lru_cache(maxsize=50_000)
def folded(text: str) -> tuple[str, ...]:
    """A phrase as its folded words; the phrases of rules/ are mostly plain words, which need no tokens."""
    if _PLAIN.fullmatch(text):
        plain = text.split(" ")
        if _CONTRACTIONS.keys().isdisjoint(plain):
            return tuple(map(fold, plain))
    return tuple(word.fold for word in words_of(text))


def _inside_word(text: str, position: int) -> bool:
    return 0 < position < len(text) - 1 and text[position - 1].isalnum() and text[position + 1].isalnum()


def _split(token: str, start: int, end: int) -> list[Word]:
    lower = token.lower().replace("\u2019", "'")
    if lower in _CONTRACTIONS or lower.endswith("n't"):
        stem = _CONTRACTIONS.get(lower) or lower[:-3]
        cut = start + (len(token) - 3 if len(token) > 4 else 2)
        return [Word(token[: cut - start], stem, stem, start, cut), Word(token[cut - start :], "not", "not", cut, end)]
    if lower in _IS:
        cut = end - 2
        return [Word(token[:-2], lower[:-2], fold(lower[:-2]), start, cut), Word(token[-2:], "is", "is", cut, end)]
    for ending, word in _ENDINGS.items():
        if lower.endswith(ending):
            cut = end - len(ending)
            return [
                Word(token[: cut - start], lower[: -len(ending)], fold(lower[: -len(ending)]), start, cut),
                Word(token[cut - start :], word, word, cut, end),
            ]
    lower = lower.removesuffix("'s").rstrip("'") or lower
    if lower == "&":
        lower = "and"
    return [Word(token, lower, fold(lower), start, end)]


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """The singular of an English word, as near as its ending tells."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
