"""What is the company's own: hosts below the domain that its policy is written to, or called like the program itself.

What goes there goes to no third party.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.knowledge.wordings import words_for
from datamap.model import SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.knowledge.everything import Knowledge
    from datamap.model import Claim, Flow, Practices

OWN_NAME = "own_name"
SHORTEST = 4


def own_domains(claims: Iterable[Claim], knowledge: Knowledge) -> frozenset[str]:
    """The domains of the addresses that a policy gives, but for those of mail providers and other vendors."""
    addresses = [str(claim.values["email"]) for claim in claims if claim.values.get("email")]
    found = {_registered(address.rpartition("@")[2]) for address in addresses}
    return frozenset(domain for domain in found if "." in domain and knowledge.processors.by_url(domain) is None)


def domains_by_name(practices: Practices, knowledge: Knowledge) -> frozenset[str]:
    """The domains among those that get data which are called as the program says that it is called."""
    names = {_plain(setting.value) for setting in practices.settings if setting.kind == OWN_NAME}
    hosts = [use.id for use in practices.processors if "." in use.id] if names else []
    domains = {_registered(host) for host in hosts if knowledge.processors.by_url(host) is None}
    return frozenset(domain for domain in domains if len(name := _plain(domain.split(".")[0])) >= SHORTEST and name in names)


def _plain(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum())


def _registered(host: str) -> str:
    labels = host.lower().rstrip(".").split(".")
    length = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in words_for("second_level_domains") else 2
    return ".".join(labels[-length:])


def apart(practices: Practices, domains: frozenset[str]) -> tuple[Practices, tuple[Flow, ...]]:
    """Practices without what goes to the company's own hosts, and those flows."""
    own = {use.id for use in practices.processors if _is_below(use.id, domains)}
    inward: list[Flow] = []
    outward: list[Flow] = []
    for flow in practices.flows:
        (inward if flow.sink.kind is SinkKind.PROCESSOR and flow.sink.id in own else outward).append(flow)
    processors = tuple(use for use in practices.processors if use.id not in own)
    return replace(practices, flows=tuple(outward), processors=processors), tuple(inward)


def _is_below(host: str, domains: frozenset[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
