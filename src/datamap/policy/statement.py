"""One main clause in its place: what the readers of claims ask about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from datamap.policy import facts
from datamap.policy.arguments import Arguments, arguments, mentions
from datamap.policy.clauses import Clause, Role
from datamap.policy.rules import cue_groups, cues, grammar, small, verbs
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from datamap.model import JsonValue
    from datamap.policy.lexicon import Lexicon, Name
    from datamap.policy.predicates import Verb
    from datamap.policy.structure import Unit
    from datamap.policy.text import Text
    from datamap.policy.words import Word


@dataclass(slots=True)
class Draft:
    """A claim that is being read; what it leaves empty is filled from its place."""

    kind: str
    text: Text
    why: str
    polarity: str | None = None
    arguments: Arguments = field(default_factory=Arguments)
    entities: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    locus: str | None = None
    form: str | None = None
    gate: str | None = None
    purpose: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    openness: str | None = None
    hedge: str | None = None
    values: dict[str, JsonValue] = field(default_factory=dict)
    trigger: str | None = None
    modality: str = "does"


@dataclass(frozen=True, slots=True)
class Lead:
    """What the words that introduce a list hand down to its items."""

    mode: str | None
    denies: bool = False
    openness: str | None = None
    gate: str | None = None
    trigger: str | None = None
    locus: str | None = None
    arguments: Arguments = field(default_factory=Arguments)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a statement stands: its unit, how lists read there, and whether denied."""

    unit: Unit
    lexicon: Lexicon
    mode: str | None
    denies: bool
    lead: Lead | None
    label: Text | None
    brands: frozenset[str]


