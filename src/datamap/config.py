"""``[tool.datamap]`` of pyproject.toml: what the team decided and what it teaches datamap. Data only; nothing in it can run code."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Annotated

import msgspec
import tomli
from msgspec import Meta, Struct, field

from datamap.errors import ConfigError

Names = tuple[str, ...]


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """Data of category ``data`` enters here: what ``call`` returns, or what the parameter, attribute or variable holds."""

    data: str
    call: str | None = None
    parameter: str | None = None
    attribute: str | None = None
    variable: str | None = None


class SinkSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """``call`` lets data out to ``id``; ``arguments`` are positions and keyword names, empty for all."""

    call: str
    id: str = ""
    arguments: tuple[int | str, ...] = ()


class Sanitizer(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``call`` returns has ``form``: ``hashed:sha256``, ``encrypted:aes-256``, ``masked``, ``aggregated``, ``none`` (no data left)."""

    call: str
    form: str = "none"


class Consent(Struct, frozen=True, forbid_unknown_fields=True):
    """A true answer of ``call`` or ``attribute``, or code under ``decorator``, means that ``gate`` was passed."""

    gate: str
    call: str | None = None
    attribute: str | None = None
    decorator: str | None = None


class Forbid(Struct, frozen=True, forbid_unknown_fields=True):
    """Data that matches ``data`` (``user.*``) must not reach the sink, processor or store ``to``."""

    data: str
    to: str


class OwnProcessor(Struct, frozen=True, forbid_unknown_fields=True):
    """A third party that rules/ does not know, or the company's own service (``own``)."""

    id: str
    name: str = ""
    aliases: Names = ()
    purposes: Names = ()
    imports: Names = ()
    hosts: Names = ()
    calls: Names = ()
    own: bool = False


class Config(Struct, frozen=True, forbid_unknown_fields=True, rename={"ignores": "ignore"}):
    """The whole table; every key is optional.

    ``ignores`` maps a path pattern to the rule codes that are off there; ``own_hosts`` are the company's own.
    """

    policy: str | Names = ()
    roots: Names = ()
    exclude: Names = ()
    include_tests: bool = False
    select: Names = ()
    ignore_rules: Names = ()
    fail_on: str = "error"
    min_confidence: str = "low"
    baseline: str | None = None
    max_file_bytes: Annotated[int, Meta(ge=1024)] = 1_000_000
    own_hosts: Names = ()
    ignores: dict[str, Names] = field(default_factory=dict)
    source: tuple[Source, ...] = ()
    sink: tuple[SinkSpec, ...] = ()
    sanitizer: tuple[Sanitizer, ...] = ()
    consent: tuple[Consent, ...] = ()
    forbid: tuple[Forbid, ...] = ()
    processor: tuple[OwnProcessor, ...] = ()

    @property
    def policies(self) -> Names:
        """The policy documents, as written."""
        return (self.policy,) if isinstance(self.policy, str) else self.policy


def load_config(root: Path, explicit: Path | None = None) -> Config:
    """The configuration in ``explicit``, else in ``root``/pyproject.toml, else the defaults.

    Raises ConfigError that names the file, the key and what is wrong with it.
    """
    path = explicit or root / "pyproject.toml"
    if explicit is None and not path.is_file():
        return Config()
    table = _tool_table(_read_toml(path), whole_file=explicit is not None and explicit.name != "pyproject.toml")
    return parse_config(table, str(path))


def parse_config(table: object, origin: str) -> Config:
    """The configuration that ``table`` (of ``origin``, for messages) describes. Raises ConfigError."""
    try:
        config = msgspec.convert(_underscored(table), Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{origin}: [tool.datamap]: {_in_words(str(error))}") from None
    _check(config, origin)
    return config


def _read_toml(path: Path) -> dict[str, object]:
    try:
        return tomli.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: can't be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text") from None
    except tomli.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML ({error})") from None
    except RecursionError:
        raise ConfigError(f"{path}: is nested too deeply") from None


def _tool_table(document: dict[str, object], *, whole_file: bool) -> object:
    tool = document.get("tool")
    table = tool.get("datamap") if isinstance(tool, dict) else None
    if table is None:
        return document if whole_file else {}
    return table


def _underscored(table: object) -> object:
    """Keys may be written with a hyphen, as TOML files like to."""
    if not isinstance(table, dict):
        return table
    return {(key.replace("-", "_") if isinstance(key, str) else key): value for key, value in table.items()}


def _in_words(message: str) -> str:
    found = re.fullmatch(r"Object contains unknown field `(?P<key>[^`]*)`(?: - at `\$(?P<at>.*)`)?", message)
    if found is None:
        return message.replace("`$.", "`")
    at = f" in {found['at'].lstrip('.')}" if found["at"] else ""
    return f"there is no key `{found['key']}`{at}"


def _check(config: Config, origin: str) -> None:
    for entry in config.source:
        if not any((entry.call, entry.parameter, entry.attribute, entry.variable)):
            raise ConfigError(f"{origin}: [[tool.datamap.source]] for {entry.data!r} needs call, parameter, attribute or variable")
    for gate in config.consent:
        if not any((gate.call, gate.attribute, gate.decorator)):
            raise ConfigError(f"{origin}: [[tool.datamap.consent]] for {gate.gate!r} needs call, attribute or decorator")
    for policy in config.policies:
        if PurePosixPath(policy).is_absolute() or ".." in PurePosixPath(policy).parts:
            raise ConfigError(f"{origin}: policy {policy!r} must be a path below the project")
    for name, allowed in (("fail_on", ("error", "warning", "note", "never")), ("min_confidence", ("low", "medium", "high"))):
        if getattr(config, name) not in allowed:
            raise ConfigError(f"{origin}: {name} must be one of {', '.join(allowed)}")
