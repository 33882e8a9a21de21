"""Who can reach the database: what stands in front of it, where it is, and whether a firewall lets everybody in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.flow.models.literals import literals_of
from datamap.knowledge.names import split_words
from datamap.model import Location, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.models.texts import TextFile
    from datamap.flow.practices.material import Material
    from datamap.knowledge.frameworks.promises import Door, Gateway

GATEWAY, HOST, OPEN = "gateway", "database_host", "open_to_all"
DSN = re.compile(r"^(?:postgres|postgresql|mysql|mariadb|mongodb)[+\w]*://[^/\s]*?@?(?P<host>[\w.-]+)(?::(?P<port>\d+))?/")
HOST_NAMES = frozenset({("db", "host"), ("database", "host"), ("postgres", "host"), ("pghost",), ("mysql", "host"), ("pg", "host")})
DJANGO = "django.db.backends."
LOCAL = ("localhost", "127.0.0.1", "db", "postgres")
HBA = re.compile(r"^\s*host\w*\s+\S+\s+\S+\s+(?:0\.0\.0\.0/0|::/0|all)\s", re.MULTILINE)
FIREWALLS = frozenset({"terraform", "yaml", "json"})
AROUND = 8


def doors_of(material: Material) -> Iterator[Setting]:
    """Give the gateways that code and configuration speak of, the hosts of databases, and rules that let everybody in."""
    gateways, doors = material.context.frameworks.gateways, material.context.frameworks.doors
    for module in material.modules:
        literals = [literal for literal in literals_of(module) if isinstance(literal.value, str)]
        django = any(literal.text.startswith(DJANGO) for literal in literals)
        for literal in literals:
            yield from _named(f"{literal.name} {literal.text}", literal.location, literal.symbol, gateways)
            host = _host(literal.name, literal.text, django=django)
            if host and host not in LOCAL:
                yield Setting(HOST, literal.name or HOST, host, literal.location, literal.symbol)
    for file in material.texts:
        if file.kind != "template":
            yield from _named(file.text, Location(file.path, 1), file.path, gateways)
            yield from (setting for door in doors for setting in _open(file, door))


def _named(text: str, location: Location, symbol: str, gateways: tuple[Gateway, ...]) -> Iterator[Setting]:
    lower = text.lower()
    for gateway in gateways:
        if any(name in lower for name in gateway.names) or any(f":{port}" in lower for port in gateway.ports):
            yield Setting(GATEWAY, gateway.id, gateway.id, location, symbol)


def _host(name: str, text: str, *, django: bool) -> str:
    address = DSN.match(text)
    if address is not None:
        return address["host"]
    words = split_words(name)
    return text if (django and words == ("host",)) or words in HOST_NAMES else ""


def _open(file: TextFile, door: Door) -> Iterator[Setting]:
    for match in HBA.finditer(file.text) if file.kind == "conf" else ():
        yield Setting(OPEN, "host", "0.0.0.0/0", _line(file, match.start() + len(match.group()) - len(match.group().lstrip())), file.path)
    if file.kind in FIREWALLS:
        lines = file.text.splitlines()
        for number, line in enumerate(lines):
            if any(address in line for address in door.everybody) and _is_database(_around(lines, number), door):
                yield Setting(OPEN, line.split("=")[0].split(":")[0].strip(), line.strip(), Location(file.path, number + 1), file.path)


def _around(lines: list[str], number: int) -> list[str]:
    """The rule that a line stands in: up to the blank line or the closing bracket on either side, and the head of its resource."""
    first = next((at + 1 for at in range(number - 1, max(-1, number - AROUND), -1) if lines[at].strip() in ("", "}", "},")), None)
    last = next((at for at in range(number, min(len(lines), number + AROUND)) if lines[at].strip() in ("", "}", "},")), number + 1)
    head = next((lines[at] for at in range(number, -1, -1) if lines[at].startswith(("resource", "module"))), "")
    return [head, *lines[max(0, number - AROUND) if first is None else first : last]]


def _is_database(rule: list[str], door: Door) -> bool:
    text = "\n".join(rule).lower()
    words = set(split_words(text))
    ports = [port for port in re.findall(r"\b\d{2,5}\b(?!\.)", text) if port != "255"]
    about = any(port in door.ports for port in ports) or (not ports and not words.isdisjoint(door.words))
    return about and not any(word in text for word in door.outward)


def _line(file: TextFile, start: int) -> Location:
    return Location(file.path, file.text.count("\n", 0, start) + 1)
