"""A main clause as the readers of claims look at it: its words, cues, verbs, subject, gates and what hangs on it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from datamap.policy import facts, leave
from datamap.policy.clauses import Clause, Role
from datamap.policy.rules import cue_groups, cues, grammar, small
from datamap.policy.strangers import strangers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.draft import Setting
    from datamap.policy.lexicon import Lexicon, Name
    from datamap.policy.statement import Statement
    from datamap.policy.text import Text
    from datamap.policy.verb import Verb
    from datamap.policy.words import Word


def _cues_of(words: Sequence[Word]) -> dict[str, str]:
    """The groups of phrases that words show; “on your own phone” is "on your phone" as well."""
    found = cue_groups(words)
    plain = [word for i, word in enumerate(words) if not (word.norm == "own" and i and words[i - 1].norm in {"your", "our", "their"})]
    return found if len(plain) == len(words) else {**cue_groups(plain), **found}


_US = frozenset({"us", "me", "you", "ourselves", "myself", "yourself", "and", "or", ",", "the", "two", "of"})


def _is_us(part: Clause) -> bool:
    """“Apart from us”, "other than you and me": excepts nobody else."""
    opener = len(part.opener.split())
    return opener < len(part.words) and all(word.norm in _US for word in part.words[opener:])


class View:
    """A main clause with its conditions, exceptions, parentheses and lists; ``before`` is the statement said just before."""

    def __init__(self, sentence: Text, clause: Clause, setting: Setting, *, before: Statement | None) -> None:
        self.sentence = sentence
        self.clause = clause
        self.setting = setting
        self.before = before

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

    @property
    def is_fragment(self) -> bool:
        """No verb of its own: it reads as its heading or lead-in says."""
        return self._is_noun_clause or (not any(verb.role == "main" for verb in self.stating) and not self._is_copula)

    @cached_property
    def _is_copula(self) -> bool:
        norms = [word.norm for word in self.words]
        return (
            any(
                norm in small("be") and not (i > 1 and norms[i - 1] in small("relative_subjects")) and not self._in_relative(norms, i)
                for i, norm in enumerate(norms)
                if i
            )
            and not self._is_noun_clause
        )

    @staticmethod
    def _in_relative(norms: list[str], i: int) -> bool:
        """“A little metadata, with which access is checked”: the verb is not the entry's own."""
        opened = max((j for j in range(1, i) if norms[j] in {"which", "whom"} and norms[j - 1] in small("hanging")), default=i)
        return opened < i and "," not in norms[opened:i]

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

    @cached_property
    def only(self) -> bool:
        """Whether the main clause says "only", and not "not only"."""
        hits = [
            hit
            for hit in grammar()["only"].find(self.words)
            if not (hit.start and self.words[hit.start - 1].norm == "not") and not self._inside_relative(hit.start)
        ]
        return bool(hits) or any(part.opener.startswith("only") for part in self.clause.parts)

    def _inside_relative(self, i: int) -> bool:
        """Whether a word belongs to what is told behind a noun: "a database that only staff can open"."""
        main = next((verb.index for verb in self.clause.verbs if verb.role == "main"), len(self.words))
        opened = next((j for j in range(i - 1, main, -1) if self.words[j].norm in {"that", "which", "who", "whom", "where"}), None)
        told = any(verb.role == "relative" and verb.index > i for verb in self.clause.verbs) or i - (opened or 0) == 1
        return opened is not None and told and not any(word.norm == "," for word in self.words[opened:i])

    @property
    def only_for(self) -> bool:
        """Whether what is limited is the aim: "solely to run the service", "for one reason only, to run it"."""
        words = self.words
        return any(
            any(
                word.norm == "for" or (word.norm == "to" and not (after and after[0].norm in small("before_nouns")))
                for word, after in ((words[i], words[i + 1 : i + 2]) for i in range(hit.end, min(hit.end + 2, len(words))))
            )
            or any(word.fold in {"reason", "purpose", "aim"} for word in words[max(hit.start - 1, 0) : hit.start])
            for hit in grammar()["only"].find(words)
        )

    @cached_property
    def subject(self) -> str:
        """Who acts: we, you, they, vendor, third, it."""
        verb = next((verb for verb in self.stating if verb.role == "main"), None)
        if verb is None and self.is_fragment:
            return "it"
        if verb and verb.subject in {"we", "you", "they"}:
            return verb.subject
        if self.before is not None and (self.clause.elliptic or self._points_to_vendor()):
            return self.before.subject
        head = self._head(self.words[: verb.index] if verb else self.words)
        if any(name.start <= word.start < name.end for name in self.own_names for word in head):
            return "vendor"
        if head and grammar()["we"].find(head):
            return "we"
        others = grammar()["third_parties"].find(head) if head else []
        if any(hit.start == 0 or head[hit.start].norm not in {"nobody", "no"} for hit in others):
            return "third"
        told = bool(head) and head[0].norm in small("clause_openers")
        if head and not told and any(grammar()["you"].at(head, i) for i in range(min(2, len(head)))):
            return "you"
        return "it"

    def _points_to_vendor(self) -> bool:
        """Whether "it" is the vendor that the sentence began with: "X gets the text, and it deletes it after a week"."""
        first = next((word.norm for word in self.words if word.norm not in {"and", "but", "also"}), "")
        return first == "it" and self.before is not None and self.before.sentence is self.sentence and self.before.subject == "vendor"

    @property
    def by_person(self) -> bool:
        """Whether the person acts, or somebody on their side: "administrators can delete"."""
        verb = next((verb for verb in self.stating if verb.role == "main"), None)
        head = self.words[: verb.index] if verb is not None else []
        return self.subject == "you" or (
            self.subject == "it" and verb is not None and not verb.passive and bool(cues()["person"].find(head))
        )

    def by_switch(self, verb: Verb) -> bool:
        """Whether what acts is something that people press: "a button in the app erases …"."""
        return verb.subject == "it" and any(word.fold in small("switches") for word in self._head(self.words[: verb.index]))

    def head_words(self) -> list[Word]:
        """Its words without what hangs on its subject by a preposition: "tokens for connections" are tokens."""
        verb = next((verb for verb in self.stating if verb.role == "main"), None)
        if verb is None:
            return self.words
        return [*self._head(self.words[: verb.index]), *self.words[verb.index :]]

    def _head(self, words: Sequence[Word]) -> list[Word]:
        """The subject without what hangs on it by a preposition: "a transfer to third parties" is a transfer."""
        head: list[Word] = []
        for word in words:
            if head and word.norm in small("hanging") and not (word.norm == "of" and head[-1].norm in small("parts_of")):
                break
            head.append(word)
        return head

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
        return _cues_of(self.all)

    @cached_property
    def _cues_here(self) -> dict[str, str]:
        return _cues_of(self.words)

    @property
    def shown(self) -> tuple[str, ...]:
        """The groups of phrases that stand in the statement."""
        return tuple(self._cues)

    def has(self, name: str) -> bool:
        """Whether a word of a list of the grammar stands in the statement."""
        return bool(grammar()[name].find(self.all))

    def part_has(self, role: Role, *names: str) -> bool:
        """Whether a part of some role has a phrase of one of the groups."""
        return any(
            cues()[name].find([word for sub in part.walk() for word in sub.words]) for part in self.clause.of(role) for name in names
        )

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

    @cached_property
    def names(self) -> list[Name]:
        """The vendors named in the statement."""
        spans = [(word.start, word.end) for word in self.all]
        known = [
            name for name in self.lexicon.names(self.sentence.value) if any(start < name.end and name.start < end for start, end in spans)
        ]
        if known or not self.clause.verbs:
            return known
        return list(strangers(self.sentence.value, self.words, self.lexicon))

    @cached_property
    def own_names(self) -> list[Name]:
        """The vendors named in the main clause's own words, but not as part of a kind of data ("Stripe customer ID")."""
        inside = {self.words[i].start for hit in self.lexicon.data.find(self.words) for i in range(hit.start, hit.end)}
        return [name for name in self.names if any(name.start <= word.start < name.end and word.start not in inside for word in self.words)]

    @cached_property
    def excepted_names(self) -> list[Name]:
        """The vendors that stand in an exception: "nobody apart from X"."""
        words = [word for part in self.clause.of(Role.EXCEPTION) for word in part.words]
        return [name for name in self.names if any(name.start <= word.start < name.end for word in words)]

    @property
    def vendors(self) -> tuple[str, ...]:
        """Ids of the vendors named."""
        return tuple(dict.fromkeys(name.id for name in self.names))

    def recipients(self) -> tuple[str, ...]:
        """Purposes of the recipients that are named by category; the e-mail in "your e-mail address" names none."""
        data = [hit for hit in self.lexicon.data.find(self.all) if hit.end - hit.start > 1]
        hits = (
            hit for hit in self.lexicon.purposes.find(self.all) if not any(one.start <= hit.start and hit.end <= one.end for one in data)
        )
        return tuple(dict.fromkeys(hit.value for hit in hits))

    @cached_property
    def consents(self) -> bool:
        """Whether it speaks of the person's consent: by a phrase, or by a condition like "after you agree"."""
        return leave.consents(self)

    @cached_property
    def opts_in(self) -> bool:
        """Whether it speaks of an opt-in: by a phrase, by a condition like "once you switch it on", or by "only when you press …"."""
        return leave.opts_in(self)

    @cached_property
    def ends_account(self) -> bool:
        """Whether it speaks of the end of an account: a phrase, or "deletion of the customer account", "termination of the agreement"."""
        if self.cue("account_end"):
            return True
        if any(self.ends_in(part) for part in self.clause.walk()):
            return True
        folds = [word.fold for word in self.all]
        return any(
            fold in small("endings") and any(near in small("ended") for near in folds[i + 1 : i + 6]) for i, fold in enumerate(folds)
        )

    def ends_in(self, part: Clause) -> bool:
        """Whether a part tells of the end of an account: “when you cancel your subscription”, "once the contract has ended"."""
        for verb in part.verbs:
            told = bool(part.opener) or verb.role in {"gerund", "imperative"}
            if verb.lemma not in small("ending_verbs") or verb.polarity == "-" or not told:
                continue
            near = [*part.words[max(verb.index - 5, 0) : verb.index], *part.words[verb.end : verb.end + 4]]
            if any(word.fold in small("ended") for word in near):
                return True
        return False

    @cached_property
    def exceptions(self) -> tuple[str, ...]:
        """What the statement excepts, as written."""
        others = [part for part in self.clause.of(Role.EXCEPTION) if part.words and not _is_us(part)]
        return tuple(self.sentence.value[part.start : part.end].strip(" .,:") for part in others)

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

    @cached_property
    def hedge(self) -> str | None:
        """The word that weakens it; "and others" before all else."""
        hits = grammar()["hedges"].find(self.all)
        found = [" ".join(word.norm for word in self.all[hit.start : hit.end]) for hit in hits]
        return next((words for words in found if words.startswith("and other")), next(iter(found), None))

    @cached_property
    def durations(self) -> list[facts.Duration]:
        """The periods named."""
        aside = {
            word.start
            for part in self.clause.of(Role.PARENTHESIS)
            if part.verbs and part.verbs[0].role == "imperative"
            for word in part.words
        }
        return list(facts.durations([word for word in self.all if word.start not in aside]))
