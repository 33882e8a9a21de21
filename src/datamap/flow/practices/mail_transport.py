"""Mail servers that are spoken to in the clear: ``smtplib.SMTP(host)`` without ``starttls``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.model import Location, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.practices.material import Material
    from datamap.program.symbols import Module

CLEAR = frozenset(
    {"smtplib.SMTP", "aiosmtplib.SMTP", "aiosmtplib.send", "ftplib.FTP", "poplib.POP3", "imaplib.IMAP4", "ldap3.Server", "telnetlib.Telnet"}
)
UPGRADES = frozenset({"starttls", "start_tls", "use_tls", "stls", "prot_p", "use_ssl", "tls_context"})
OFF_SWITCHES = frozenset({"use_tls", "start_tls", "use_ssl"})


def clear_connections(material: Material) -> Iterator[Setting]:
    """Give each connection that nothing in its module upgrades to TLS."""
    for module in material.modules:
        names = module.facts.identifiers
        upgraded = not UPGRADES.isdisjoint(names)
        for call, path in material.context.statics.calls(module) if not upgraded or not OFF_SWITCHES.isdisjoint(names) else ():
            if path in CLEAR and (not upgraded or _is_switched_off(call)) and not _is_local(call, module, material):
                yield Setting("sslmode", path, "disable", Location(module.path, *call.at), module.name)


def _is_switched_off(call: ir.Call) -> bool:
    """``send(message, use_tls=False)``: what is said of TLS is that there is none."""
    said = [argument.value for argument in call.arguments if argument.keyword in UPGRADES]
    return bool(said) and all(isinstance(value, ir.Constant) and value.value is False for value in said)


def _is_local(call: ir.Call, module: Module, material: Material) -> bool:
    literals = (material.context.statics.literal(argument.value, module) for argument in call.arguments)
    return any(isinstance(host, str) and material.context.processors.is_local(host) for host in literals)
