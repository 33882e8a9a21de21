"""A document -> its claims, the sentences that claim nothing, and those that were not understood."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.policy import entries, joining
from datamap.policy.asked import told
from datamap.policy.claims import (
    acts,
    closings,
    collection,
    controls,
    deletion,
    denials,
    document,
    fragments,
    gates,
    kept_out,
    law,
    lifetime,
    objections,
    processors,
    protection,
    rest,
    rights,
    sharing,
    signs,
    silence,
    tables,
    unsaid,
    vendors,
)
from datamap.policy.clauses import Clause, Role, clauses_of
from datamap.policy.documents import BlockKind, read_document
from datamap.policy.draft import Draft, Setting
from datamap.policy.inline import unfolded
from datamap.policy.language import foreign, language_of
from datamap.policy.leads import lead_of
from datamap.policy.lists import Lists
from datamap.policy.own import own_names
from datamap.policy.reading import Found, Reading
from datamap.policy.sentences import sentences
from datamap.policy.statement import Statement
from datamap.policy.structure import Unit, read_heading, units_of
from datamap.policy.text import text_at
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.draft import Lead
    from datamap.policy.lexicon import Lexicon
    from datamap.policy.text import Text

_READERS = (
    document.read,
    signs.read,
    collection.read,
    sharing.read,
    processors.read,
    protection.read,
    gates.read,
    controls.read,
    objections.read,
    lifetime.read,
    deletion.read,
    rights.read,
    law.read,
)
_ENGLISH = "en"
_SHORT = 3
_RECIPIENTS = joining.ENTRIES | {"SHARES", "SHARES_ONLY", "PROCESSOR_EXCLUSIVE"}
_QUESTION_AND_ANSWER = ("question", "answer")


def read(name: str, source: str, lexicon: Lexicon) -> Reading:
    """Reads a document. ``name`` tells its format."""
    blocks = read_document(name, source)
    language = language_of(block.text.value for block in blocks)
    own = own_names((block.text.value for block in blocks), lexicon)
    reading = Reading(language, units_of(list(unfolded(blocks, lexicon)), own))
    if language != _ENGLISH:
        reading.foreign = [unit.block.text for unit in reading.units]
        return reading
    reader = _Reader(reading, lexicon, own)
    for unit in reading.units:
        reader.unit(unit)
    reader.closed_lists()
    return reading


class _Reader:
    def __init__(self, reading: Reading, lexicon: Lexicon, own: frozenset[str]) -> None:
        self._own = own
        self._reading = reading
        self._lexicon = lexicon
        self._leads: dict[int, Lead] = {}
        self._lists = Lists(reading.units, lexicon)
        self._listed: tuple[str, ...] = ()

    def unit(self, unit: Unit) -> None:
        """Reads one unit."""
        begin = len(self._reading.found)
        self._read(unit)
        if unit.block.kind in {BlockKind.ITEM, BlockKind.ROW}:
            entries = [found.draft for found in self._reading.found[begin:] if found.draft.kind in joining.ENTRIES]
            self._listed = tuple(dict.fromkeys((*self._listed, *(name for draft in entries for name in draft.entities))))
        else:
            self._listed = ()

    def _read(self, unit: Unit) -> None:
        if foreign(unit.block.text.value):
            self._reading.foreign.append(unit.block.text)
        elif unit.block.kind is BlockKind.ROW:
            self._row(unit)
        elif unit.block.kind is BlockKind.HEADING:
            self._heading(unit)
        else:
            self._prose(unit)

    def _row(self, unit: Unit) -> None:
        asked = list(self._asked(unit))
        found = asked or [Found(unit, draft) for draft in tables.read(unit, self._lexicon)]
        found = found or list(self._cells(unit))
        found = self._without_denied(unit, found)
        self._reading.found.extend(found)
        if not found:
            self._reading.unread.append(tables.whole(unit))

    def _asked(self, unit: Unit) -> Iterator[Found]:
        """A row that asks and answers: "Do you profile me? | No"."""
        cells = unit.block.cells
        if len(cells) != len(_QUESTION_AND_ANSWER) or not cells[0].text.value.rstrip().endswith("?"):
            return
        setting = replace(self._setting(unit, None), mode=read_heading(cells[0].text).topic, denies=False)
        before = next(iter(self._statements(cells[0].text, setting, None)), None)
        drafts = self._answered(cells[0].text.value, cells[1].text, setting)
        for sentence in sentences(cells[1].text) if not drafts else ():
            for statement in self._statements(sentence, setting, before):
                drafts.extend(self._claims(statement, setting, first=False))
                before = statement
        for draft in drafts:
            draft.text = tables.whole(unit)
            yield Found(unit, draft)

    def _without_denied(self, unit: Unit, found: list[Found]) -> list[Found]:
        """A row whose cell says in a sentence that its data is not collected or kept: the sentence stands."""
        setting, denied = self._setting(unit, None), []
        for cell in unit.block.cells:
            for sentence in sentences(cell.text):
                for statement in self._statements(sentence, setting, None):
                    made = denials.read(statement) if statement.stating and statement.subject != "vendor" else None
                    denied.extend([Found(unit, made[0])] if made is not None and made[1] else [])
        keys = {key for one in denied for key in one.draft.arguments.data}
        told = [one for one in found if one.draft.kind not in {"COLLECTS", "STORES"} or keys.isdisjoint(one.draft.arguments.data)]
        return [*told, *(one for one in denied if not any(one.draft.kind == other.draft.kind for other in told))]

    def _cells(self, unit: Unit) -> Iterator[Found]:
        """What whole sentences in the cells of a row claim."""
        for cell in unit.block.cells:
            setting, before = self._setting(unit, None), None
            for sentence in sentences(cell.text):
                for statement in self._statements(sentence, setting, before):
                    if (
                        statement.stating
                        and silence.silent(sentence.value, drafts := self._claims(statement, setting, first=False)) is None
                    ):
                        yield from (Found(unit, draft) for draft in drafts)
                    before = statement

    def _heading(self, unit: Unit) -> None:
        names = self._lexicon.names(unit.block.text.value)
        inside = any(heading.topic == "processors" for heading in unit.headings[:-1])
        for statement in self._statements(unit.block.text, self._setting(unit, None), None):
            for draft in gates.read(statement):
                if draft.kind in {"CONSENT_GATE", "OPT_IN_GATE"}:
                    self._reading.found.append(Found(unit, draft))
        if inside and names and names[0].start == 0 and names[0].end >= len(unit.block.text.value) - 12:
            draft = Draft("PROCESSOR_NAMED", unit.block.text, "heading that is a vendor's name", polarity="+", entities=(names[0].id,))
            self._reading.found.append(Found(unit, draft))

    def _prose(self, unit: Unit) -> None:
        setting = self._setting(unit, self._leads.get(unit.lead) if unit.lead is not None else None)
        before: Statement | None = None
        everything: list[tuple[Statement, list[Draft]]] = []
        body = list(sentences(unit.body))
        if setting.label is None and len(body) > 1 and not entries.answers(unit) and entries.is_run_in(body[0]):
            setting = replace(setting, label=body[0].part(0, len(body[0].value.rstrip(".:!"))))
            body = body[1:]
        elif setting.label is None and len(body) > 1 and entries.is_title(body[0]):
            title = read_heading(body[0], self._own)
            label = body[0].part(0, len(body[0].value.rstrip(".:")))
            setting = replace(setting, label=label, mode=title.topic or setting.mode, denies=title.denies)
            body = body[1:]
        asked = unit.headings[-1].text.value if entries.answers(unit) else None
        for number, sentence in enumerate(body):
            if (asked or "").rstrip().endswith("?") and (answered := self._answered(asked or "", sentence, setting)):
                self._keep(unit, sentence, answered, labelled=False)
                asked = None
                continue
            asked = sentence.value
            statements = self._statements(sentence, setting, before)
            drafts = [
                (statement, self._claims(statement, setting, first=number == 0 and position == 0))
                for position, statement in enumerate(statements)
            ]
            drafts = joining.likewise(drafts)
            named = self._named(unit, [*[draft for _, made in everything for draft in made]])
            drafts = [(statement, closings.read(statement, made, named)) for statement, made in drafts]
            of_those = self._listed or (named if len(named) > 1 else ())
            if of_those and unit.block.kind is BlockKind.PARAGRAPH:
                drafts = [(statement, rest.of_listed(statement, made, of_those)) for statement, made in drafts]
            if setting.mode == "processors":
                drafts = joining.with_further_limits([made for _, made in everything], drafts)
            joining.gate_of_the_entry([draft for _, made in everything for draft in made], [draft for _, made in drafts for draft in made])
            self._keep(unit, sentence, [draft for _, made in drafts for draft in made], labelled=number == 0)
            everything.extend(drafts)
            if number and statements:
                joining.told_to_be_stored(statements[0], [draft for _, made in everything for draft in made])
            before = statements[-1] if statements else before
        if unit.leads:
            lead, draft = lead_of(unit, everything)
            if lead is not None:
                self._leads[unit.number] = lead
                if lead.mode == "local":  # "these never leave your phone:" is said of what follows
                    told = [one for _, made in everything[-1:] for one in made if one.kind == "NOT_TRANSMITS"]
                    self._reading.found = [found for found in self._reading.found if found.draft not in told]
            if draft is not None:
                self._reading.found.append(Found(unit, draft))

    def _named(self, unit: Unit, drafts: list[Draft]) -> tuple[str, ...]:
        """The third parties that were named under the same heading so far."""
        heading = unit.headings[-1:]
        before = [found.draft for found in self._reading.found if found.unit.headings[-1:] == heading]
        return tuple(dict.fromkeys(name for draft in [*before, *drafts] if draft.kind in _RECIPIENTS for name in draft.entities))

    def _answered(self, question: str, answer: Text, setting: Setting) -> list[Draft]:
        """What a short answer to a question claims; the quote is the answer."""
        said = told(question, answer.value)
        if said is None:
            return []
        found = [
            draft for statement in self._statements(text_at(said), setting, None) for draft in self._claims(statement, setting, first=False)
        ]
        for draft in found:
            draft.text, draft.why = answer, f"“{said}”: {draft.why}"
        return found

    def _setting(self, unit: Unit, lead: Lead | None) -> Setting:
        mode = lead.mode if lead is not None and lead.mode else unit.mode or self._lists.mode(unit)
        denies = lead.denies if lead is not None and lead.mode else unit.denies or (lead is not None and lead.denies)
        return Setting(unit, self._lexicon, mode, denies, lead, unit.label)

    def _statements(self, sentence: Text, setting: Setting, before: Statement | None) -> list[Statement]:
        clauses = clauses_of(sentence.value, self._own)
        made: list[Statement] = []
        for clause in clauses:
            if setting.denies:
                entries.deny(clause)
            made.append(Statement(sentence, clause, setting, alone=len(clauses) == 1, before=made[-1] if made else before))
        self._reading.statements.extend(made)
        return made

    def _claims(self, statement: Statement, setting: Setting, *, first: bool) -> list[Draft]:
        words = statement.all
        if (
            not words
            or silence.disclaims(words)
            or silence.speaks_of_law(words)
            or silence.speaks_of_others(words)
            or entries.supposes(statement)
            or silence.hopes(words)
            or silence.lapses(words)
        ):
            return []
        if acts.of_others(statement) or acts.tells_reader(statement):
            return []
        drafts: list[Draft] = []
        is_entry = setting.unit.block.kind is BlockKind.ITEM or setting.label is not None or entries.answers(setting.unit)
        if first and is_entry and self._is_vendor_entry(statement, setting):
            drafts.extend((*vendors.read_item(statement), *gates.read(statement), *law.place(statement)))
        else:
            for reader in _READERS:
                drafts.extend(reader(statement))
            listed = first and is_entry and (statement.is_fragment or bool(statement.clause.opener)) and not entries.is_told(drafts)
            if listed or (statement.is_fragment and not drafts and entries.names_data(statement)):
                drafts.extend(fragments.read(statement))
        drafts.extend(self._parentheses(statement, setting))
        if all(draft.kind in rest.SLIGHT for draft in drafts):
            drafts.extend(acts.read(statement))
        if not any(draft.polarity == "-" for draft in drafts):
            drafts.extend(acts.but_not(statement))
        if not drafts:
            drafts.extend(processors.acting(statement))
        drafts.extend(joining.named_recipients(drafts))
        joining.place(drafts, statement)
        drafts = rest.read(statement, joining.resolved(drafts))
        drafts = joining.corrected(drafts, unsaid.read(statement, drafts))
        return kept_out.placed(drafts, statement)

    def _is_vendor_entry(self, statement: Statement, setting: Setting) -> bool:
        """Whether an entry of a list of third parties begins with the vendor's name, or answers what one is for: "Payments: Stripe"."""
        item = setting.unit.block.kind is BlockKind.ITEM
        numbered = setting.mode == "share"
        if (
            setting.label is not None
            and (item or numbered)
            and setting.mode in {None, "share"}
            and vendors.has_legal_form(setting.label.value)
        ):
            return True
        if setting.mode != "processors":
            return (
                setting.mode in {None, "share"}
                and setting.label is not None
                and statement.is_fragment
                and any(name.start == 0 for name in statement.names)
                and len(words_of(setting.label.value)) <= _SHORT
            )
        named = (
            self._lexicon.names(setting.label.value) if setting.label is not None else [name for name in statement.names if name.start == 0]
        )
        return bool(named)

    def _parentheses(self, statement: Statement, setting: Setting) -> list[Draft]:
        """Parentheses that state something of their own: "(customer ID stored, card data not stored)"."""
        drafts: list[Draft] = []
        for part in statement.clause.of(Role.PARENTHESIS):
            if not any(
                "store" in verb.frames and verb.polarity == "+" and verb.role in {"participle", "main"} for verb in part.verbs
            ) and not any("expire" in verb.frames for verb in part.verbs):
                continue
            for words in entries.commas(part):
                clause = Clause(Role.PARENTHESIS, words, [], [])
                from datamap.policy.predicates import predicates

                clause.verbs = predicates(words)
                inner = Statement(statement.sentence, clause, replace(setting, label=None), alone=False, before=statement)
                drafts.extend(joining.resolved([*collection.read(inner), *(lifetime.read(inner) if setting.mode != "retention" else ())]))
        return drafts

    def _keep(self, unit: Unit, sentence: Text, drafts: list[Draft], *, labelled: bool) -> None:
        why = silence.silent(sentence.value, drafts) or (
            "advice" if not drafts and unit.block.kind is BlockKind.PARAGRAPH and entries.instructs(sentence) else None
        )
        if why is not None:
            self._reading.silent.append((sentence, why))
            drafts = [draft for draft in drafts if why in {"slogan", "definition"} and draft.kind == "SCOPE"]
        for draft in drafts:
            if labelled and unit.label is not None and unit.block.label is None and draft.text == sentence:
                draft.text = unit.block.text.part(0, entries.end_of(unit, sentence))
            self._reading.found.append(Found(unit, draft))
        told = sentence.value if unit.label is None or not labelled else unit.block.text.value
        if why is None and not drafts and sum(word.is_word for word in words_of(told)) > 2 and not unit.leads:
            self._reading.unread.append(sentence)

    def closed_lists(self) -> None:
        """Lists of third parties, under a heading or behind a lead-in, that leave none out."""
        lists: dict[int, list[Found]] = {}
        headings = {unit.block.text: unit.number for unit in self._reading.units if unit.block.kind is BlockKind.HEADING}
        for found in self._reading.found:
            if found.draft.kind in joining.ENTRIES and found.draft.why.startswith(("entry", "table")) and found.unit.headings:
                led = found.unit.lead if found.unit.lead in self._leads else None
                lists.setdefault(headings[found.unit.headings[-1].text] if led is None else led, []).append(found)
        told = {found.unit.number for found in self._reading.found if found.draft.kind == "PROCESSOR_LIST_CLOSED"}
        for number, listed in sorted(lists.items()):
            if number not in told and joining.is_complete(self._reading.units[number], listed, self._leads.get(number)):
                self._reading.found.append(Found(self._reading.units[number], joining.closed(self._reading.units[number], listed)))
