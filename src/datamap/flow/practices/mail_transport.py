"""Mail servers that are spoken to in the clear: ``smtplib.SMTP(host)`` without ``starttls``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.model import Location, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.facts import ir
    from datamap.flow.practices.material import Material
    from datamap.program.symbols import Module

CLEAR = frozenset(
    {"smtplib.SMTP", "aiosmtplib.SMTP", "aiosmtplib.send", "ftplib.FTP", "poplib.POP3", "imaplib.IMAP4", "ldap3.Server", "telnetlib.Telnet"}
)
UPGRADES = frozenset({"starttls", "start_tls", "use_tls", "stls", "prot_p", "use_ssl", "tls_context"})


def clear_connections(material: Material) -> Iterator[Setting]:
    """Give each connection that nothing in its module upgrades to TLS."""
    for module in material.modules:
        if UPGRADES.isdisjoint(module.facts.identifiers):
            for call, path in material.context.statics.calls(module):
                if path in CLEAR and not _is_local(call, module, material):
                    yield Setting("sslmode", path, "disable", Location(module.path, *call.at), module.name)


def _is_local(call: ir.Call, module: Module, material: Material) -> bool:
    host = material.context.statics.literal(call.arguments[0].value, module) if call.arguments else None
    return isinstance(host, str) and material.context.processors.is_local(host)
