"""``datamap policy --suggest``: rows and sentences that the policy lacks for what the code does, for a lawyer to edit.

What the code shows is stated as such, with its place; purposes, legal bases and countries are asked for, never made up.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from datamap.knowledge.everything import knowledge_of
from datamap.model import SinkKind
from datamap.report.escaping import cell

if TYPE_CHECKING:
    from datamap.knowledge.everything import Knowledge
    from datamap.model import Location, ProcessorUse, Result

TO_FILL = "[to be completed]"
DAY = 86_400
RIGHTS = {
    "erasure": "You can delete your account and the data that belongs to it.",
    "export": "You can take a copy of your data with you.",
    "rectification": "You can correct your data in your account.",
    "withdrawal": "You can withdraw a consent at any time.",
    "unsubscribe": "You can unsubscribe from messages at any time.",
}


def render(result: Result) -> str:
    """Markdown; says so where nothing is missing."""
    sections = [section for section in (_recipients(result), _data(result), _periods(result), _rights(result)) if section]
    head = [
        "# Suggested additions to the policy",
        "",
        "Drafted by datamap from the code, to be checked and edited by counsel before use.",
        "",
    ]
    body = [line for section in sections for line in (*section, "")]
    return "\n".join([*head, *(body or ["Nothing that the code does is missing from the policy, as far as datamap can see.", ""])])


def _recipients(result: Result) -> list[str]:
    names = knowledge_of(result)
    outside = [use for use in result.practices.processors if use.active and names.is_third_party(use.id)]
    missing = [use for use in outside if result.disclosed.get(use.id, "no") != "named"]
    if not missing:
        return []
    rows = [_recipient(use, result, names) for use in sorted(missing, key=lambda use: use.name)]
    return ["## Recipients that are not named", "", "| recipient | for | data | country | seen at |", "|---|---|---|---|---|", *rows]


def _recipient(use: ProcessorUse, result: Result, names: Knowledge) -> str:
    sent = {flow.data for flow in result.practices.flows if flow.sink.kind is SinkKind.PROCESSOR and flow.sink.id == use.id}
    data = ", ".join(sorted(names.category_name(category) for category in sent | set(use.collects))) or TO_FILL
    entry = names.processors.entries.get(use.id)
    country = f"{entry.home} (where the vendor is at home; {TO_FILL})" if entry and entry.home else TO_FILL
    purposes = ", ".join(names.purpose_name(purpose) for purpose in use.purposes) or TO_FILL
    return f"| {' | '.join(map(cell, (use.name, purposes, data, country, _where(use.evidence))))} |"


def _data(result: Result) -> list[str]:
    """Categories that a finding misses in the policy; without a policy, all that are stored or collected."""
    places: dict[str, list[Location]] = defaultdict(list)
    if result.policies:
        for finding in result.findings:
            if finding.rule == "DM201" and finding.suppressed is None:
                for category in finding.data:
                    places[category].append(finding.location)
    else:
        for element in result.practices.elements:
            places[element.category].append(element.location)
    if not places:
        return []
    names = knowledge_of(result)
    lines = [f"- your {cell(names.category_name(category))} (seen at {cell(_where(found))})" for category, found in sorted(places.items())]
    return ["## Data that is not mentioned", "", "We also collect, for [purpose and legal basis to be completed]:", "", *lines]


def _periods(result: Result) -> list[str]:
    said = {claim.values.get("seconds") for policy in result.policies for claim in policy.claims}
    names, lines = knowledge_of(result), []
    held = {store.id: sorted({names.category_name(element.category) for element in store.elements}) for store in result.practices.stores}
    for period in result.practices.periods:
        if period.enforced and period.seconds and period.seconds not in said and period.store and held.get(period.store):
            what = ", ".join(held[period.store])
            lines.append(f"- {cell(what)}: kept for {_length(period.seconds)} (seen at {cell(_where((period.location,)))})")
    return ["## Periods that are not mentioned", "", *sorted(set(lines))] if lines else []


def _rights(result: Result) -> list[str]:
    said: set[object] = set()
    for policy in result.policies:
        for claim in policy.claims:
            rights = claim.values.get("rights")
            said.update(map(str, rights) if isinstance(rights, list) else ())
            said.add({"EXPORT": "export", "WITHDRAW_CONSENT": "withdrawal", "OPT_OUT": "unsubscribe"}.get(claim.kind))
            said.update({"erasure"} if claim.kind.startswith("DELETION") else ())
    if "portability" in said:
        said.add("export")
    offered = {handler.kind: handler.location for handler in reversed(result.practices.handlers) if handler.kind in RIGHTS}
    lines = [f"- {RIGHTS[kind]} (seen at {cell(_where((place,)))})" for kind, place in sorted(offered.items()) if kind not in said]
    return ["## What people can do, and the policy does not say", "", *lines] if lines else []


def _where(places: tuple[Location, ...] | list[Location]) -> str:
    return next((f"{place.file}:{place.line}" for place in places), "")


def _length(seconds: int) -> str:
    days, rest = divmod(seconds, DAY)
    return f"{seconds} seconds" if rest else f"{days} day{'' if days == 1 else 's'}"
