"""Says which category of data a name stands for, how sure that is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from datamap.knowledge.evidence import IDENTIFIER, Holder, Owner, read_owner, shapes_of
from datamap.knowledge.lexicon import Tier, load_lexicon
from datamap.knowledge.literals import kind_of
from datamap.knowledge.naming import Match, Reading, form_of, is_action, is_measure, is_neutral, read_name
from datamap.knowledge.taxonomy import load_subjects
from datamap.knowledge.words import split
from datamap.model import PLAIN, Confidence, Form

if TYPE_CHECKING:
    from pathlib import Path

    from datamap.knowledge.lexicon import Context, Lexicon
    from datamap.knowledge.taxonomy import Subjects

    Answer: TypeAlias = tuple[Context, Confidence, str]

NOT_A_RECORD = ("function", "method", "module", "call")
SAID_ALOUD = frozenset({"value", "number", "raw", "plain"})
CONTENT = ("user.content", "user.biometric")
LONGEST_LABEL = 5
LONGEST_NAME = 120
LONGEST_COMMENT = 1000


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a name stands for. ``confidence`` is low where the name alone can't say and nothing else speaks.

    form: what the name itself says was done to the value; personal: False for what is only known from policies.
    """

    category: str
    confidence: Confidence
    why: str
    form: Form = PLAIN
    subject: str = "customer"
    personal: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of one name besides its words."""

    owner: Owner
    declared: bool
    types: tuple[str, ...]
    shapes: tuple[str, ...]
    comment: tuple[str, ...]


class Recogniser:
    """Compares names with rules/categories; every answer is kept, since programs repeat their names."""

    def __init__(self, lexicon: Lexicon, subjects: Subjects) -> None:
        self._lexicon = lexicon
        self._words = lexicon.words
        self._subjects = subjects
        self._known: dict[tuple[str | None, ...], Recognition | None] = {}
        self._readings: dict[str, Reading] = {}

    def recognise(
        self,
        name: str,
        *,
        owner: str | None = None,
        type_name: str | None = None,
        owner_kind: str | None = None,
        label: str | None = None,
        comment: str | None = None,
        literal: str | None = None,
    ) -> Recognition | None:
        """Return the category that ``name`` stands for, or None.

        owner: the class, table or form it is declared in; owner_kind: ``function``, ``method``, ``module`` or ``call`` where that is
        no record of data; type_name: its annotation or column type as written; label, comment: what people are told about it;
        literal: a text that it holds.
        """
        key = (name, owner, type_name, owner_kind, label, comment, literal)
        if key not in self._known:
            self._known[key] = self._recognise(*key)
        return self._known[key]

    def can_be_of(self, category: str, type_name: str) -> bool:
        """Whether a column or field of that declared type can hold data of the category: no password is a Boolean or a number."""
        context = self._lexicon.contexts.get(category)
        shapes = shapes_of(tuple(word.lower() for word in IDENTIFIER.findall(type_name)), self._words)
        return context is None or not shapes or "any" in context.shapes or not context.shapes.isdisjoint(shapes)

    def may_name(self, name: str) -> bool:
        """Whether there is an owner or type with which the name could stand for personal data."""
        contexts = self._lexicon.contexts
        return any(contexts[sense.category].personal for match in self._read(name).matches for sense in match.senses)

    def _recognise(
        self,
        name: str,
        owner: str | None,
        type_name: str | None,
        owner_kind: str | None,
        label: str | None,
        comment: str | None,
        literal: str | None,
    ) -> Recognition | None:
        reading = self._read(name)
        bare = bool(owner) and bool(reading.words) and self._words.bare.issuperset(reading.words)
        types = tuple(word.lower() for word in IDENTIFIER.findall(type_name)) if type_name else ()
        if not (reading.matches or bare or label or literal or any(word in self._lexicon.types for word in types)):
            return None
        evidence = Evidence(
            owner=read_owner(owner, self._words),
            declared=bool(owner) and owner_kind not in NOT_A_RECORD,
            types=types,
            shapes=shapes_of(types, self._words),
            comment=split((comment or "")[:LONGEST_COMMENT]),
        )
        answer = (
            self._by_name(reading, evidence)
            or self._by_type(reading, evidence)
            or self._by_label(label, evidence)
            or self._by_literal(literal)
            or (self._by_owner(reading, evidence) if bare else None)
        )
        if answer is None:
            return None
        category, confidence, why = answer
        subject = self._subjects.of_owner(owner) or self._subjects.of_owner(name) or category.subject
        return Recognition(category.key, confidence, why, form_of(reading.words, self._words), subject, category.personal)

    def _read(self, name: str) -> Reading:
        if name not in self._readings:
            self._readings[name] = read_name(name if len(name) <= LONGEST_NAME else "", self._lexicon, self._words)
        return self._readings[name]

    def _by_name(self, reading: Reading, evidence: Evidence) -> Answer | None:
        accepted = [
            (context, sense.tier, verdict, match)
            for match in reading.matches
            for sense in match.senses
            if sense.category not in reading.denied
            and self._may_hold(context := self._lexicon.contexts[sense.category], reading.words, evidence)
            and (verdict := self._judge(context, sense.tier, match, evidence))
        ]
        if not accepted:
            return None
        best = max(accepted, key=lambda found: (_claims(found, evidence), found[1], found[2][0].rank))
        context, _, (confidence, why), _ = best
        return context, confidence, why

    def _may_hold(self, context: Context, found: tuple[str, ...], evidence: Evidence) -> bool:
        """Whether the declared type can hold this category: a Boolean is no e-mail address."""
        told = {self._lexicon.types.get(name) for name in evidence.types} - {None}
        if context.key not in told and any(_parent(key) == _parent(context.key) for key in told if key is not None):
            return False  # the type says which of several that are called alike: an ``address`` of type EmailField
        if not evidence.shapes or context.key in told:
            return True
        if "relation" in evidence.shapes:
            return context.key.startswith("user.unique_id") and found[-1] == "id"
        return "any" in context.shapes or not context.shapes.isdisjoint(evidence.shapes)

    def _judge(self, context: Context, tier: Tier, match: Match, evidence: Evidence) -> tuple[Confidence, str] | None:
        """How sure one sense of one run is, or None where something speaks against it."""
        if is_measure(match.before, self._words) or (is_action(match.before, self._words) and "text" not in evidence.shapes):
            return None
        if evidence.owner.speaks_against(context.not_owners, context.owners):
            return None
        if match.mentions(context.not_owners):
            return None
        if context.not_things and evidence.owner.holder is Holder.THING and not self._says_whose(context, match, evidence):
            return None
        if tier is Tier.STRONG:
            return self._judge_strong(match, evidence)
        if tier is Tier.RECORD:
            return self._judge_record(context, match, evidence)
        if tier is Tier.TEXT:
            return self._judge_role(match, evidence)
        return self._judge_weak(context, match, evidence) or self._guess(tier, match, evidence)

    def _says_whose(self, context: Context, match: Match, evidence: Evidence) -> bool:
        """Whether a field of a thing is somebody's all the same: by its own name, or as the thing is one that people make."""
        return match.speaks_of(self._words.people) or match.speaks_of(context.owners) or evidence.owner.ends_with(context.owners)

    def _judge_strong(self, match: Match, evidence: Evidence) -> tuple[Confidence, str]:
        why = f"'{match.run}' is its name"
        thing = match.led_by(self._words.things) and not self._of_person(match)
        return (Confidence.MEDIUM if thing or evidence.owner.holder is Holder.THING else Confidence.HIGH), why

    def _judge_record(self, context: Context, match: Match, evidence: Evidence) -> tuple[Confidence, str] | None:
        owner = evidence.owner
        if self._of_person(match):
            return Confidence.HIGH, f"'{match.run}' of a person by its name"
        if match.mentions(self._words.things):
            return None
        if owner.ends_with(context.owners) or owner.holder in (Holder.PERSON, Holder.RECORD):
            return Confidence.HIGH, f"'{match.run}' in {' '.join(owner.words)}"
        if owner.holder is Holder.THING:
            return None
        if not is_neutral(match.before, self._owners(context), self._words):
            return None
        return (Confidence.MEDIUM if evidence.declared else Confidence.LOW), f"'{match.run}' is often its name"

    def _judge_role(self, match: Match, evidence: Evidence) -> tuple[Confidence, str] | None:
        if evidence.declared and "text" in evidence.shapes and not match.after:
            return Confidence.MEDIUM, f"'{match.run}' declared as text names a person"
        return None

    def _judge_weak(self, context: Context, match: Match, evidence: Evidence) -> tuple[Confidence, str] | None:
        owners = self._owners(context)
        if self._said_whose(match, owners):
            return Confidence.MEDIUM, f"'{match.run}' of {' '.join(match.before or match.after)}"
        if context.personal and not is_neutral(match.before, owners, self._words):
            return None
        about_person = context.of_people and evidence.owner.holder is Holder.PERSON
        if evidence.declared and (evidence.owner.ends_with(context.owners) or about_person):
            return Confidence.MEDIUM, f"'{match.run}' in {' '.join(evidence.owner.words)}"
        if evidence.owner.holder is not Holder.THING and not owners.isdisjoint(evidence.comment):
            return Confidence.MEDIUM, f"'{match.run}' with a comment that says whose"
        return None

    def _guess(self, tier: Tier, match: Match, evidence: Evidence) -> tuple[Confidence, str] | None:
        if tier is Tier.LIKELY and evidence.owner.says_nothing(self._words.wrappers) and is_neutral(match.before, frozenset(), self._words):
            return Confidence.LOW, f"'{match.run}' is often its name"
        return None

    def _said_whose(self, match: Match, owners: frozenset[str]) -> bool:
        """Whether the name itself holds one of ``owners``, and no thing comes between: ``customer_exit_comment``."""
        if match.led_by(owners) or not owners.isdisjoint(match.after):
            return True
        return not owners.isdisjoint(match.before) and self._words.things.isdisjoint(match.before)

    def _owners(self, context: Context) -> frozenset[str]:
        return context.owners | self._words.people if context.of_people else context.owners

    def _of_person(self, match: Match) -> bool:
        return match.mentions(self._words.people)

    def _by_type(self, reading: Reading, evidence: Evidence) -> Answer | None:
        """A declared type can say it where the name doesn't: ``contact: EmailStr``."""
        for name in evidence.types:
            category = self._lexicon.types.get(name)
            if category is None or category in reading.denied:
                continue
            context = self._lexicon.contexts[category]
            if not evidence.owner.speaks_against(context.not_owners, context.owners) and context.not_owners.isdisjoint(reading.words):
                return context, Confidence.MEDIUM, f"declared as {name}"
        return None

    def _by_label(self, label: str | None, evidence: Evidence) -> Answer | None:
        reading = self._read(label or "")
        if len(reading.words) > LONGEST_LABEL:
            return None
        answer = self._by_name(reading, evidence)
        return (answer[0], answer[1].at_most(Confidence.MEDIUM), f"labelled '{label}'") if answer else None

    def _by_owner(self, reading: Reading, evidence: Evidence) -> Answer | None:
        """``PassportScan.file``, ``PhoneNumber.value``: the owner says what a bare field holds (an e-mail's text is no address)."""
        if not evidence.declared or evidence.owner.holder is Holder.PERSON:
            return None
        known = Evidence(Owner(), declared=True, types=evidence.types, shapes=evidence.shapes, comment=())
        for words in ((*evidence.owner.words, *reading.words), evidence.owner.words):
            answer = self._by_name(self._read("_".join(words)), known)
            held = not SAID_ALOUD.isdisjoint(reading.words)
            if answer and (held or answer[0].key.startswith(CONTENT)) and answer[1] is not Confidence.LOW:
                return answer[0], Confidence.MEDIUM, f"'{' '.join(reading.words)}' of {' '.join(evidence.owner.words)}"
        return None

    def _by_literal(self, literal: str | None) -> Answer | None:
        kind = kind_of(literal) if literal else None
        category = self._lexicon.literals.get(kind) if kind else None
        return (self._lexicon.contexts[category], Confidence.LOW, f"holds a literal {kind}") if category else None


def _claims(found: tuple[Context, Tier, tuple[Confidence, str], Match], evidence: Evidence) -> int:
    """How closely a category claims the owner, which says more than the name; not for a weak word in a longer name (``last_login``)."""
    context, tier, _, match = found
    partly = tier <= Tier.LIKELY and bool(match.before or match.after)
    return 0 if partly else evidence.owner.closeness(context.owners)


def _parent(key: str) -> str:
    return key.rpartition(".")[0]


@cache
def recogniser(extra: tuple[Path, ...] = ()) -> Recogniser:
    """The recogniser of the categories that ship with datamap and of the team's own files in ``extra``."""
    return Recogniser(load_lexicon(extra), load_subjects())


def recognise(
    name: str,
    *,
    owner: str | None = None,
    type_name: str | None = None,
    owner_kind: str | None = None,
    label: str | None = None,
    comment: str | None = None,
    literal: str | None = None,
) -> Recognition | None:
    """Recognise a name with the categories that ship with datamap; see Recogniser.recognise."""
    return recogniser().recognise(
        name, owner=owner, type_name=type_name, owner_kind=owner_kind, label=label, comment=comment, literal=literal
    )