class Statement:
    """A main clause with its conditions, exceptions, parentheses and lists."""

    def __init__(self, sentence: Text, clause: Clause, setting: Setting, *, alone: bool, before: Statement | None) -> None:
        self.sentence = sentence
        self.clause = clause
        self.setting = setting
        self.before = before
        self._alone = alone

    @property
    def words(self) -> list[Word]:
        """The words of the main clause alone."""
        return self.clause.words

    @cached_property
    def all(self) -> list[Word]:
        """Its words with those of its parts, in order."""
        return sorted((word for clause in self.clause.walk() for word in clause.words), key=lambda word: word.start)

    @property
    def lexicon(self) -> Lexicon:
        """Names of data and vendors."""
        return self.setting.lexicon

    @cached_property
    def text(self) -> Text:
        """The quote: the sentence, or this clause of it when it has several."""
        return self.sentence if self._alone else self.sentence.part(self.clause.start, self.clause.end)

    # --- cues

    def cue(self, *names: str) -> bool:
        """Whether a phrase of one of the groups stands in the statement."""
        return any(name in self._cues for name in names)

    def cue_text(self, name: str) -> str | None:
        """The first phrase of a group that stands in the statement."""
        return self._cues.get(name)

    def cue_here(self, *names: str) -> bool:
        """As ``cue``, in the main clause's own words only."""
        return any(name in self._cues_here for name in names)

    @cached_property
    def _cues(self) -> dict[str, str]:
        return cue_groups(self.all)

    @cached_property
    def _cues_here(self) -> dict[str, str]:
        return cue_groups(self.words)

    def has(self, name: str) -> bool:
        """Whether a word of a list of the grammar stands in the statement."""
        return bool(grammar()[name].find(self.all))

    def part_has(self, role: Role, *names: str) -> bool:
        """Whether a part of some role has a phrase of one of the groups."""
        return any(
            cues()[name].find([word for sub in part.walk() for word in sub.words]) for part in self.clause.of(role) for name in names
        )

    # --- verbs

    def verbs(self, *frames: str, polarity: str | None = None, states: bool = True) -> Iterator[Verb]:
        """The verbs of the main clause in one of the frames."""
        for verb in self.clause.verbs:
            if verb.frames.intersection(frames) and (polarity is None or verb.polarity == polarity) and (verb.states or not states):
                yield verb

    def verb(self, *frames: str, polarity: str | None = None, states: bool = True) -> Verb | None:
        """The first of ``verbs``."""
        return next(self.verbs(*frames, polarity=polarity, states=states), None)

    def verb_anywhere(self, *frames: str) -> Verb | None:
        """The first verb in one of the frames in the statement or its parts, whatever its role."""
        return next((verb for clause in self.clause.walk() for verb in clause.verbs if verb.frames.intersection(frames)), None)

    @cached_property
    def stating(self) -> tuple[Verb, ...]:
        """The verbs that state something."""
        return tuple(verb for verb in self.clause.verbs if verb.states)

    @property
    def is_fragment(self) -> bool:
        """No verb of its own: it reads as its heading or lead-in says."""
        return self._is_noun_clause or (not any(verb.role == "main" for verb in self.stating) and not self._is_copula)

    @cached_property
    def _is_copula(self) -> bool:
        norms = [word.norm for word in self.words]
        return (
            any(norm in small("be") and not (i > 1 and norms[i - 1] in small("relative_subjects")) for i, norm in enumerate(norms) if i)
            and not self._is_noun_clause
        )

    @property
    def _is_noun_clause(self) -> bool:
        """“What you tell us”, "which endpoints were called": a clause that stands for a thing."""
        return (
            bool(self.words)
            and self.words[0].norm in {"what", "which", "how", "whether"}
            and not self.sentence.value.rstrip().endswith("?")
        )

    @property
    def is_copula(self) -> bool:
        """Whether it says what something is."""
        return self._is_copula

    @property
    def subject(self) -> str:
        """Who acts: we, you, they, vendor, third, it."""
        verb = next((verb for verb in self.stating if verb.role == "main"), None)
        if verb is None and self.is_fragment:
            return "it"
        if verb and verb.subject in {"we", "you", "they"}:
            return verb.subject
        if self.clause.elliptic and self.before is not None:
            return self.before.subject
        head = self._head(self.words[: verb.index] if verb else self.words)
        if any(name.start <= word.start < name.end for name in self.own_names for word in head):
            return "vendor"
        if head and grammar()["we"].find(head):
            return "we"
        if head and grammar()["third_parties"].find(head):
            return "third"
        if head and any(grammar()["you"].at(head, i) for i in range(min(2, len(head)))):
            return "you"
        return "it"

    def _head(self, words: Sequence[Word]) -> list[Word]:
        """The subject without what hangs on it by a preposition: "a transfer to third parties" is a transfer."""
        head: list[Word] = []
        for word in words:
            if head and word.norm in small("hanging") and not (word.norm == "of" and head[-1].norm in small("parts_of")):
                break
            head.append(word)
        return head

    @property
    def is_ours(self) -> bool:
        """Whether the company or nobody in particular acts: "we store", "data is stored", the product's name; not "teachers see"."""
        if self.subject != "it":
            return self.subject == "we"
        verb = next((verb for verb in self.stating if verb.role == "main"), None)
        if verb is None or verb.passive or verb.subject != "it":
            return True
        head = next((word for word in reversed(self._subject_words(verb)) if word.is_word), None)
        others = head is not None and head.norm not in {"it", "this", "that"} and head.fold != head.norm and head.norm.endswith("s")
        return not others

    @property
    def only(self) -> bool:
        """Whether the main clause says "only"."""
        return bool(grammar()["only"].find(self.words)) or any(part.opener.startswith("only") for part in self.clause.parts)

    # --- arguments

    @cached_property
    def names(self) -> list[Name]:
        """The vendors named in the statement."""
        spans = [(word.start, word.end) for word in self.all]
        return [
            name for name in self.lexicon.names(self.sentence.value) if any(start < name.end and name.start < end for start, end in spans)
        ]

    @property
    def own_names(self) -> list[Name]:
        """The vendors named in the main clause's own words, but not as part of a kind of data ("Stripe customer ID")."""
        inside = {self.words[i].start for hit in self.lexicon.data.find(self.words) for i in range(hit.start, hit.end)}
        return [name for name in self.names if any(name.start <= word.start < name.end and word.start not in inside for word in self.words)]

    @property
    def vendors(self) -> tuple[str, ...]:
        """Ids of the vendors named."""
        return tuple(dict.fromkeys(name.id for name in self.names))

    def object_of(self, verb: Verb) -> Arguments:
        """The data that a verb acts on; "it" and "this content" are what was spoken of before."""
        words = self._object_words(verb)
        found = arguments(self._without_names(words), self.lexicon)
        if not found.data and verb.frames & {"expire", "retain", "delete"} and verb.subject == "it" and not verb.passive:
            found = arguments(self._without_names(self._subject_words(verb)), self.lexicon) | found
        return found | self._listed() | self._referred(words)

    def _referred(self, words: Sequence[Word]) -> Arguments:
        """What a pronoun points back to: data in the condition of the sentence, else in the sentence before."""
        if not words or words[0].norm not in small("pointers") or len(words) > 3:
            return Arguments()
        for part in self.clause.of(Role.CONDITION):
            found = mentions(self._without_names(part.words), self.lexicon)
            if found.data:
                return Arguments(found.data, found.phrases)
        if len(words) == 1 and self.before is not None and self.before.anything.data:
            return Arguments(self.before.anything.data, self.before.anything.phrases)
        return Arguments()

    def _object_words(self, verb: Verb) -> Sequence[Word]:
        if verb.passive or verb.role == "participle" and verb.form == "ed":
            return self._subject_words(verb) or self._label_words() or self.words[verb.end :]
        if verb.lemma in small("intransitive") and verb.form != "ing":
            return self._subject_words(verb)
        return self._object_after(verb)

    def _subject_words(self, verb: Verb) -> Sequence[Word]:
        words = self.words[: verb.index]
        while words and (
            words[-1].norm in grammar().words["auxiliaries"] or words[-1].norm in small("denials") or words[-1].norm.endswith("ly")
        ):
            words = words[:-1]
        return words if any(word.is_word and not word.norm.endswith("ly") for word in words) else []

    def _label_words(self) -> Sequence[Word]:
        """The label that a participle without a subject speaks of: "Logs: kept for a week"."""
        return words_of(self.setting.label.value) if self.setting.label is not None else ()

    def _object_after(self, verb: Verb) -> list[Word]:
        start = self._after_person(self._chain_end(verb))
        words: list[Word] = []
        for i in range(start, len(self.words)):
            word = self.words[i]
            if words and (
                word.norm in small("denials")
                or (verb.lemma == "maintain" and any(other.index == i and other.role == "participle" for other in self.clause.verbs))
            ):
                break
            if self._ends_object(i, verb) and (words or word.norm not in {"as", "on", "in", "at", "from"}):
                break
            words.append(word)
        return words

    def _ends_object(self, i: int, verb: Verb) -> bool:
        word = self.words[i].norm
        return (
            word in small("object_ends")
            or self._is_infinitive(i)
            or (word in small("recipient_ends") and "share" in verb.frames | self._chain_frames(verb))
        )

    def _after_person(self, i: int) -> int:
        """Behind "you for" in "ask you for your name", "ask children for"."""
        for joint in range(i, min(i + 3, len(self.words))):
            if joint > i and self.words[joint].norm in {"for", "about"} and self.words[i - 1].norm in {"ask", "asks", "asked", "asking"}:
                return joint + 1
        if i + 1 < len(self.words) and self.words[i].norm in {"us", "me"}:
            return i + 1
        return i

    def denied_rest(self, verb: Verb) -> Arguments:
        """What is denied behind the object: "we keep the customer ID, no card details"."""
        for i in range(verb.end + 1, len(self.words)):
            if self.words[i].norm in small("denials") and self.words[i - 1].norm in {",", "but", "and"}:
                return arguments(self._without_names(self.words[i + 1 :]), self.lexicon)
        return Arguments()

    def _chain_end(self, verb: Verb) -> int:
        """After the last verb that shares the object: "collect and store your e-mail"."""
        end = verb.end
        for other in self.clause.verbs:
            if (
                other.index >= end
                and other.form == verb.form
                and other.role == verb.role
                and other.index - end <= 3
                and all(
                    word.norm in {",", "and", "or", "otherwise", "nor", "/"} or word.norm.endswith("ly")
                    for word in self.words[end : other.index]
                )
            ):
                end = other.end
        return end

    def _chain_frames(self, verb: Verb) -> frozenset[str]:
        return frozenset().union(*(other.frames for other in self.clause.verbs if other.index >= verb.index and other.role == verb.role))

    def _is_infinitive(self, i: int) -> bool:
        return self.words[i].norm == "to" and any(verb.index in {i + 1, i + 2} and verb.form == "base" for verb in self.clause.verbs)

    def _without_names(self, words: Sequence[Word]) -> list[Word]:
        return (
            [word for word in words if not any(name.start <= word.start < name.end for name in self.names)]
            if not self.names
            else self._mind_names(words)
        )

    def _mind_names(self, words: Sequence[Word]) -> list[Word]:
        """Vendor names are no data, but "Stripe customer ID" and "Slack messages" are."""
        inside = {i for hit in self.lexicon.data.find(words) for i in range(hit.start, hit.end)}
        return [word for i, word in enumerate(words) if i in inside or not any(name.start <= word.start < name.end for name in self.names)]

    def object_of_list(self) -> Arguments:
        """The data that its list names."""
        return self._listed()

    def _listed(self) -> Arguments:
        found = Arguments()
        for part in self.clause.parts:
            if part.role is Role.LIST or (part.role is Role.PARENTHESIS and not part.verbs):
                found |= arguments(self._without_names(part.words), self.lexicon)
        return found

    def fragment(self) -> Arguments:
        """The data that a clause without a verb of its own names."""
        words: list[Word] = []
        skipping = False
        for i, word in enumerate(self.words):
            if word.norm == "," and skipping:
                skipping = bool(verbs().at(self.words, i + 1)) if i + 1 < len(self.words) else True
            elif word.norm in {"for", "via"} or (self._is_infinitive(i) and i) or (words and self._describes(i)):
                skipping = True
            if not skipping:
                words.append(word)
        return arguments(self._without_names(words), self.lexicon) | self._listed()

    def _describes(self, i: int) -> bool:
        """Whether a participle that only describes the noun before it begins here: "details processed by …"."""
        return any(
            verb.index == i and verb.role == "participle" and verb.form == "ed" and verb.frames & {"serve", "load", "share", "store", "use"}
            for verb in self.clause.verbs
        )

    @cached_property
    def anything(self) -> Arguments:
        """All data named anywhere in the statement's own words; what no entry knows is not looked for there."""
        return mentions(self._without_names(self.words), self.lexicon) | self._listed()

    def recipients(self) -> tuple[str, ...]:
        """Purposes of the recipients that are named by category."""
        return tuple(dict.fromkeys(hit.value for hit in self.lexicon.purposes.find(self.all)))

    # --- gates

    @cached_property
    def consents(self) -> bool:
        """Whether it speaks of the person's consent: by a phrase, or by a condition like "after you agree"."""
        return self.cue("consent") or self._person_does("consent")

    @cached_property
    def opts_in(self) -> bool:
        """Whether it speaks of an opt-in: by a phrase, or by a condition like "once you switch it on"."""
        return self.cue("opt_in") or self._person_does("opt_in") or (self.only and self._person_does("sign_up"))

    def _person_does(self, frame: str) -> bool:
        """Whether a condition is that the person (or a parent, a patient …) does something: "once you agree"."""
        for part in self.clause.walk():
            if part.role not in {Role.CONDITION, Role.EXCEPTION} and not part.opener:
                continue
            person = bool(cues()["person"].find(part.words))
            for verb in part.verbs:
                acts = verb.subject == "you" or (verb.subject in {"it", "they"} and person and not verb.passive)
                if acts and frame in verb.frames and verb.form in {"base", "ed", "s"}:
                    return True
        return False

    # --- attached clauses

    @cached_property
    def exceptions(self) -> tuple[str, ...]:
        """What the statement excepts, as written."""
        return tuple(self.sentence.value[part.start : part.end].strip(" .,:") for part in self.clause.of(Role.EXCEPTION) if part.words)

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """On which conditions it holds, as written."""
        return tuple(self.sentence.value[part.start : part.end].strip(" .,:") for part in self.clause.of(Role.CONDITION) if part.words)

    @property
    def openness(self) -> str | None:
        """Whether a list in it is open or closed."""
        if self.has("open_lists"):
            return "open"
        return "closed" if self.only else None

    @property
    def hedge(self) -> str | None:
        """The word that weakens it."""
        hits = grammar()["hedges"].find(self.all)
        return " ".join(word.norm for word in self.all[hits[0].start : hits[0].end]) if hits else None

    @cached_property
    def durations(self) -> list[facts.Duration]:
        """The periods named."""
        return list(facts.durations(self.all))

    def draft(self, kind: str, why: str, verb: Verb | None = None, args: Arguments | None = None, **more: object) -> Draft:
        """A claim of this statement; what the statement shows by itself is filled in."""
        made = Draft(kind, self.text, why, arguments=args or Arguments())
        made.entities, made.exceptions, made.hedge = self.vendors, self.exceptions, self.hedge
        made.openness = self.openness
        made.modality = verb.modality if verb else "does"
        made.polarity = verb.polarity if verb else None
        made.trigger = self.conditions[0] if self.conditions else None
        for name, value in more.items():
            setattr(made, name, value)
        return made


def first(drafts: Iterable[Draft]) -> Draft | None:
    """The first claim, if any."""
    return next(iter(drafts), None)
