"""Which vendor a host, URL, setting, model id or script snippet points to."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.knowledge.processors import Processor, Silence

URL = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,30}):)?//(?:[^/@\s\"'<>]{0,300}@)?(?P<host>[A-Za-z0-9.-]{1,253})(?::\d{1,5})?(?P<path>/[^\s\"'<>?#]*)?"
)
BARE = re.compile(r"(?P<host>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,20})(?::\d{1,5})?(?P<path>/[^\s\"'<>?#]*)?")
LONGEST_HOST = 253
LONGEST_KEY = 100
LABELS_OF_A_DOMAIN = 2
LONGEST_SUFFIX = 3
ACCOUNT = re.compile(r"[A-Za-z0-9_-]{4,64}")


class PlaceIndex:
    """Hosts, settings, values, model ids and markers of every entry."""

    def __init__(self, entries: Iterable[Processor], silence: Silence) -> None:
        self._hosts: dict[str, list[tuple[str, str, Processor]]] = {}
        self._settings: dict[str, Processor] = {}
        self._values: dict[str, Processor] = {}
        self._models: dict[str, Processor] = {}
        self._markers: dict[str, Processor] = {}
        self._accounts: dict[str, Processor] = {}
        self._webhooks: dict[str, Processor] = {}
        self._silence = silence
        for entry in entries:
            self._add(entry)
        self._marker = re.compile("|".join(map(re.escape, sorted(self._markers, key=len, reverse=True)))) if self._markers else None

    def _add(self, entry: Processor) -> None:
        for pattern in entry.hosts:
            host, slash, path = pattern.partition("/")
            self._hosts.setdefault(tail(host), []).append((host, slash + path, entry))
        self._settings.update((setting, entry) for setting in entry.settings)
        self._values.update((value, entry) for value in entry.setting_values)
        self._models.update((model, entry) for model in entry.models)
        self._markers.update((marker, entry) for marker in entry.markers)
        self._webhooks.update((header.lower(), entry) for header in entry.webhooks)
        self._accounts.update((prefix, entry) for prefix in entry.account_ids)

    def by_host(self, host: str, path: str = "") -> Processor | None:
        """The entry with the most literal pattern for ``host``."""
        if len(host) > LONGEST_HOST:
            return None
        host = host.lower().rstrip(".")
        labels = host.split(".")
        best: tuple[int, Processor] | None = None
        for start in range(len(labels)):
            for pattern, below, entry in self._hosts.get(".".join(labels[start:]), ()):
                weight = len(pattern) + len(below)
                if path.startswith(below) and fnmatchcase(host, pattern) and (best is None or weight > best[0]):
                    best = (weight, entry)
        return best[1] if best else None

    def by_domain(self, host: str) -> tuple[Processor, ...]:
        """Everyone who answers below the domain that ``host`` is in, in order of id."""
        domain = bought(host)
        found = {entry.id: entry for tail_, known in self._hosts.items() if bought(tail_) == domain for _, _, entry in known}
        return tuple(found[key] for key in sorted(found))

    def is_local(self, host: str) -> bool:
        """Whether ``host`` is the service's own machine or network, or a documentation name: nothing leaves."""
        plain = host.lower().rstrip(".")
        return (
            ":" in plain
            or "." not in plain
            or len(plain) > LONGEST_HOST
            or any(fnmatchcase(plain, pattern) for pattern in self._silence.local_hosts)
        )

    def in_text(self, text: str) -> Iterator[tuple[Processor, int]]:
        """Every entry that a host or marker in ``text`` shows, each once, in order of position."""
        if any(word in text for word in self._silence.texts):
            return
        found: dict[str, tuple[int, Processor]] = {}
        for position, entry in self._shown(text):
            if entry.id not in found or position < found[entry.id][0]:
                found[entry.id] = (position, entry)
        for position, entry in sorted(found.values(), key=lambda item: (item[0], item[1].id)):
            yield entry, position

    def _shown(self, text: str) -> Iterator[tuple[int, Processor]]:
        bare = BARE.match(text)
        for match in (*URL.finditer(text), *((bare,) if bare else ())):
            entry = self.by_host(match["host"], match["path"] or "")
            if entry:
                yield match.start("host"), entry
        for match in self._marker.finditer(text) if self._marker else ():
            yield match.start(), self._markers[match.group()]

    def by_setting(self, name: str, value: str | None) -> Processor | None:
        """By what the value points to, else by name; lists of allowed origins and local addresses tell nothing."""
        plain = name.upper()
        if plain.startswith(self._silence.settings):
            return None
        pointed = None
        if value is not None:
            pointed = self.by_value(value) or next((entry for entry, _ in self.in_text(value)), None)
            address = URL.match(value)
            if pointed is None and address and self.is_local(address["host"]):
                return None
        return pointed or self._settings.get(plain)

    def by_value(self, value: str) -> Processor | None:
        """The entry whose dotted path or scheme is the longest start of ``value``; a single word has to be all of it."""
        for length in range(min(len(value), LONGEST_KEY), 0, -1):
            entry = self._values.get(value[:length])
            if entry and (length == len(value) or value[length] == "." or not value[length - 1].isalnum()):
                return entry
        return None

    def by_webhook(self, header: str) -> Processor | None:
        """The entry whose webhooks carry a header of this name."""
        return self._webhooks.get(header.lower().removeprefix("http_").replace("_", "-"))

    def by_model(self, model: str) -> Processor | None:
        """The entry whose model prefix is the longest start of ``model``."""
        return longest(self._models, model.lower())

    def by_account_id(self, value: str) -> Processor | None:
        """The entry whose prefix ``value`` has, if the rest looks like an id."""
        for prefix, entry in self._accounts.items():
            if value.startswith(prefix) and ACCOUNT.fullmatch(value[len(prefix) :]):
                return entry
        return None


def longest(known: dict[str, Processor], text: str) -> Processor | None:
    """The entry of the longest key that ``text`` starts with, ending where a word ends."""
    for length in range(min(len(text), LONGEST_KEY), 0, -1):
        entry = known.get(text[:length])
        if entry and (length == len(text) or not (text[length - 1].isalnum() and (text[length].isalnum() or text[length] == "_"))):
            return entry
    return None


def tail(pattern: str) -> str:
    """The labels that follow a host pattern's last wildcard: ``amazonaws.com`` of ``s3.*.amazonaws.com``."""
    _, star, literal = pattern.rpartition("*")
    return literal.partition(".")[2] if star else pattern


def bought(host: str) -> str:
    """The part of a host that somebody bought: ``acme.co.uk`` of ``api.acme.co.uk``."""
    labels = host.lower().rstrip(".").split(".")
    short = len(labels) > LABELS_OF_A_DOMAIN and len(labels[-2]) <= LONGEST_SUFFIX
    return ".".join(labels[-LABELS_OF_A_DOMAIN - short :])
