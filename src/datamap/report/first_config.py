"""A commented ``[tool.datamap]`` that starts from what was found: what a team usually decides, with its own names filled in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from datamap.display import display
from datamap.knowledge.everything import knowledge_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import Result

MOST = 8
CALL = "your.package.function"


def first_config(result: Result) -> str:
    """TOML that reads back as the defaults and the policy that was found."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Result) -> Iterator[str]:
    yield "[tool.datamap]"
    if result.policies:
        yield f"policy = {_value([policy.file for policy in result.policies])}"
    else:
        yield "# The policy that the code is held against; without one only the rules that need none run."
        yield '# policy = "docs/privacy.md"'
    yield "# Findings that you know of and accept for now; datamap baseline -o datamap-baseline.txt writes it."
    yield '# baseline = "datamap-baseline.txt"'
    yield "# The lowest level that fails: error, warning, note, never."
    yield '# fail_on = "error"'
    yield from _hosts(result)
    yield ""
    yield from _helpers(result)


def _hosts(result: Result) -> Iterator[str]:
    known = knowledge_of(result)
    sinks = (flow.sink for flow in result.practices.flows)
    hosts = sorted({display(sink.url) for sink in sinks if sink.url and not known.is_known_processor(sink.id)})[:MOST]
    yield "# Hosts of your own, which are no third party."
    yield from (f"# personal data goes to {host}" for host in hosts)
    yield '# own_hosts = ["internal.example.com"]'


def _helpers(result: Result) -> Iterator[str]:
    yield "# Your helper that hashes, masks or drops personal data:"
    yield from _example("sanitizer", call=CALL, form="masked")
    yield "# Your question whether a person has agreed; what was seen is listed."
    guards = sorted({f"{guard} ({display(guard.text)})" for flow in result.practices.flows for guard in flow.guards})[:MOST]
    yield from (f"# seen: {guard}" for guard in guards)
    yield from _example("consent", call=CALL, gate="consent.analytics")
    yield "# A function that personal data comes out of, or a field that datamap does not recognise:"
    yield from _example("source", call=CALL, data="user.contact.email")
    yield "# A third party that datamap does not know:"
    yield from _example("processor", id="acme", name="Acme", imports=["acme_sdk"])
    yield "# Data that must never get somewhere:"
    yield from _example("forbid", data="user.financial.*", to="sentry")


def _example(table: str, **values: str | list[str]) -> Iterator[str]:
    yield f"# [[tool.datamap.{table}]]"
    yield from (f"# {key} = {_value(value)}" for key, value in values.items())


def _value(value: str | list[str]) -> str:
    """JSON strings and lists are TOML strings and arrays."""
    return json.dumps(value, ensure_ascii=True)
