"""Literals of configuration that a promise can be compared with: regions, TLS, certificate checks, ids, versions, defaults."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.flow.models.acts import Act
from datamap.flow.models.http import ADDRESS
from datamap.flow.models.literals import COMPARED, PARAMETER, Literal, literals_of
from datamap.flow.models.walking import attributes_of
from datamap.flow.practices.consents import one_way_consents
from datamap.flow.practices.delivery import deliveries_of
from datamap.flow.practices.doors import doors_of
from datamap.flow.practices.hashers import password_hashers
from datamap.flow.practices.keychains import plain_keychains
from datamap.flow.practices.log_files import endless_logs
from datamap.flow.practices.mail_transport import clear_connections
from datamap.flow.practices.own_names import own_names
from datamap.flow.practices.placeless import placeless
from datamap.flow.practices.switches import UNCHECKED, Switches, is_upgraded, stays_here, unchecked_by_choice
from datamap.flow.practices.urls import host_of, is_endpoint
from datamap.flow.practices.way_out import unsubscribe_links
from datamap.flow.text_methods import TESTS
from datamap.knowledge.names import split_words
from datamap.model import Location, Setting, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.models.texts import TextFile
    from datamap.flow.practices.material import Material
    from datamap.knowledge.processors import Processor
    from datamap.program.symbols import Module

TLS = re.compile(r"(?:TLSv|TLS)_?(?P<major>1)(?:[._](?P<minor>[0-3]))?$")
TLS_IN_TEXT = re.compile(r"TLSv1(?:\.(?P<minor>[0-3]))?(?![\d.])")
ENDPOINTS = frozenset({"us", "eu", "uk", "de", "ca", "au", "jp", "sg", "br"})
"""Places that vendors put into the names of their endpoints (``in`` and the like are words)."""
SSLMODE = re.compile(r"[?&](?:sslmode|ssl_mode|ssl|tls|useSSL)=(?P<mode>[a-zA-Z_-]+)")
HJID = re.compile(r"hjid\s*[:=]\s*['\"]?(?P<id>\d{4,12})")
ACCOUNT = re.compile(r"\b(?:G|UA|GTM|AW)-[A-Z0-9][A-Z0-9-]{3,20}\b")
SIMPLE = re.compile(
    r"^\s*(?:export\s+|-\s*)?[\"']?(?P<name>[A-Za-z_][\w.-]{1,60})[\"']?\s*[:=]\s*[\"']?(?P<value>[^\"'#\n]{1,200}?)[\"']?\s*,?\s*(?:\s#.*)?$",
    re.MULTILINE,
)
RESOURCE = re.compile(r"^\s*(?:resource|data|provider)\s+\"(?P<kind>[a-z0-9_]+)\"", re.MULTILINE)
REGION = "region"
FORGETS = "vendor_forgets"
OFF = frozenset({"false", "none", "0", "no", "off", "cert_none"})
SWITCHED = frozenset({"verify", "sslmode", "encryption"})
CLEAR_SCHEMES = frozenset({"redis", "amqp", "nats", "mqtt", "ldap", "ftp", "stomp", "kafka"})
"""Schemes of connections in the clear that have a twin in TLS: ``rediss``, ``amqps``."""
USE_SSL = ("USE_SSL", "SMTP_SSL", "MAIL_SSL")
COLUMNS = ("column", "booleanfield")
SETTINGS = frozenset({"self", "cls", "settings", "config", "configuration", "options", "app"})
TRANSPORT = frozenset({"http", "https", "ws", "wss"})
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def settings_of(material: Material) -> tuple[Setting, ...]:
    """Give every setting once, in order of place."""
    found = {
        *_of_code(material),
        *_of_effects(material),
        *_of_files(material),
        *_of_gates(material),
        *clear_connections(material),
        *plain_keychains(material),
        *endless_logs(material),
        *password_hashers(material),
        *unsubscribe_links(material),
        *own_names(material),
        *doors_of(material),
        *deliveries_of(material),
        *one_way_consents(material),
    }
    written = {(setting.value, setting.target, setting.location.file, setting.location.line) for setting in found if setting.kind == REGION}
    found |= {
        setting
        for setting in _of_effects(material)
        if (setting.value, setting.target, setting.location.file, setting.location.line) not in written
    }
    return tuple(sorted(found, key=lambda setting: (setting.location, setting.kind, setting.name, setting.value)))


def _of_code(material: Material) -> Iterator[Setting]:
    switches = Switches(material.modules)
    for module in material.modules:
        literals = literals_of(module)
        upgraded = is_upgraded(module)
        nowhere = placeless(module, material)
        found = [
            setting
            for literal in literals
            if not (_opens_with_tls(literal) and (upgraded or stays_here(literal, module, material.context.processors)))
            for setting in _of_literal(literal, material)
            if not (setting.kind in SWITCHED and setting.value in OFF and switches.is_open(module, literal))
            if not (setting.kind == REGION and literal.location in nowhere)
        ]
        named = [setting for setting in found if setting.kind == "verify" and setting.name.isupper()]
        switched_on = {setting.name for setting in named if setting.value not in OFF}
        yield from (setting for setting in found if not (setting.name in switched_on and setting.value in OFF))
        yield from _tls_members(module)


def _opens_with_tls(literal: Literal) -> bool:
    return literal.value is False and literal.name.upper().endswith(USE_SSL)


def _of_literal(literal: Literal, material: Material) -> Iterator[Setting]:
    name = literal.name
    frameworks = material.context.frameworks
    bare = name.rpartition(".")[2]
    kind = frameworks.literals_alone.get(bare.lower()) or frameworks.literals.find(bare) if name else None
    if kind and not frameworks.literal_not_calls[kind].isdisjoint(split_words(literal.call)):
        kind = None
    value = literal.text
    if kind in ("verify", "sslmode") and literal.call == COMPARED:
        return
    if kind in ("encryption", "sslmode") and literal.call == PARAMETER and literal.value is False:
        return
    if _is_a_column(literal) or (kind == "encryption" and _is_of_a_row(literal)):
        kind = None
    if kind == "region" and isinstance(literal.value, str) and material.context.knowledge.region_words(value):
        yield _setting("region", literal, value, material)
    elif kind == "verify" and isinstance(literal.value, bool):
        yield _setting("verify", literal, str(literal.value).lower(), material)
    elif kind == FORGETS and (isinstance(literal.value, bool) or value.lower() in ("true", "false")):
        yield _setting(FORGETS, literal, str(literal.value).lower(), material)
    elif kind == "sslmode" and not literal.templated and (isinstance(literal.value, str) or literal.value is False):
        yield _setting("sslmode", literal, value.lower(), material)
    elif kind in ("encryption", "pii", "hash") and isinstance(literal.value, str | bool):
        yield _setting(kind, literal, value.lower(), material)
    elif kind in ("version", "vendor_id") and isinstance(literal.value, str) and any(map(str.isdigit, value)):
        yield _setting(kind, literal, value, material)
    if isinstance(literal.value, str):
        yield from _of_text(literal, kind, material)


def _is_a_column(literal: Literal) -> bool:
    """Whether each row has a value of its own, of which this is only the first."""
    return literal.call.rpartition(".")[2].lower().endswith(COLUMNS)


def _is_of_a_row(literal: Literal) -> bool:
    """Whether a flag says of each row whether it is encrypted: an attribute of something that is no configuration."""
    owner = literal.name.rpartition(".")[0].rpartition(".")[2]
    return bool(owner and literal.value is False and SETTINGS.isdisjoint(split_words(owner)))


def _of_text(literal: Literal, kind: str | None, material: Material) -> Iterator[Setting]:
    text = literal.text
    if "://" in text[:30]:
        yield from _of_url(literal, material)
    if kind is None and ACCOUNT.fullmatch(text):
        vendor = material.context.processors.by_account_id(text)
        if vendor is not None:
            yield Setting("vendor_id", literal.name or "id", text, literal.location, literal.symbol, vendor.id)
    yield from _of_vendor_host(literal, material)
    region = _region_in_host(text)
    if region and material.context.knowledge.region_words(region):
        yield _setting("region", literal, region, material)


def _of_vendor_host(literal: Literal, material: Material) -> Iterator[Setting]:
    """``https://us.i.posthog.com`` is the vendor's American endpoint; one of no place is that of its home where there are others."""
    if literal.call == COMPARED or literal.call.rpartition(".")[2] in TESTS:
        return
    url = literal.text if literal.text.startswith("https://") else f"https://{literal.text}"
    vendor = material.context.processors.by_url(url.replace("{}", "x"))
    host = host_of(url)
    if vendor is None or not vendor.third_party or (url != literal.text and host not in vendor.hosts):
        return
    place = _place_of(host)
    if place is None and host in vendor.hosts and host in {_nowhere(other) for other in vendor.hosts if _place_of(other)}:
        place = vendor.home.lower() if vendor.home else None
    if place is not None:
        yield Setting("region", f"the endpoint of {vendor.name}", place, literal.location, literal.symbol, vendor.id)


