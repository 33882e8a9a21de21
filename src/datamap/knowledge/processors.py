"""The third parties of rules/processors: what their SDKs send, where plain HTTP reaches them, what they are for and who owns them."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal

from msgspec import field
from msgspec.structs import replace

from datamap.knowledge.loading import Entry, files_of, load, mistake, suggestion
from datamap.knowledge.processor_names import NameIndex, NameMatch
from datamap.knowledge.processor_paths import PathIndex, PathMatch
from datamap.knowledge.processor_places import PlaceIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Names = tuple[str, ...]

EVERYTHING: dict[str, str] = {"*": ""}
SENDS_NOTHING = frozenset({"init", "delete", "receive"})


class Call(Entry, frozen=True):
    """One call into an SDK.

    ``sends`` maps an argument (keyword, position "0", or "*" for every one) to the category it carries by meaning, or to "" for whatever
    flows in. ``model`` names the argument with a model id, ``target`` the one that names the bucket, table or index.
    ``gives`` says what the answer is, for what ``frameworks/told.toml`` knows of such answers.
    A ``call`` that starts with a dot stands for that method of each of the entry's ``clients``.
    """

    call: str
    also: Names = ()
    sends: dict[str, str] = field(default_factory=dict)
    operation: Literal["send", "identify", "track", "message", "train", "store", "delete", "log", "init", "receive"] = "send"
    model: str = ""
    target: str = ""
    gives: str = ""

    @property
    def carried(self) -> dict[str, str]:
        """The arguments that leave: those listed, else all of them unless the operation sends nothing."""
        return self.sends or ({} if self.operation in SENDS_NOTHING else EVERYTHING)


class StoreHint(Entry, frozen=True):
    """That the vendor also keeps data for the service, and which argument names the place."""

    kind: str
    target: str = ""


class Examples(Entry, frozen=True):
    """Code that shows the vendor, and look-alikes that don't."""

    yes: Names = ()
    no: Names = ()


class Processor(Entry, frozen=True):
    """One vendor or product.

    parent: who it belongs to; ambiguous: its one-word name is an ordinary word; local: a runtime on the service's own machine; own: the
    company's own service; adapter: a library that reaches whichever vendor its model id names, which a call's ``model`` argument holds or
    one of the constructor's ``vendor_from``.
    imports: the SDK's dotted roots; imports_with: roots that count only if a distribution is among the project's dependencies;
    clients: classes and factories whose instances talk to the vendor; returns: starts of paths and what they stand for;
    endpoint: constructor arguments that move a client to another host;
    infrastructure: how its resources begin in infrastructure code; default: what an unlisted call into the SDK does.
    setting_values: dotted paths and schemes; account_ids: how public account ids begin; markers: what its script snippets contain;
    webhooks: headers that its calls of the service carry;
    collects: what it gathers by itself once it runs.
    """

    id: str
    name: str
    aliases: Names = ()
    ambiguous: bool = False
    purposes: Names = ()
    parent: str = ""
    home: str = ""
    regions: Names = ()
    packages: Names = ()
    imports: Names = ()
    imports_with: dict[str, Names] = field(default_factory=dict)
    clients: Names = ()
    hosts: Names = ()
    settings: Names = ()
    setting_values: Names = ()
    models: Names = ()
    markers: Names = ()
    webhooks: Names = ()
    account_ids: Names = ()
    collects: Names = ()
    default: Literal["sends", "silent"] = "sends"
    calls: tuple[Call, ...] = ()
    silent: Names = ()
    returns: dict[str, str] = field(default_factory=dict)
    endpoint: Names = ()
    infrastructure: Names = ()
    store: StoreHint | None = None
    local: bool = False
    own: bool = False
    adapter: bool = False
    vendor_from: Names = ()
    examples: Examples = Examples()

    @property
    def third_party(self) -> bool:
        """Whether data that reaches it leaves the company."""
        return not (self.local or self.own or self.adapter)

    def expanded(self, path: str) -> Names:
        """``path``, or that method of each client if it starts with a dot."""
        return tuple(client + path for client in self.clients) if path.startswith(".") else (path,)


