"""Trackers that pages load: which, where, and behind which condition of the template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.flow.practices.branches import Branch, Inclusions, pieces
from datamap.model import PLAIN, Confidence, Flow, Guard, Hop, Location, Sink, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.models.texts import TextFile
    from datamap.flow.practices.material import Material

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


def template_flows(material: Material) -> Iterator[Flow]:
    """Give one flow for each tracker of each page: whoever opens the page is seen by it."""
    templates = tuple(file for file in material.texts if file.kind == "template")
    inclusions = Inclusions(templates)
    for file in templates:
        seen: set[str] = set()
        for vendor, location, branches in trackers(file, material):
            if vendor not in seen:
                seen.add(vendor)
                ways = [(*outer, *branches) for outer in inclusions.ways_to(file.path)]
                yield _flow(vendor, location, ways, file, material)


def trackers(file: TextFile, material: Material) -> Iterator[tuple[str, Location, tuple[Branch, ...]]]:
    """Find the scripts and pixels of third parties, with the tests around each."""
    for piece in pieces(file.text):
        if any(mark in piece.text for mark in LOADING):
            for found, position in material.context.processors.in_text(piece.text):
                if found.third_party:
                    yield found.id, Location(file.path, piece.line, piece.column + position + 1), piece.branches


def _flow(vendor: str, location: Location, ways: list[tuple[Branch, ...]], file: TextFile, material: Material) -> Flow:
    entry = material.context.processors.entries[vendor]
    tracks = USAGE in entry.collects or not TRACKING.isdisjoint(entry.purposes)
    data = USAGE if tracks else next(iter(entry.collects), VISITOR)
    sink = Sink(SinkKind.PROCESSOR, vendor, "script", location, file.path, None, "track", None, entry.purposes)
    path = (Hop(location, file.path, f"loads {entry.name}"),)
    return Flow(data, "customer", PLAIN, "the page's visitor", sink, path, _on_every_way(ways, location, material), Confidence.HIGH)


def _on_every_way(ways: list[tuple[Branch, ...]], location: Location, material: Material) -> tuple[Guard, ...]:
    asked = [[guard for branch in way for guard in _guards(branch, location, material)] for way in ways]
    common = set.intersection(*({(guard.kind, guard.topic) for guard in guards} for guards in asked))
    return tuple(dict.fromkeys(guard for guard in asked[0] if (guard.kind, guard.topic) in common))


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