def _place_of(host: str) -> str | None:
    parts = [part for label in host.split(".")[:-2] for part in label.split("-")]
    return next((part for part in parts if part in ENDPOINTS), None)


def _nowhere(host: str) -> str:
    """An endpoint of some place without the place: ``api.mixpanel.com`` of ``api-eu.mixpanel.com``."""
    labels = ("-".join(part for part in label.split("-") if part not in ENDPOINTS) for label in host.split("."))
    return ".".join(label for label in labels if label)


def _of_url(literal: Literal, material: Material) -> Iterator[Setting]:
    text = literal.text
    scheme = text.partition("://")[0].lower()
    mode = SSLMODE.search(text)
    if mode is not None:
        yield _setting("sslmode", literal, mode["mode"].lower(), material)
    host = host_of(text)
    if (
        scheme in ("http", "ws")
        and "{" not in host
        and not material.context.processors.is_local(host)
        and is_endpoint(text, literal.name or _called(literal), literal.call, material)
    ):
        yield _setting("url", literal, text, material)
    elif _is_clear(scheme, text) and "." in host and not host.startswith("127.") and "{" not in host:
        yield _setting("clear", literal, f"{scheme}://{host}", material)
    elif scheme not in TRANSPORT and scheme and "@" in text:
        yield _setting("dsn", literal, re.sub(r"//[^@/]*@", "//", text), material)


