"""Columns that are answered with yes or no: "on your phone", "on our server", "shared?"; what each answer says of the data of its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.parties import place
from datamap.policy.rules import grammar, lists_of
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.lexicon import Lexicon
    from datamap.policy.words import Word

# What a column asks -> the kinds that "yes" and "no" stand for.
_KINDS: dict[str, tuple[str | None, str | None]] = {
    "sold": (None, "NO_SALE"),
    "trained": (None, "NO_TRAINING"),
    "shared": ("SHARES", "NOT_SHARES"),
    "sent": ("COLLECTS", "NOT_TRANSMITS"),
    "logged": ("STORES", "NEVER_STORES"),
    "kept": ("STORES", "NEVER_STORES"),
    "encrypted": ("ENCRYPTED_AT_REST", None),
    "gathered": ("COLLECTS", "NOT_COLLECTS"),
    "local": (None, None),
}


def asked(header: str, lexicon: Lexicon) -> str | None:
    """What the header of a column asks of the data in its rows."""
    words = words_of(header)
    lists = lists_of("denials")
    where = place(words)
    if where == "device":
        return "local"
    if where == "log":
        return "logged"
    found = next((name for name in ("trading", "teaching") if lists[name].find(words)), None)
    if found is not None:
        return "sold" if found == "trading" else "trained"
    if any(word.norm in {"encrypted", "encryption"} for word in words):
        return "encrypted"
    if any(word.norm in {"us", "me"} for word in words) and lists["calling"].find(words):
        return "sent"
    if lexicon.names(header) or grammar()["third_parties"].find(words) or lists["passing"].find(words):
        return "shared"
    if where == "server" or lists["keeping"].find(words) or lists["places_of_ours"].find(words):
        return "kept"
    if lists["calling"].find(words):
        return "sent"
    if lists["gaining"].find(words) or _asks_use(words):
        return "gathered"
    return "parted" if words and not header.strip().endswith("?") else None


def _asks_use(words: Sequence[Word]) -> bool:
    return any(word.norm in {"used", "use", "read", "needed", "allowed", "granted"} for word in words)


def kinds(answers: Sequence[tuple[str, bool]]) -> Iterator[tuple[int, str]]:
    """The kind of claim that each answer makes, with the number of its column; on the device only, where no other column says yes."""
    elsewhere = any(yes for about, yes in answers if about in {"kept", "sent", "shared", "logged"})
    parts = [yes for about, yes in answers if about == "parted"]
    for number, (about, yes) in enumerate(answers):
        if about == "parted":
            if len(parts) == len(answers) > 1 and number == 0:
                yield number, "COLLECTS" if any(parts) else "NOT_COLLECTS"
            continue
        if about == "local":
            if yes and not elsewhere and len(answers) > 1:
                yield number, "LOCAL_ONLY"
            continue
        kind = _KINDS[about][0 if yes else 1]
        if kind is not None:
            yield number, kind
