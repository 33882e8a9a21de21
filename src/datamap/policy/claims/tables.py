"""Table rows: the header of each column says what its cells are."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy import facts
from datamap.policy.arguments import Arguments, arguments, mentions
from datamap.policy.claims import matrix
from datamap.policy.claims.document import meta_of_row
from datamap.policy.draft import Draft
from datamap.policy.rules import columns, cues, grammar, small, verbs
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.model import JsonValue
    from datamap.policy.documents import Cell
    from datamap.policy.lexicon import Lexicon
    from datamap.policy.structure import Unit
    from datamap.policy.text import Text
    from datamap.policy.words import Word

_YES = frozenset({"yes", "y", "✓", "✔", "x", "true", "ja", "collected", "always"})
_DENIAL = frozenset({"no", "not", "never", "without", "except", "excluding"})
_NO = frozenset({"n/a", "na", "no", "n", "✗", "✘", "none", "never", "-", "\u2013", "—", "false", "nein"})

_LONGEST_NAME = 3
_LABEL_AND_VALUE = 2
_NEAR = 3
_SUBJECTS = frozenset({"data", "vendor", "cookie", "right"})


def read(unit: Unit, lexicon: Lexicon) -> Iterator[Draft]:
    """The claims of a row."""
    row = _Row(unit, lexicon)
    if "vendor" in row.cells:
        yield from row.vendor()
    elif "cookie" in row.cells:
        yield row.draft("COOKIE_USE", row.data(), purpose=row.purposes())
    elif "data" in row.cells:
        yield from row.about_data()
    elif "tier" in row.cells:
        yield from row.about_plan()
    elif "purpose" in row.cells:
        yield row.draft("PURPOSE", Arguments(), purpose=row.purposes())
        if "basis" in row.cells:
            yield row.draft("LEGAL_BASIS", Arguments())
    elif "right" in row.cells:
        yield row.draft("RIGHT", Arguments())
    elif len(unit.block.cells) == _LABEL_AND_VALUE:
        values = meta_of_row(*(cell.text.value for cell in unit.block.cells))
        if values:
            yield row.draft("META", Arguments(), values=values)


class _Row:
    def __init__(self, unit: Unit, lexicon: Lexicon) -> None:
        self._unit = unit
        self._lexicon = lexicon
        self.cells: dict[str, Cell] = {}
        for index, cell in enumerate(unit.block.cells):
            role = _role(cell.header, index, unit)
            if role == "recipients" and index == 0 and len(unit.block.cells) > 1:
                role = "vendor"
            if role == "vendor" and role in self.cells:
                role = "purpose"
            if role and role not in self.cells:
                self.cells[role] = cell
        self._first_column()
        self._lifetimes()

    def _first_column(self) -> None:
        """A first column without a telling header holds vendors where it names one, and data where it names that."""
        first = self._unit.block.cells[0]
        if any(cell is first for cell in self.cells.values()):
            return
        if "vendor" not in self.cells and self._lexicon.vendor(first.text.value):
            self.cells["vendor"] = first
        elif "data" not in self.cells and self._lexicon.data_in(words_of(first.text.value)):
            self.cells["data"] = first

    def _lifetimes(self) -> None:
        """A column of periods shows by its cells, whatever its header: "10 years", "until you close the account"."""
        cells = self._unit.block.cells
        if "tier" in self.cells or len(cells) < _LABEL_AND_VALUE:
            return
        if "period" in self.cells:
            if not self.cells.keys() & _SUBJECTS and self.cells["period"] is not cells[0]:
                self.cells["data"] = cells[0]
            return
        keeping = "retention" in self._unit.topics[:1]
        for cell in cells[1:]:
            known = next((role for role, other in self.cells.items() if other is cell), None)
            if _is_lifetime(cell.text.value, keeping=keeping) and known in {None, "purpose", "examples"}:
                if known is not None:
                    del self.cells[known]
                self.cells["period"] = cell
                if not self.cells.keys() & _SUBJECTS:
                    self.cells["data"] = cells[0]
                return

    @property
    def _whole(self) -> Text:
        return whole(self._unit)

    def draft(self, kind: str, args: Arguments, **more: object) -> Draft:
        made = Draft(kind, self._whole, "table: " + ", ".join(f"{role}" for role in self.cells), polarity="+", arguments=args)
        for name, value in more.items():
            setattr(made, name, value)
        return made

    def data(self) -> Arguments:
        found = Arguments()
        for role in ("data", "examples"):
            if role in self.cells:
                given, _ = _parted(words_of(self.cells[role].text.value))
                found |= arguments(given, self._lexicon)
        return found

    def _denied(self) -> Arguments:
        """What a cell takes out: "crash reports; no names"."""
        found = Arguments()
        for role in ("data", "examples"):
            _, denied = _parted(words_of(self.cells[role].text.value)) if role in self.cells else ((), ())
            found |= arguments(denied, self._lexicon)
        return found

    def purposes(self) -> tuple[str, ...]:
        words = words_of(" . ".join(self.cells[role].text.value for role in ("purpose", "recipients") if role in self.cells))
        return tuple(dict.fromkeys(hit.value for hit in self._lexicon.purposes.find(words)))

    def vendor(self) -> Iterator[Draft]:
        cell = self.cells["vendor"].text
        names = self._vendors(cell.value)
        if not names and (kinds := self._kinds(cell.value)):
            yield self.draft("PROCESSOR_CATEGORY", self.data(), categories=kinds)
            return
        places = facts.regions(words_of(self.cells["region" if "region" in self.cells else "vendor"].text.value))
        values = {"region": places[0], "regions": places} if places else {}
        entities = names or (cell.value,)
        yield self.draft("PROCESSOR_NAMED", self.data(), entities=entities, purpose=self.purposes(), values=values)
        yield from self._hosts(names)
        for other in self._unit.block.cells:
            told = any(word.norm in {"recorded", "kept", "retained", "stored", "held"} for word in words_of(other.text.value))
            if told and other is not self.cells["vendor"]:
                yield from (draft for draft in self._lifetime(other.text, self.data()) if draft.kind == "RETENTION_PERIOD")
        yield from self._safeguard(names)
        denied = self._denied()
        if denied.data or denied.everything or (denied.unmapped and not denied.data):
            yield self.draft("PROCESSOR_RESTRICTION", denied, polarity="-", entities=entities)
        elif self.data().data and self._only():
            yield self.draft("PROCESSOR_RESTRICTION", self.data(), entities=entities)

    def _safeguard(self, names: tuple[str, ...]) -> Iterator[Draft]:
        """“USA (standard contractual clauses)”."""
        if cues()["safeguards"].find(words_of(self._whole.value)):
            yield self.draft("TRANSFER_SAFEGUARD", Arguments(), entities=names)

    def _only(self) -> bool:
        """“Name and address only”."""
        return any(grammar()["only"].find(words_of(self.cells[role].text.value)) for role in ("data", "examples") if role in self.cells)

    def _hosts(self, names: tuple[str, ...]) -> Iterator[Draft]:
        """Where a host keeps data: "Azure | hosting (UK South)"."""
        words = words_of(self._whole.value)
        places = facts.regions(words)
        hosts = any("hosting" in self._lexicon.purposes_of(name) for name in names) or "hosting" in {word.norm for word in words}
        if places and hosts and "region" not in self.cells:
            yield self.draft("HOSTING_REGION", Arguments(), entities=names, values={"region": places[0], "regions": places})

    def _vendors(self, value: str) -> tuple[str, ...]:
        """The vendors of a cell; a cell that begins with a vendor's name is that vendor, whatever legal form follows."""
        names = tuple(dict.fromkeys(name.id for name in self._lexicon.names(value)))
        words = value.split()
        heads = (" ".join(words[:count]) for count in range(min(len(words), _LONGEST_NAME), 0, -1))
        return names or tuple(vendor for head in heads if (vendor := self._lexicon.vendor(head.strip(",;"))))[:1]

    def _kinds(self, value: str) -> tuple[str, ...]:
        """The kinds of recipients of a cell like "payment processors" or "Our e-mail provider"."""
        words = words_of(value)
        plain = any(word.fold in small("recipient_nouns") for word in words) and not any(word.text[:1].isupper() for word in words[1:])
        return tuple(dict.fromkeys(hit.value for hit in self._lexicon.purposes.find(words))) if plain else ()

    def about_plan(self) -> Iterator[Draft]:
        """How long something is kept on a plan; what, its column's header or the heading says."""
        tiers: list[JsonValue] = [word.norm for word in words_of(self.cells["tier"].text.value) if word.norm in grammar().words["tiers"]]
        if not tiers:
            return
        headings = [heading.text.value for heading in self._unit.headings[-1:]]
        for cell in self._unit.block.cells:
            about = words_of(" . ".join((cell.header, *headings)))
            about = tuple(word for word in about if word.fold not in small("plan_nouns"))
            if cell is self.cells["tier"] or not (cues()["keeping_words"].find(words_of(cell.header)) or "period" in self.cells):
                continue
            for draft in self._lifetime(cell.text, mentions(about, self._lexicon)):
                room = facts.sizes(self._whole.value)
                draft.values = {**draft.values, "tier": tiers[0], "tiers": list(tiers), **({"quota": room[0]} if room else {})}
                yield draft

    def about_data(self) -> Iterator[Draft]:
        args = self.data()
        shown = False
        if "collected" in self.cells:
            answer = _answer(self.cells["collected"].text.value)
            shown = answer is not None
            if answer is not None:
                yield self.draft("COLLECTS" if answer else "NOT_COLLECTS", args, polarity="+" if answer else "-")
        answered = list(self._answered())
        shown = shown or any(about != "parted" for about, _, _ in answered) or len(answered) > 1
        yield from self._matrix(args, answered)
        if "sold" in self.cells and _answer(self.cells["sold"].text.value) is False:
            yield self.draft("NO_SALE", args, polarity="-")
        absent = "collected" in self.cells and _answer(self.cells["collected"].text.value) is False
        if "recipients" in self.cells and not absent:
            yield from self._recipients(args)
        if "period" in self.cells and not absent:
            yield from self._period(args)
        if not shown and (
            ("purpose" in self.cells or "examples" in self.cells or "source" in self.cells or "basis" in self.cells)
            or not self.cells.keys() - {"data"}
        ):
            told = words_of(self.cells["purpose"].text.value)[:1] if "purpose" in self.cells else ()
            denied = self._unit.denies or any(word.norm in {"not", "never"} for word in told)
            stored = self._unit.mode == "store"
            yield self.draft(
                ("NEVER_STORES" if stored else "NOT_COLLECTS") if denied else "STORES" if stored else "COLLECTS",
                args,
                polarity="-" if denied else "+",
            )

    def _answered(self) -> Iterator[tuple[str, bool, Cell]]:
        """The columns that are answered with yes or no, beside those that are read for themselves."""
        taken = [self.cells[role] for role in ("data", "collected", "sold", "recipients", "period") if role in self.cells]
        for cell in self._unit.block.cells:
            answer = _answer(cell.text.value)
            if answer is None or any(cell is other for other in taken):
                continue
            about = matrix.asked(cell.header, self._lexicon)
            if about is not None:
                yield about, answer, cell

    def _matrix(self, args: Arguments, answered: list[tuple[str, bool, Cell]]) -> Iterator[Draft]:
        for number, kind in matrix.kinds([(about, yes) for about, yes, _ in answered]):
            about, _, cell = answered[number]
            names = (*self._lexicon.names(cell.header), *self._lexicon.names(cell.text.value)) if about == "shared" else ()
            entities = tuple(dict.fromkeys(name.id for name in names))
            locus = {"logged": "log", "kept": "server", "local": "device"}.get(about)
            denied = kind.startswith(("NO_", "NOT_", "NEVER_"))
            yield self.draft(kind, args, polarity="-" if denied else "+", entities=entities, locus=locus)

    def _recipients(self, args: Arguments) -> Iterator[Draft]:
        value = self.cells["recipients"].text.value
        if _answer(value) is False or cues()["nobody"].find(words_of(value)):
            yield self.draft("NOT_SHARES", args, polarity="-")
            return
        names = tuple(dict.fromkeys(name.id for name in self._lexicon.names(value)))
        categories = tuple(dict.fromkeys(hit.value for hit in self._lexicon.purposes.find(words_of(value))))
        yield self.draft("SHARES", args, entities=names, categories=categories)

    def _period(self, args: Arguments) -> Iterator[Draft]:
        cell = self.cells["period"]
        found = list(self._lifetime(cell.text, args))
        ends = {"until", "till"} & {word.norm for word in words_of(cell.header)} and _answer(cell.text.value) is None
        yield from found or ([self.draft("RETENTION_CRITERION", args, values={"until": cell.text.value})] if ends else [])

    def _lifetime(self, text: Text, args: Arguments) -> Iterator[Draft]:
        words = words_of(text.value)
        found = list(facts.durations(words))
        aged = any(a.norm in {"is", "reaches", "turns", "aged"} and b.norm.isdigit() for a, b in pairwise(words))
        if (found or aged) and aged and cues()["until"].find(words):
            yield self.draft("RETENTION_CRITERION", args, values={"until": text.value})
        elif found:
            longest = max(found, key=lambda duration: duration.seconds)
            yield self.draft("RETENTION_PERIOD", args, values={"seconds": longest.seconds, "number": longest.number, "unit": longest.unit})
        elif cues()["forever"].find(words) or cues()["forever_alone"].get(text.value.strip(" .")):
            yield self.draft("RETENTION_INDEFINITE", args)
        elif cues()["vague_period"].find(words):
            yield self.draft("RETENTION_VAGUE", args)
        elif cues()["until"].find(words) or cues()["for_compliance"].find(words) or cues()["account_end"].find(words):
            yield self.draft("RETENTION_CRITERION", args, values={"until": text.value})