def _is_clear(scheme: str, text: str) -> bool:
    """Whether an address of a store asks for no TLS: MongoDB is told so in the address' options."""
    return scheme in CLEAR_SCHEMES or (scheme == "mongodb" and not any(option in text.lower() for option in ("tls=true", "ssl=true")))


def _called(literal: Literal) -> str:
    return literal.call.rpartition(".")[2] if literal.call else ""


def _region_in_host(text: str) -> str | None:
    if "." not in text or " " in text or len(text) > 300:
        return None
    host = host_of(text) if "://" in text else text.split("/", maxsplit=1)[0].partition(":")[0].lower()
    labels = host.split(".")
    known = re.compile(r"^(?:[a-z0-9]+-)?(?P<region>(?:us|eu|ap|ca|sa|af|me|il)-(?:[a-z]+-?)+\d)$")
    return next((match["region"] for label in labels if (match := known.match(label))), None)


def _setting(kind: str, literal: Literal, value: str, material: Material) -> Setting:
    return Setting(kind, literal.name or literal.call or kind, value, literal.location, literal.symbol, _target(literal, material))


def _target(literal: Literal, material: Material) -> str | None:
    """The third party that a setting configures: by its own name, the call it is passed to, or its value."""
    processors = material.context.processors
    for name in (literal.name.rpartition(".")[2], literal.name):
        found = processors.by_setting(name) if name.isupper() else None
        if found is not None and found.third_party:
            return found.id
    if isinstance(literal.value, str) and (account := processors.by_account_id(literal.value)) is not None:
        return account.id
    if (named := _called_like(literal.name, material)) is not None:
        return named
    path = literal.call
    owner = processors.owner(path) if path else None
    if owner is None and isinstance(literal.value, str):
        owner = processors.by_url(literal.value) if "." in literal.value else None
    return owner.id if owner is not None and owner.third_party else None


def _called_like(name: str, material: Material) -> str | None:
    """``amplitude_zone`` is Amplitude's: a setting that begins with a third party's name."""
    words, entries = split_words(name.rpartition(".")[2]), material.context.processors.entries
    ids = ("_".join(words[:end]) for end in range(len(words) - 1, 0, -1))
    found = next((entries[one] for one in ids if one in entries and entries[one].third_party), None)
    return found.id if found is not None and (not found.ambiguous or _is_imported(found, material)) else None


def _is_imported(vendor: Processor, material: Material) -> bool:
    bound = (path.removeprefix("import ") for module in material.modules for path in module.bindings.values() if path.startswith("import "))
    return any(material.context.processors.owner(path) is vendor for path in bound)


