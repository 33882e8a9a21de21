"""Trackers that pages load: which, where, and behind which condition of the template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from datamap.model import PLAIN, Confidence, Flow, Guard, Hop, Location, Sink, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.models.texts import TextFile
    from datamap.flow.practices.material import Material

TAG = re.compile(r"\{%-?\s*(?P<word>if|elif|else|endif|unless|endunless)\b(?P<test>[^%]{0,300})%\}")
NAME = re.compile(r"[A-Za-z_][\w.]*")
LOADING = (
    "<script",
    "src=",
    "gtag(",
    "hj(",
    "fbq(",
    "<img",
    "<iframe",
    "dataLayer",
    "_hjSettings",
    "hjid",
    "ttq",
    "_paq",
    "posthog.init",
    "mixpanel.init",
    "plausible",
)
TRACKING = frozenset({"analytics", "session_replay", "attribution", "advertising"})
USAGE = "user.behavior.usage"
VISITOR = "user.device.ip_address"
WORDS_OF_LOGIC = frozenset({"not", "and", "or", "is", "in", "true", "false", "none", "defined"})


class Branch(NamedTuple):
    """One ``if`` that is open: its test and whether the text is in its positive part."""

    test: str
    positive: bool


def template_flows(material: Material) -> Iterator[Flow]:
    """Give one flow for each tracker of each page: whoever opens the page is seen by it."""
    for file in material.texts:
        if file.kind == "template":
            seen: set[str] = set()
            for vendor, location, branches in trackers(file, material):
                if vendor not in seen:
                    seen.add(vendor)
                    yield _flow(vendor, location, branches, file, material)


def trackers(file: TextFile, material: Material) -> Iterator[tuple[str, Location, tuple[Branch, ...]]]:
    """Find the scripts and pixels of third parties, with the tests around each."""
    branches: list[Branch] = []
    for number, line in enumerate(file.text.splitlines(), 1):
        for match in TAG.finditer(line):
            _enter(branches, match["word"], match["test"].strip())
        if any(mark in line for mark in LOADING):
            for found, position in material.context.processors.in_text(line):
                if found.third_party:
                    yield found.id, Location(file.path, number, position + 1), tuple(branches)


def _enter(branches: list[Branch], word: str, test: str) -> None:
    if word in ("if", "unless"):
        branches.append(Branch(test, word == "if"))
    elif word in ("elif", "else") and branches:
        branches[-1] = Branch(test, positive=True) if word == "elif" else Branch(branches[-1].test, not branches[-1].positive)
    elif word in ("endif", "endunless") and branches:
        branches.pop()


def _flow(vendor: str, location: Location, branches: tuple[Branch, ...], file: TextFile, material: Material) -> Flow:
    entry = material.context.processors.entries[vendor]
    tracks = USAGE in entry.collects or not TRACKING.isdisjoint(entry.purposes)
    data = USAGE if tracks else next(iter(entry.collects), VISITOR)
    sink = Sink(SinkKind.PROCESSOR, vendor, "script", location, file.path, None, "track", None, entry.purposes)
    guards = tuple(guard for branch in branches for guard in _guards(branch, location, material))
    path = (Hop(location, file.path, f"loads {entry.name}"),)
    return Flow(data, "customer", PLAIN, "the page's visitor", sink, path, guards, Confidence.HIGH)


def _guards(branch: Branch, location: Location, material: Material) -> Iterator[Guard]:
    """The choices that a test asks for, if it has to come out in their favour."""
    if " or " in f" {branch.test} ":
        return
    negated = False
    for word in NAME.findall(branch.test):
        if word == "not":
            negated = True
            continue
        if word in WORDS_OF_LOGIC:
            continue
        owner, _, name = word.rpartition(".")
        gate = material.context.gates.of_fact(name, owner)
        if gate is not None and (branch.positive is not negated) is not gate.refuses:
            yield Guard(gate.kind, gate.topic, word, location)
        negated = False