def whole(unit: Unit) -> Text:
    """The row as one text with a bar between its cells."""
    from datamap.policy.text import TextBuilder

    builder = TextBuilder()
    for number, cell in enumerate(unit.block.cells):
        line, column = cell.text.place(0)
        if number:
            builder.add(" | ", line, column)
        builder.add(cell.text.value, line, column)
    return builder.build() or unit.block.text


def _is_lifetime(value: str, *, keeping: bool) -> bool:
    """Whether a cell begins with a period or an event that ends one; below a heading about keeping, whether it holds one."""
    words = words_of(value)
    found = next(iter(facts.durations(words)), None)
    if found is not None and (keeping or found.start <= _NEAR):
        return True
    until = cues()["until"].find(words) or cues()["forever"].find(words)
    return bool(until) and (keeping or until[0].start == 0)


def _role(header: str, index: int, unit: Unit) -> str | None:
    words = words_of(header)
    hits = columns().find(words)
    longest = max(hits, key=lambda hit: hit.end - hit.start, default=None)
    if longest is not None and (longest.end - longest.start > 1 or len(words) < _LABEL_AND_VALUE):
        return longest.value
    if told := _role_by_verb(words):
        return told
    if longest is not None:
        return longest.value
    return (
        {"processors": "vendor", "collect": "data", "retention": "data", "cookies": "cookie"}.get(unit.mode or "")
        if index == 0 and not header
        else None
    )


def _role_by_verb(words: Sequence[Word]) -> str | None:
    """“Passed to”, "kept until", "held for", "handed over to whom": what is done tells what the cells are."""
    frames = {frame for i in range(len(words)) if (found := verbs().at(words, i)) for frame in found[0].frames}
    norms = {word.norm for word in words}
    if frames & {"share", "gives", "moves"} and norms & {"to", "with", "whom", "who", "where"}:
        return "recipients"
    if frames & {"retain", "store", "delete", "expire"} and norms & {"until", "for", "after", "long", "when", "till"}:
        return "period"
    return None


def _parted(words: Sequence[Word]) -> tuple[Sequence[Word], Sequence[Word]]:
    """The words of a cell before and after its first denial, if something stands before it."""
    first = next((place for place, word in enumerate(words) if word.norm in _DENIAL), None)
    return (words[:first], words[first + 1 :]) if first else (words, ())


def _answer(value: str) -> bool | None:
    first = value.strip().lower().rstrip(".").split()[:1]
    if not first:
        return None
    word = first[0].strip(",.;:")
    return True if word in _YES else False if word in _NO else None