def _tls_members(module: Module) -> Iterator[Setting]:
    """``ssl.TLSVersion.TLSv1_2``, ``ssl.PROTOCOL_TLSv1``, ``ssl.CERT_NONE``, ``ssl._create_unverified_context``."""
    for node in attributes_of(module):
        version = TLS.search(node.attr)
        if version is not None and ("TLSVersion" in str(node.value) or node.attr.startswith("PROTOCOL_TLSv")):
            yield Setting("tls", node.attr, f"1.{version['minor'] or '0'}", Location(module.path, *node.at), module.name)
        elif node.attr in UNCHECKED and node.at not in unchecked_by_choice(module):
            yield Setting("verify", "verify_mode", "cert_none", Location(module.path, *node.at), module.name)


def _of_effects(material: Material) -> Iterator[Setting]:
    """Plain addresses that data was seen to go to, and regions that third parties are told."""
    for effect in material.effects:
        act = effect.data
        outward = isinstance(act, Act) and (act.sink is SinkKind.PROCESSOR or effect.kind == ADDRESS)
        if isinstance(act, Act) and outward and act.url and act.url.lower().startswith(("http://", "ws://")):
            yield Setting("url", act.call, act.url, effect.location, effect.symbol, effect.target)
        if effect.kind == REGION and isinstance(act, Act):
            yield Setting(REGION, act.call.rpartition(".")[2], act.name, effect.location, effect.symbol, effect.target)


def _of_files(material: Material) -> Iterator[Setting]:
    for file in material.texts:
        if file.kind == "template":
            yield from _of_template(file, material)
        elif file.kind in ("env", "yaml", "toml", "ini", "terraform", "dockerfile", "conf", "json"):
            yield from _of_configuration(file, material)


def _of_template(file: TextFile, material: Material) -> Iterator[Setting]:
    for number, line in enumerate(file.text.splitlines(), 1):
        for match in ACCOUNT.finditer(line):
            vendor = material.context.processors.by_account_id(match.group())
            if vendor is not None:
                yield Setting("vendor_id", "id", match.group(), Location(file.path, number, match.start() + 1), file.path, vendor.id)
        for match in HJID.finditer(line):
            yield Setting("vendor_id", "hjid", match["id"], Location(file.path, number, match.start() + 1), file.path, "hotjar")


def _of_configuration(file: TextFile, material: Material) -> Iterator[Setting]:
    if file.kind == "conf":
        yield from _protocols(file)
        return
    resources = [(match.start(), match["kind"]) for match in RESOURCE.finditer(file.text)] if file.kind == "terraform" else []
    for match in SIMPLE.finditer(file.text):
        line = file.text.count("\n", 0, match.start("name")) + 1
        literal = Literal(match["value"].strip(), match["name"], "", Location(file.path, line), file.path)
        resource = next((kind for start, kind in reversed(resources) if start < match.start("name")), "")
        vendor = material.context.processors.by_resource(resource) if resource else None
        for setting in _of_literal(literal, material):
            yield replace(setting, target=vendor.id) if vendor and setting.kind == REGION and setting.target is None else setting


def _protocols(file: TextFile) -> Iterator[Setting]:
    """``ssl_protocols TLSv1.2 TLSv1.3;`` allows the lowest of them."""
    for number, line in enumerate(file.text.splitlines(), 1):
        if "ssl_protocols" in line and not line.strip().startswith("#"):
            versions = sorted(match["minor"] or "0" for match in TLS_IN_TEXT.finditer(line))
            if versions:
                yield Setting("tls", "ssl_protocols", f"1.{versions[0]}", Location(file.path, number), file.path)


def _of_gates(material: Material) -> Iterator[Setting]:
    """Choices that are made for people before they make them."""
    for table in material.context.tables.all.values():
        for column in table.columns.values():
            if not isinstance(column.default, bool):
                continue
            gate = material.context.gates.of_choice(column.name, table.cls.name)
            if gate is not None and gate.kind in ("consent", "opt_in", "opt_out"):
                value = str(column.default is not gate.refuses).lower()
                topic = f"{gate.kind}.{gate.topic}" if gate.topic else gate.kind
                yield Setting("consent_default", f"{table.cls.name}.{column.name}", value, column.location, table.cls.qualname, topic)
