"""One main clause in its place: the data that its verbs act on, and the claim that is made of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from datamap.policy.arguments import Arguments, arguments, mentions
from datamap.policy.clauses import Clause, Role
from datamap.policy.denial import denial_of
from datamap.policy.draft import Draft
from datamap.policy.parties import THIRD, YOU, party
from datamap.policy.rules import grammar, lists_of, small, verbs
from datamap.policy.verb import is_adverb
from datamap.policy.view import View
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.denial import Denial
    from datamap.policy.draft import Setting
    from datamap.policy.text import Text
    from datamap.policy.verb import Verb
    from datamap.policy.words import Word


def _tells(part: Clause) -> bool:
    """Whether a parenthesis says something, and does not only list: "(handled by X)", "(we never see it)"."""
    return any(verb.states or verb.index == 0 or verb.polarity == "-" for verb in part.verbs) or any(
        word.norm == "by" for word in part.words
    )


class Statement(View):
    """A statement, the data it speaks of, and the claim that is made of it."""

    def __init__(self, sentence: Text, clause: Clause, setting: Setting, *, alone: bool, before: Statement | None) -> None:
        super().__init__(sentence, clause, setting, before=before)
        self._alone = alone

    @cached_property
    def text(self) -> Text:
        """The quote: the sentence, or this clause of it when it has several."""
        return self.sentence if self._alone else self.sentence.part(self.clause.start, self.clause.end)

    @cached_property
    def denial(self) -> Denial | None:
        """The first denial in it."""
        return denial_of(self)

    @property
    def is_ours(self) -> bool:
        """Whether the company or nobody in particular acts: "we store", "data is stored", the product's name; not "teachers see"."""
        verb = next((verb for verb in self.stating if verb.role == "main"), None)
        pointed = (
            self.subject == "they"
            and verb is not None
            and verb.passive
            and "use" not in verb.frames
            and self.before is not None
            and bool(self.before.anything.data)
        )
        if self.subject != "it" and not pointed:
            return self.subject == "we"
        if verb is None or (verb.subject != "it" and not pointed):
            return True
        if verb.passive:
            return not any(party(self, words[1:]) == THIRD for words in self._agents(verb))
        head = next((word for word in reversed(self._subject_words(verb)) if word.is_word), None)
        others = head is not None and head.norm not in {"it", "this", "that"} and head.fold != head.norm and head.norm.endswith("s")
        others = others or (head is not None and bool(lists_of("access")["bodies"].get(head.fold)))
        return not others and party(self, self._subject_words(verb)) not in {THIRD, YOU}

    def _agents(self, verb: Verb) -> Iterator[Sequence[Word]]:
        """What stands behind "by" after a passive verb."""
        for i in range(verb.end, len(self.words)):
            if self.words[i].norm == "by":
                yield self.words[i : i + 7]

    def object_of(self, verb: Verb) -> Arguments:
        """The data that a verb acts on; "it" and "this content" are what was spoken of before."""
        words = self._object_words(verb)
        found = arguments(self._without_names(words), self.lexicon)
        if not found.data and verb.frames & {"expire", "retain", "delete"} and verb.subject == "it" and not verb.passive:
            found = arguments(self._without_names(self._subject_words(verb)), self.lexicon) | found
        return found | self._listed() | self._referred(words)

    def subject_data(self, verb: Verb) -> Arguments:
        """The data that the subject of a verb names."""
        return arguments(self._without_names(self._subject_words(verb)), self.lexicon)

    def data_of(self, words: Sequence[Word]) -> Arguments:
        """The data that a noun phrase names; a pronoun points back."""
        return arguments(self._without_names(words), self.lexicon) | self._referred(words)

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
        if verb.passive or (verb.role == "participle" and verb.form == "ed"):
            subject = self._subject_words(verb)
            if subject and subject[-1].norm == "there":
                return self.words[verb.end :]
            return subject or self._label_words() or self.words[verb.end :]
        if verb.lemma in small("intransitive") and verb.form != "ing":
            return self._subject_words(verb)
        return self._object_after(verb)

    def _subject_words(self, verb: Verb) -> Sequence[Word]:
        words = self.words[: verb.index]
        while words and (
            words[-1].norm in grammar().words["auxiliaries"] or words[-1].norm in small("denials") or is_adverb(words[-1].norm)
        ):
            words = words[:-1]
        return words if any(word.is_word and not word.norm.endswith("ly") for word in words) else []

    def _label_words(self) -> Sequence[Word]:
        """The label that a participle without a subject speaks of: "Logs: kept for a week"."""
        return words_of(self.setting.label.value) if self.setting.label is not None else ()

    def _object_after(self, verb: Verb) -> list[Word]:
        start = self._after_aside(self._after_person(self._chain_end(verb)))
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
        if self._goes_on(i) or self.words[i].hyphen:
            return False
        return (
            word in small("object_ends")
            or self._is_infinitive(i)
            or (word in small("recipient_ends") and "share" in verb.frames | self._chain_frames(verb))
        )

    def _goes_on(self, i: int) -> bool:
        """“… such as your name”, "as well as", "for example": more of the object follows."""
        return any(grammar()["goes_on"].at(self.words, j) for j in (i, i - 1, i - 2) if j >= 0)

    def _after_aside(self, i: int) -> int:
        """Behind an aside between a verb and its object: “records, each time you sign in, the time”."""
        words, lexicon = self.words, self.lexicon
        aside = i < len(words) and (words[i].norm == "," or words[i].norm in {"from", "upon", "about", "on", "via", "through"})
        if not aside:
            return i
        for comma in range(i + 1, len(words) - 1):
            if words[comma].norm == "," and words[comma + 1].norm in small("before_nouns") | {"full", "their"}:
                plain = words[i].norm != "," or not lexicon.data_in(words[i:comma])
                return comma + 1 if plain and lexicon.data_in(words[comma + 1 :]) else i
        return i

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
            if part.role is Role.LIST or (part.role is Role.PARENTHESIS and not _tells(part)):
                found |= arguments(self._without_names(part.words), self.lexicon)
        return found

    def fragment(self) -> Arguments:
        """The data that a clause without a verb of its own names."""
        words: list[Word] = []
        skipping = False
        inside = {i for hit in self.lexicon.data.find(self.words) for i in range(hit.start, hit.end)}
        for i, word in enumerate(self.words):
            if i and word.norm in {"which", "who"}:
                break
            if word.norm == "," and skipping:
                skipping = bool(verbs().at(self.words, i + 1)) if i + 1 < len(self.words) else True
            elif (word.norm in {"for", "via"} and i not in inside) or (self._is_infinitive(i) and i) or (words and self._describes(i)):
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
        if made.polarity == "-" and "entities" not in more and self.excepted_names:
            spared = {name.id for name in self.excepted_names}
            made.entities = tuple(entity for entity in made.entities if entity not in spared)
        return made
