"""The content words of names and phrases, so that ``ApiKey``, ``api_keys`` and "API keys" are the same."""

from __future__ import annotations

from datamap.knowledge.names import split_words

ARTICLES = frozenset({"the", "of", "and", "your", "our", "a", "an", "any", "every", "all", "in", "on"})
GENERAL = ARTICLES | {"data", "information", "record", "records", "public", "table"}
SHORT = {"photograph": "photo", "picture": "photo", "telephone": "phone"}
SHORTEST_PLURAL = 4


def words(text: str) -> tuple[str, ...]:
    """The content words, singular and lower case, in order."""
    return tuple(SHORT.get(one, one) for word in split_words(text) if word not in GENERAL for one in (singular(word),))


def singular(word: str) -> str:
    """``companies`` as ``company``, ``keys`` as ``key``."""
    if word.endswith("ies") and len(word) > SHORTEST_PLURAL:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
