"""Third parties that the code is set up to talk to: by calls, imports, addresses, settings, templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.facts import ir
from datamap.flow.models.acts import Act
from datamap.flow.models.literals import COMPARED, literals_of
from datamap.flow.models.walking import imports_of
from datamap.flow.practices.templates import trackers
from datamap.flow.tags import Label
from datamap.knowledge.names import split_words
from datamap.model import FormKind, Location, ProcessorUse, SinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.flow.events import Effect
    from datamap.flow.models.texts import TextFile
    from datamap.flow.practices.material import Material
    from datamap.flow.tags import Tag
    from datamap.program.symbols import Module

MOST_EVIDENCE = 20
CALLED = 3
STRONG = 2
IMPORTED = 1
WEAK = 0
ASKING = ("get", "head")


class Uses:
    """Collects evidence by third party; a call says more than an import or an address, and a setting's name least."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.processors = material.context.processors
        self.found: dict[str, dict[Location, int]] = {}
        self.purposes: dict[str, tuple[str, ...]] = {}
        self._own = {name.partition(".")[0] for name in material.context.program.modules}

    def all(self) -> tuple[ProcessorUse, ...]:
        """Give every third party with where the code shows it, in order of id."""
        for effect in self.material.effects:
            act = effect.data
            if isinstance(act, Act) and (act.sink is SinkKind.PROCESSOR or act.processor):
                vendor = effect.target if act.sink is SinkKind.PROCESSOR else str(act.processor)
                self.purposes.setdefault(vendor, act.purposes)
                self._note(vendor, effect.location, IMPORTED if _only_asks(effect, act) else CALLED)
        for vendor, location, weight in (*self._imports(), *self._literals(), *self._files()):
            self._note(vendor, location, weight)
        strong = {vendor: places for vendor, places in self.found.items() if max(places.values()) > WEAK}
        return tuple(self._use(vendor, places) for vendor, places in sorted(strong.items()))

    def _note(self, vendor: str, location: Location, weight: int) -> None:
        places = self.found.setdefault(vendor, {})
        places[location] = max(weight, places.get(location, WEAK))

    def _imports(self) -> Iterator[tuple[str, Location, int]]:
        """A module of the project wins over a package of the same name."""
        for module in self.material.modules:
            for path, location in _import_statements(module):
                owner = self.processors.owner(path)
                if owner is not None and owner.third_party and path.partition(".")[0] not in self._own:
                    yield owner.id, location, IMPORTED if owner.default == "sends" or owner.collects else WEAK

    def _literals(self) -> Iterator[tuple[str, Location, int]]:
        for module in self.material.modules:
            for literal in literals_of(module):
                if isinstance(literal.value, str) and len(literal.value) > 3 and literal.call != COMPARED:
                    yield from self._literal(literal.value, literal.name, literal.location)

    def _literal(self, text: str, name: str, location: Location) -> Iterator[tuple[str, Location, int]]:
        """A URL is strong evidence where its name says that it is called, a setting's value where it names a back end."""
        from datamap.flow.practices.urls import is_called

        pointed = self.processors.by_setting_value(text)
        if pointed is not None and pointed.third_party:
            yield pointed.id, location, STRONG
        elif is_called(address := _address(text), name, self.material):
            found = self.processors.by_url(address)
            if found is not None and found.third_party:
                asks = self.material.context.frameworks.lookups.intersection(split_words(address.partition("://")[2].partition("/")[2]))
                yield found.id, location, IMPORTED if asks else STRONG
        elif name.isupper() and (setting := self.processors.by_setting(name, text)) is not None and setting.third_party:
            yield setting.id, location, WEAK
        elif "-" in text and (caller := self.processors.by_webhook(text)) is not None and caller.third_party:
            yield caller.id, location, IMPORTED

    def _files(self) -> Iterator[tuple[str, Location, int]]:
        for file in self.material.texts:
            if file.kind == "template":
                yield from self._template(file)
            elif file.kind in ("env", "terraform", "dockerfile", "yaml", "toml", "ini", "conf"):
                yield from self._configuration(file)

    def _template(self, file: TextFile) -> Iterator[tuple[str, Location, int]]:
        """Scripts and pixels that a page loads; links tell nothing."""
        yield from ((vendor, location, CALLED) for vendor, location, _ in trackers(file, self.material))

    def _configuration(self, file: TextFile) -> Iterator[tuple[str, Location, int]]:
        for number, line in enumerate(file.text.splitlines(), 1):
            name, _, value = line.strip().removeprefix("export ").partition("=" if "=" in line else ":")
            key = name.strip().strip("\"'- ")
            if key and " " not in key and not key.startswith("#"):
                found = self.processors.by_setting(key.upper(), value.strip().strip("\"' ") or None)
                if found is not None and found.third_party:
                    yield found.id, Location(file.path, number), WEAK

    def _use(self, vendor: str, places: dict[Location, int]) -> ProcessorUse:
        entry = self.processors.entries.get(vendor)
        purposes = entry.purposes if entry else self.purposes.get(vendor, ())
        evidence = tuple(sorted(places, key=lambda place: (-places[place], place))[:MOST_EVIDENCE])
        active = max(places.values()) > WEAK
        called = max(places.values()) > IMPORTED
        collects = entry.collects if entry and active else ()
        return ProcessorUse(vendor, entry.name if entry else vendor, purposes, evidence, collects, active=active, called=called)


def _only_asks(effect: Effect, act: Act) -> bool:
    """Whether a page is fetched, and nothing that is anybody's goes there."""
    return act.call.rpartition(".")[2] in ASKING and not any(_tells(tag) for slot in effect.slots for tag in slot.labels)


def _tells(tag: Tag) -> bool:
    """Whether a label is of data that whoever gets it can read: the first letters of a hash tell nothing."""
    return isinstance(tag.origin, Label) and tag.origin.kind == "data" and tag.form.kind not in (FormKind.HASHED, FormKind.TRUNCATED)


def _import_statements(module: Module) -> Iterator[tuple[str, Location]]:
    """Dotted paths that a module imports, with their places, in functions too."""
    for node in imports_of(module):
        place = Location(module.path, *node.at)
        if isinstance(node, ir.Import):
            yield from ((alias.name, place) for alias in node.names)
        elif not node.level:
            yield from ((f"{node.module}.{alias.name}" if alias.name != "*" else node.module, place) for alias in node.names)


def _address(text: str) -> str:
    """A text as an address, if it is one or begins with a host: ``rest.acme.com/v1``."""
    return text if "://" in text or "." not in text.partition("/")[0] else f"https://{text}"