class Purpose(Entry, frozen=True):
    """What third parties are for: how policies say it, fideslang's data use, and the narrower purposes it speaks of as well.

    ``deeds``: words that in this order say it of a vendor ("turns speech into text"); looked_up: facts are read there, nobody's data is
    needed for an answer.
    """

    id: str
    name: str
    use: str
    phrases: Names
    deeds: Names = ()
    covers: Names = ()
    looked_up: bool = False


class Silence(Entry, frozen=True):
    """What never sends or tells, whoever the vendor is (see silence.toml)."""

    segments: Names = ()
    endings: Names = ()
    results: Names = ()
    transparent: Names = ()
    settings: Names = ()
    texts: Names = ()
    local_hosts: Names = ()


class Naming(Entry, frozen=True):
    """When an ordinary word is a vendor's name (see naming.toml)."""

    leads: Names = ()
    followers: Names = ()
    company_suffixes: Names = ()


class ProcessorsFile(Entry, frozen=True):
    """One file of rules/processors."""

    processor: tuple[Processor, ...] = ()
    purpose: tuple[Purpose, ...] = ()
    silence: Silence | None = None
    naming: Naming | None = None


class Processors:
    """Every known third party, found by dotted path, host, setting, model id, name in text or purpose."""

    def __init__(self, files: Iterable[ProcessorsFile], packages: frozenset[str] = frozenset()) -> None:
        self._files = tuple(files)
        self.entries: Mapping[str, Processor] = _merged(entry for file in self._files for entry in file.processor)
        self.purposes: Mapping[str, Purpose] = {purpose.id: purpose for file in self._files for purpose in file.purpose}
        self._packages = packages

    @cached_property
    def _silence(self) -> Silence:
        return next((file.silence for file in self._files if file.silence), Silence())

    @cached_property
    def _paths(self) -> PathIndex:
        return PathIndex(self.entries.values(), self._silence, self._packages)

    @cached_property
    def _places(self) -> PlaceIndex:
        return PlaceIndex(self.entries.values(), self._silence)

    @cached_property
    def _resources(self) -> dict[str, Processor]:
        return {prefix: entry for entry in self.entries.values() for prefix in entry.infrastructure}

    @cached_property
    def _name_index(self) -> NameIndex:
        naming = next((file.naming for file in self._files if file.naming), Naming())
        return NameIndex(self.entries.values(), naming)

    def given(self, packages: Iterable[str], extra: Iterable[Processor] = ()) -> Processors:
        """These and the team's own ``extra``, in a project that depends on the distributions ``packages``."""
        telling = {package for entry in self.entries.values() for package in entry.imports_with}
        known = frozenset(name for package in packages if (name := package.lower().replace("_", "-")) in telling)
        added = tuple(extra)
        if not added and known == self._packages:
            return self
        return Processors((*self._files, ProcessorsFile(processor=added)), known)

    def owner(self, path: str) -> Processor | None:
        """Whose SDK the imported or called dotted ``path`` belongs to."""
        return self._paths.owner(path)

    def call(self, path: str) -> PathMatch | None:
        """What a call of ``path`` sends to whom; None if it is nobody's or known to send nothing."""
        return self._paths.call(path)

    def by_host(self, host: str, path: str = "") -> Processor | None:
        """Who answers at ``host`` (and below ``path``, where a vendor shares its host with ordinary pages)."""
        return self._places.by_host(host, path)

    def by_company(self, host: str) -> Processor | None:
        """Who answers at ``host``, else whom the domain that it is in belongs to: one vendor, or the company that all there belong to."""
        found = self.by_host(host)
        there = self._places.by_domain(host) if found is None else ()
        lines = [tuple(self.lineage(entry.id)) for entry in there]
        above = next((key for key in lines[0] if all(key in line for line in lines)), None) if lines else None
        return self.entries[above] if above else found

    def is_local(self, host: str) -> bool:
        """Whether ``host`` is the service's own machine or network, or a name for documentation."""
        return self._places.is_local(host)

    def by_resource(self, kind: str) -> Processor | None:
        """Whose resource an infrastructure file declares: ``hcloud_server``, ``aws_s3_bucket``."""
        return self._resources.get(kind.partition("_")[0])

    def by_url(self, text: str) -> Processor | None:
        """Who answers at the first URL, DSN or bare host name that ``text`` is or begins with."""
        return next((found for found, _ in self._places.in_text(text)), None)

    def in_text(self, text: str) -> tuple[tuple[Processor, int], ...]:
        """Every vendor whose host or script marker stands in ``text`` (a template, an address, a DSN), with its position."""
        return tuple(self._places.in_text(text))

    def by_setting(self, name: str, value: str | None = None) -> Processor | None:
        """Whom the setting or environment variable ``name`` with ``value`` turns on."""
        return self._places.by_setting(name, value)

    def by_setting_value(self, value: str) -> Processor | None:
        """Whose back end, app or handler the dotted path or URL scheme in ``value`` names."""
        return self._places.by_value(value)

    def by_webhook(self, header: str) -> Processor | None:
        """Who signs calls of a webhook with a header of this name."""
        return self._places.by_webhook(header)

    def by_model(self, model: str) -> Processor | None:
        """Whose model the id names: ``gpt-4o``, ``anthropic/claude-3``, ``openai:gpt-4o``."""
        return self._places.by_model(model)

    def by_account_id(self, value: str) -> Processor | None:
        """Whose public account id ``value`` is: ``G-ABC123DEF4``."""
        return self._places.by_account_id(value)

    def in_prose(self, text: str) -> tuple[NameMatch, ...]:
        """Every vendor named in a policy's ``text``, the longest names first to win, in order of position."""
        return self._name_index.find(text)

    def by_name(self, name: str) -> Processor | None:
        """Who is called ``name``, exactly but for case and punctuation."""
        return self._name_index.exact(name)

    def lineage(self, id: str) -> Iterator[str]:  # noqa: A002 - an entry's id is what it is called everywhere
        """``id`` and those it belongs to, nearest first: ``cloudflare_r2``, ``cloudflare``."""
        while id in self.entries:
            yield id
            id = self.entries[id].parent  # noqa: A001 - as above

    def names(self, named: str, used: str) -> bool:
        """Whether a policy that names ``named`` has named ``used``: the same, or a company it belongs to."""
        return named == used or named in self.lineage(used)

    def widened(self, purpose: str) -> frozenset[str]:
        """``purpose`` and every narrower purpose it speaks of."""
        found: set[str] = set()
        open_ = [purpose]
        while open_:
            current = open_.pop()
            if current in self.purposes and current not in found:
                found.add(current)
                open_.extend(self.purposes[current].covers)
        return frozenset(found)

    def by_purpose(self, purpose: str) -> tuple[Processor, ...]:
        """Everyone of the purpose or a narrower one, in order of the files."""
        wanted = self.widened(purpose)
        return tuple(entry for entry in self.entries.values() if wanted.intersection(entry.purposes))

    def serves(self, id: str, purpose: str) -> bool:  # noqa: A002 - as above
        """Whether recipients of ``purpose`` ("payment processors") include the vendor ``id``."""
        entry = self.entries.get(id)
        return entry is not None and not self.widened(purpose).isdisjoint(entry.purposes)


