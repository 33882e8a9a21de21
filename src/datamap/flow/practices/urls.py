"""URLs in code: which are addresses that are called, and which are only names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.knowledge.names import split_words

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from datamap.flow.practices.material import Material

BARE = frozenset({"url", "uri", "host", "address", "origin", "root"})
"""Words that name an endpoint and a field of a row that holds a link alike."""
HOST = re.compile(r"[a-z0-9.-]+")
CALLED = frozenset(
    {
        "url",
        "uri",
        "endpoint",
        "host",
        "base",
        "baseurl",
        "apiurl",
        "api",
        "server",
        "webhook",
        "dsn",
        "hook",
        "address",
        "origin",
        "root",
        "service",
        "broker",
        "backend",
        "redis",
        "database",
    }
)
VERBS = frozenset({"get", "post", "put", "patch", "request"})
"""Words of a call that talks to the address it is given; in a name they say nothing."""


def host_of(url: str) -> str:
    """Give the host of a URL without credentials and port."""
    return url.partition("://")[2].split("/")[0].split("?")[0].rpartition("@")[2].partition(":")[0].lower()


def is_called(url: str, name: str, material: Material, said: AbstractSet[str] = CALLED) -> bool:
    """Tell whether the name that a URL is given has a word, of those in ``said``, that tells that the service talks to it."""
    host = host_of(url)
    words = split_words(name)
    noun = words[:-1] if words[-1:] in (("url",), ("uri",), ("ref",)) and len(words) > 1 else words
    for entry in material.context.frameworks.url_names:
        if host in entry.hosts or (noun and noun[-1] in entry.words):
            return False
    return bool(host) and not {" ", "#"} & {*url.strip()} and bool(words) and not said.isdisjoint(words)


def is_endpoint(url: str, name: str, call: str, material: Material) -> bool:
    """Tell whether an address is surely one that the service talks to: a setting, or what a client is built with, and no row's link."""
    last = name.rpartition(".")[2]
    said = CALLED | VERBS if name == call.rpartition(".")[2] else CALLED
    if not HOST.fullmatch(host_of(url)) or not is_called(url, last, material, said):
        return False
    words = split_words(last)
    return last.isupper() or len(words) > 1 or words[0] not in BARE or (bool(call) and call.rpartition(".")[2] not in material.class_names)
