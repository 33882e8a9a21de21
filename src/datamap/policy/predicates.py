"""The verbs of a clause: who does what, or has what done, and whether it is denied."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.policy.roles import Roles
from datamap.policy.rules import grammar, small, verbs
from datamap.policy.unlisted import unlisted
from datamap.policy.verb import Verb, is_adverb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.inflection import VerbForm
    from datamap.policy.words import Word

_SUBJECTS = {"we": "we", "you": "you", "they": "they", "i": "we", "it": "it", "who": "they"}
_SCAN = 9


def subject_starts(words: Sequence[Word], i: int) -> bool:
    """Whether a clause with its own subject and verb begins at a word."""
    if i >= len(words):
        return False
    first = words[i].norm
    if first in {"we", "you", "they", "i", "it"}:
        return _verb_within(words, i + 1, 4)
    if first == "please":
        return True
    if grammar()["clause_subjects"].at(words, i) or words[i].text[:1].isupper():
        return _auxiliary_within(words, i + 1)
    return False


def plain_subject(words: Sequence[Word], i: int) -> bool:
    """“…, and unspent credits are lost”: a plural noun without an article, and its verb right behind."""
    if i >= len(words) or words[i].norm in {"its", "their", "his", "her"}:
        return False
    for j in range(i + 1, min(i + 4, len(words))):
        if words[j].norm in {"are", "were"} | grammar().words["modals"]:
            return _is_plural(words[j - 1].norm) and words[j - 1].is_word
        stops = small("relatives") | small("hanging") | small("joiners") | grammar().words["auxiliaries"] | {"not", "you", "we", "they"}
        if not words[j].is_word or words[j].norm in stops:
            return False
    return False


def _verb_within(words: Sequence[Word], i: int, reach: int) -> bool:
    for j in range(i, min(i + reach, len(words))):
        if words[j].norm in grammar().words["auxiliaries"] or verbs().at(words, j) or unlisted(words, j, i - 1, has_verb=False):
            return True
        if not is_adverb(words[j].norm):
            return False
    return False


def _auxiliary_within(words: Sequence[Word], i: int) -> bool:
    for j in range(i, min(i + _SCAN, len(words))):
        norm = words[j].norm
        if norm in grammar().words["auxiliaries"]:
            return True
        if norm in {",", ";", "that", "which", "when", "if", "to", "for", "we", "you"}:
            return False
        found = verbs().at(words, j)
        if found and j == i and found[0].form == "s" and j + 1 < len(words) and words[j + 1].norm in small("before_nouns"):
            return True
        if found and not found[0].noun and (found[0].form == "s" or (found[0].form == "base" and _is_plural(words[j - 1].norm))):
            return True
    return False


def _is_plural(norm: str) -> bool:
    return norm.endswith("s") and not norm.endswith(("ss", "us", "is")) and norm not in {"its", "as", "always"}


def predicates(words: Sequence[Word]) -> list[Verb]:
    """All verbs of a clause in order."""
    return _to_nobody(words, _told_after_purpose(words, _Scanner(words).scan()))


def _to_nobody(words: Sequence[Word], found: list[Verb]) -> list[Verb]:
    """“We share it with no one else”: what is done to nobody is not done."""
    return [
        replace(verb, polarity="-") if verb.states and verb.polarity == "+" and _ends_in_nobody(words, verb, found) else verb
        for verb in found
    ]


def _ends_in_nobody(words: Sequence[Word], verb: Verb, found: list[Verb]) -> bool:
    end = min((other.index for other in found if other.index >= verb.end and other.states), default=len(words))
    for i in range(verb.end, end - 1):
        if words[i].norm in {"to", "with"}:
            after = words[i + 1].norm
            if after in {"nobody", "none"} or (
                after == "no" and i + 2 < end and (words[i + 2].norm == "one" or grammar()["third_parties"].at(words, i + 2))
            ):
                return True
    return False


def _told_after_purpose(words: Sequence[Word], found: list[Verb]) -> list[Verb]:
    """“To create an account you provide a name”: behind a purpose that begins the clause, the person acts and describes no account."""
    norms = [word.norm for word in words[:3]]
    aimed = norms[:1] == ["to"] or norms == ["in", "order", "to"]
    told = next((place for place, verb in enumerate(found) if verb.role == "relative" and verb.subject in {"you", "we"}), None)
    if told is None or any(verb.role == "main" for verb in found) or not (aimed or _has_object(words, found[told])):
        return found
    return [*found[:told], replace(found[told], role="main"), *found[told + 1 :]]


def _has_object(words: Sequence[Word], verb: Verb) -> bool:
    """“Online we know your name”: behind a place or time the verb has an object, as no verb of "data we know" has."""
    at = next((i for i in range(verb.index - 1, 0, -1) if words[i].norm in {"we", "you", "i"}), None)
    if at is None or at > _SCAN or any(word.norm in small("relatives") for word in words[:at]):
        return False
    placed = words[0].norm in small("hanging") | {"during", "within", "inside", "here", "there", "instead"}
    placed = placed or (at == 1 and words[0].fold == words[0].norm and not grammar()["conditions"].at(words, 0)) or is_adverb(words[0].norm)
    after = words[verb.end].norm if verb.end < len(words) else ""
    return placed and after in small("before_nouns") - {"it", "them", "us", "you"} | {"what", "which", "how", "where", "whether"}


class _Scanner(Roles):
    def __init__(self, words: Sequence[Word]) -> None:
        super().__init__(words)
        self._subject = ""
        self._relative = False
        self._denied: str | None = None
        self._denied_inside = False
        self._apposed = False

    def scan(self) -> list[Verb]:
        i = 0
        while i < len(self._words):
            i = self._step(i)
        return self._found

    def _step(self, i: int) -> int:
        pseudo = grammar()["pseudo_negations"].at(self._words, i)
        if pseudo:
            self._relative = self._relative and pseudo.end - pseudo.start < 3
            return pseudo.end
        word = self._words[i].norm
        if word == "nobody" and i and not self._found and self._noun_before(i):
            self._relative, self._relative_subject = True, "they"
            return i + 1
        denial = grammar()["negations"].at(self._words, i)
        if denial:
            self._deny(word, i)
            return denial.end
        if word in _SUBJECTS and self._is_subject(i):
            self._take_subject(word, i)
        elif word in small("relatives"):
            self._relative = self._relative_at(i)
        elif self._denied == "without" and not self._found and word in grammar().words["modals"] | {"is", "are", "was", "were"}:
            self._denied = None
        elif word == "but" or (word == "," and (self._denied == "without" or self._apposed)):
            self._denied, self._apposed = None, False
        if self._relative and self._leaves_relative(i):
            self._end_relative()
        found = self._form_at(i)
        verb = self._verb(i, *found) if found else None
        if verb is None:
            return i + 1
        self._found.append(verb)
        return verb.end

    def _form_at(self, i: int) -> tuple[VerbForm, int] | None:
        """The verb at a word; of forms that are spelled alike ("set"), the participle behind an auxiliary."""
        before, at = self._word_before(i)
        known = verbs().at(self._words, i, participle=before in grammar().words["being"] or before in {"has", "have", "had"})
        return known or unlisted(self._words, i, at, has_verb=any(verb.states for verb in self._found))

    def _deny(self, word: str, i: int) -> None:
        if word == "without" and i and not self._found and i + 1 < len(self._words):
            done = verbs().at(self._words, i + 1)
            if done is None or done[0].form != "ing":
                return
        last = self._found[-1] if self._found else None
        # "We collect no names": the denial stands behind the verb and speaks of it.
        if last and word in {"no", "none", "nothing", "neither", "nobody"} and i - last.end <= 1 and last.states:
            self._found[-1] = replace(last, polarity="-")
            return
        self._denied = word
        self._denied_inside = self._relative
        following = self._words[i + 1].norm if i + 1 < len(self._words) else ""
        self._apposed = i > 0 and self._words[i - 1].norm == "," and following in small("before_nouns")

    def _end_relative(self) -> None:
        """The relative clause is over, and with it what was denied inside it."""
        self._relative = False
        if self._denied_inside:
            self._denied, self._denied_inside = None, False

    def _is_subject(self, i: int) -> bool:
        before = self._words[i - 1].norm if i else ""
        if before in {"to", "with", "from", "by", "for", "about", "of", "on", "than", "between", "and/or", "at", "against"}:
            return False
        last = self._found[-1] if self._found else None
        object_of_verb = last is not None and last.end == i and last.role != "adjective"
        return not object_of_verb or _verb_within(self._words, i + 1, 2)

    def _take_subject(self, word: str, i: int) -> None:
        main = i == 0 or not self._noun_before(i) or self._introduced(i)
        if main and not self._relative:
            if self._found:
                self._denied = None
            self._subject = _SUBJECTS[word]
        self._relative = self._relative or not main
        if self._relative:
            self._relative_subject = _SUBJECTS[word]

    def _introduced(self, i: int) -> bool:
        """Whether words like "For a workflow" stand before a subject "we" without a comma."""
        stated = any(verb.role == "main" for verb in self._found)
        by = self._words[i].norm == "you" and self._words[0].norm == "by"
        return (by or self._words[i].norm == "we") and not stated and self._words[0].norm in small("introductions")

    def _noun_before(self, i: int) -> bool:
        """Whether the pronoun at ``i`` opens a relative clause without "that": "files you upload"."""
        before = self._words[i - 1]
        if before.norm in small("before_subjects") or is_adverb(before.norm):
            return False
        return before.is_word and not (self._found and self._found[-1].end == i)

    def _relative_at(self, i: int) -> bool:
        """Whether a relative pronoun opens a relative clause; "ensure that" does not."""
        word = self._words[i].norm
        if word == "why" and i and self._words[i - 1].norm == "is":
            return False
        if word == "that" and (i == 0 or (self._found and self._found[-1].end == i)):
            return False
        following = self._words[i + 1].norm if i + 1 < len(self._words) else ""
        return not (word == "that" and following in {"data", "information", "time", "case", "reason", "purpose"})

    def _verb(self, i: int, form: VerbForm, end: int) -> Verb | None:
        before, at = self._word_before(i)
        joined = self._joined(i, form, before, at)
        role = joined.role if joined else self._role(i, form, end, before)
        if role is None:
            return None
        passive = joined.passive if joined else form.form == "ed" and self._is_passive(i, before)
        relative = self._relative and role == "main"
        if self._relative and role == "infinitive" and self._found_relative_verb(i):
            self._end_relative()
        polarity = self._polarity(role, joined, i)
        subject = joined.subject if joined else self._subject_of(role, relative=relative)
        if relative:
            role = "relative"
            self._end_relative()
        modality = joined.modality if joined else self._modality(i)
        frames = form.frames
        nominal = verbs().nominal(self._words[:i]) if form.lemma in small("light_verbs") and role == "main" else None
        if nominal is not None:
            frames, passive = frames | {nominal}, True
        if form.lemma == "go" and self._is_gone(end):
            return Verb("go away", frozenset({"delete"}), i, end, form.form, role, passive, polarity, modality, subject)
        if form.lemma in {"keep", "hold"} and self._so_kept(end, passive=passive):
            frames = frozenset({"need"})
        return Verb(form.lemma, frames, i, end, form.form, role, passive, polarity, modality, subject)

    def _is_gone(self, i: int) -> bool:
        """“Shared photos go after 30 days”, "the log goes too": nowhere, so it is deleted."""
        following = self._words[i].norm if i < len(self._words) else "."
        return self._subject not in {"we", "you"} and following in {".", "after", "within", "immediately", "too", "once", "when"}

    def _so_kept(self, i: int, *, passive: bool) -> bool:
        """“We keep your recipes safe”, "is kept secret": how something is, and no storage."""
        for j in range(i, min(i + _SCAN, len(self._words))):
            word = self._words[j]
            if not word.is_word or word.norm in small("hanging") | small("joiners") | {"until", "while", "as", "when"}:
                return False
            after = self._words[j + 1] if j + 1 < len(self._words) else None
            ends = after is None or not after.is_word or after.norm in small("hanging") | small("joiners") | {"while", "as", "when"}
            if word.norm in small("predicatives") and ends and self._words[j - 1].norm not in small("articles"):
                return passive or j > i
        return False

    def _leaves_relative(self, i: int) -> bool:
        """Whether an auxiliary belongs to the main clause, as the relative one has had its verb, known or not ("a key you own is …")."""
        word = self._words[i].norm
        opened = max((j for j in range(i) if self._words[j].norm in small("relatives") | set(_SUBJECTS)), default=i)
        if word in {"have", "has", "had"}:
            return i - opened == 1 and i + 1 < len(self._words) and self._words[i + 1].norm in grammar().words["being"]
        finite = grammar().words["being"] | grammar().words["modals"]
        between = [w.norm for w in self._words[opened + 1 : i] if not is_adverb(w.norm)]
        own = self._has_own_subject(opened)
        told = any(norm in finite for norm in between) or any(verbs().at(self._words, j) for j in range(opened + (2 if own else 1), i))
        if own and not told:
            return False
        return word in finite and bool(between) and not any(norm in finite for norm in between[-1:])

    def _has_own_subject(self, opened: int) -> bool:
        """“the bank with which your account is held”, "whose data is stored": the first verb belongs to the relative clause."""
        if opened >= len(self._words):
            return False
        preposition = opened > 0 and self._words[opened - 1].norm in small("hanging") | {"under", "during"}
        return self._words[opened].norm == "whose" or (self._words[opened].norm in {"which", "whom"} and preposition)

    def _found_relative_verb(self, i: int) -> bool:
        """Whether the relative clause must have had its verb, known or not, before the infinitive at ``i``."""
        start = max((j for j in range(i) if self._words[j].norm in small("relatives") | set(_SUBJECTS)), default=i)
        return i - start > 3

    def _subject_of(self, role: str, *, relative: bool) -> str:
        if relative:
            return getattr(self, "_relative_subject", "it") or "it"
        return self._subject or ("" if role == "imperative" else "it")

    def _polarity(self, role: str, joined: Verb | None, i: int) -> str:
        if role == "relative":
            return "-" if self._denied_nearby(i) else "+"
        if joined is not None and joined.polarity == "-" and self._denied is None:
            return "-"
        if self._denied and role == "adjective":
            return "+"
        if self._denied and self._ends_denial(i):
            self._denied = None
        return "-" if self._denied else "+"

    def _ends_denial(self, i: int) -> bool:
        """“and” plus a new verb after an object ends a denial; "or" and "nor" carry it on."""
        if not self._found or not self._found[-1].states:
            return False
        j = i - 1
        while j >= 0 and (is_adverb(self._words[j].norm) and self._words[j].norm not in {"not", "never", "no", "longer"}):
            j -= 1
        apart = j - self._found[-1].end > 0
        return j >= 0 and self._words[j].norm == "and" and apart

    def _denied_nearby(self, i: int) -> bool:
        return any(word.norm in {"not", "never", "no"} for word in self._words[max(i - 3, 0) : i])

    def _joined(self, i: int, form: VerbForm, before: str, at: int) -> Verb | None:
        """The verb before it in a chain: "collect, store and share", "revoked and deleted"."""
        if before not in small("joiners") or not self._found:
            return None
        last = self._found[-1]
        if last.form != form.form or last.role == "adjective":
            return None
        apart = at - last.end
        adjacent = apart <= 1
        if form.form == "ed":
            return last if adjacent or last.passive else None
        if form.form == "s":
            return last if not form.noun or adjacent else None
        if form.noun and not adjacent and not self._takes_object(i + 1):
            return None
        if last.role == "infinitive" and before == "or" and last.polarity == "-" and not adjacent:
            return next((verb for verb in reversed(self._found) if verb.role == "main" and verb.form == form.form), last)
        return last

    def _modality(self, i: int) -> str:
        for word in reversed(self._words[max(i - 5, 0) : i]):
            if word.norm in grammar().words["doubt"]:
                return "may"
            if word.norm in {"can", "will", "must", "shall"}:
                return "will" if word.norm == "shall" else word.norm
            if verbs().at([word], 0) or word.norm in {",", "and", "that", "which"}:
                break
        return "does"