@cache
def processors(extra: tuple[Path, ...] = ()) -> Processors:
    """All of rules/processors, then the team's own files in ``extra``. Raises KnowledgeError."""
    paths = files_of("processors", extra)
    files = load("processors", ProcessorsFile, extra)
    known = Processors(files)
    for path, file in zip(paths, files, strict=True):
        _check(path, file, known)
    return known


def _check(path: Path, file: ProcessorsFile, known: Processors) -> None:
    for entry in file.processor:
        for purpose in entry.purposes:
            if purpose not in known.purposes:
                raise mistake(path, entry.id, f"purpose '{purpose}' does not exist{suggestion(purpose, list(known.purposes))}")
        if entry.parent and entry.parent not in known.entries:
            raise mistake(path, entry.id, f"parent '{entry.parent}' does not exist{suggestion(entry.parent, list(known.entries))}")


def _merged(entries: Iterable[Processor]) -> dict[str, Processor]:
    """By id; a later entry of the same id adds to the earlier one."""
    merged: dict[str, Processor] = {}
    for entry in entries:
        merged[entry.id] = _added(merged[entry.id], entry) if entry.id in merged else entry
    return merged


def _added(known: Processor, more: Processor) -> Processor:
    changes: dict[str, object] = {}
    for name in Processor.__struct_fields__:
        before, after = getattr(known, name), getattr(more, name)
        if isinstance(before, tuple) and after:
            changes[name] = (*before, *after)
        elif isinstance(before, dict) and after:
            changes[name] = {**before, **after}
    return replace(known, **changes)
