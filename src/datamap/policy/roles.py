"""What a form of a verb is in its clause: main verb, infinitive, participle, or only a noun that is spelled alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.rules import grammar, small, verbs
from datamap.policy.verb import is_adverb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.inflection import VerbForm
    from datamap.policy.verb import Verb
    from datamap.policy.words import Word


class Roles:
    """Tells the roles of verbs in a row of words, given the verbs found so far."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words
        self._found: list[Verb] = []

    def _takes_object(self, i: int) -> bool:
        return i < len(self._words) and self._words[i].norm in small("before_nouns") | {"everything", "anything", "what", "whatever"}

    def _role(self, i: int, form: VerbForm, end: int, before: str) -> str | None:
        if form.form == "base":
            return self._role_of_base(i, form, end, before)
        if form.form == "s":
            return self._role_of_third_person(i, form, end, before)
        if form.form == "ing":
            return self._role_of_progressive(before, end)
        return self._role_of_participle(i, before, end)

    def _role_of_base(self, i: int, form: VerbForm, end: int, before: str) -> str | None:
        if before == "to":
            earlier = self._words[i - 2].norm if i >= 2 else ""
            if earlier == "used" and i >= 3 and self._words[i - 3].norm in grammar().words["being"]:
                return "infinitive"
            last = self._found[-1] if self._found else None
            complement = earlier in grammar().words["not_purposes"] or (last is not None and "consent" in last.frames)
            return "complement" if complement else "infinitive"
        if before == "us" and self._found and self._found[-1].role == "relative" and self._found[-1].end == i - 1:
            return "infinitive"
        if before in {"we", "you", "they", "i", "who", "please", "do", "does", "did", "let", "us"} or before in grammar().words["modals"]:
            return "main"
        if before == "," and self._waits_for_verb(i):
            return "main"
        if before == "," and not form.noun and self._behind_a_place(i):
            return "imperative"
        if end < len(self._words) and self._words[end].norm in {"us", "me"} and i > 1 and not self._has_finite(i):
            return "main"
        if self._is_first(i):
            return "imperative" if not form.noun or self._takes_object(end) or self._chain_follows(end) else None
        named = i == 1 and self._words[0].text[:1].isupper() and self._takes_object(end)
        if i == 1 and (before in {"these", "those"} or named) and not form.noun:
            return "main"
        if before in {"and", "or", "but"} and not form.noun and self._has_finite(i):
            return "main"
        if before in small("articles") or (form.noun and not self._plural_before(before) and not self._is_pair(i)):
            return None
        joined = not form.noun and i > 2 and self._words[i - 2].norm == "and" and not self._found
        object_of_verb = bool(self._found) and self._found[-1].end == i and form.noun
        plural = joined or self._is_pair(i) or (self._plural_before(before) and not object_of_verb)
        return "main" if plural or before in {"that", "which"} or self._follows_relative() else None

    def _behind_a_place(self, i: int) -> bool:
        """“In the app, tap Profile”: what to do is told behind the place where to do it."""
        first = self._words[0].norm in {"in", "under", "on", "from", "inside", "at"}
        return first and not self._found and all(word.norm != "," for word in self._words[: i - 1])

    def _waits_for_verb(self, i: int) -> bool:
        """“… shall not at any time, sell”: an auxiliary still waits for its verb behind an aside."""
        waiting = grammar().words["modals"] | {"do", "does", "did"}
        return not self._found and any(word.norm in waiting for word in self._words[max(i - 8, 0) : i])

    def _is_pair(self, i: int) -> bool:
        """“Apple and Google take …”: two names are a plural subject."""
        names = i > 2 and self._words[i - 1].text[:1].isupper() and self._words[i - 3].text[:1].isupper()
        return names and self._words[i - 2].norm == "and"

    def _follows_relative(self) -> bool:
        """“Schools that pay by invoice give us …”: the plural subject stands before the relative clause."""
        if not self._found or self._found[-1].role != "relative" or any(verb.role == "main" for verb in self._found):
            return False
        bare = self._found[-1].index - 1 if self._words[self._found[-1].index - 1].norm in {"you", "we"} else 0
        head = next((j for j, word in enumerate(self._words) if word.norm in small("relatives")), bare)
        return head > 0 and self._plural_before(self._words[head - 1].norm)

    def _chain_follows(self, end: int) -> bool:
        if end + 1 >= len(self._words) or self._words[end].norm not in small("joiners"):
            return False
        j = end + 1
        while j < len(self._words) - 1 and self._words[j].norm in small("joiners"):
            j += 1
        found = verbs().at(self._words, j)
        return bool(
            found and found[0].form == "base" and (not found[0].noun or self._takes_object(found[1]) or self._chain_follows(found[1]))
        )

    def _is_first(self, i: int) -> bool:
        return all(not word.is_word or (is_adverb(word.norm) and not self._is_name(j)) for j, word in enumerate(self._words[:i]))

    def _plural_before(self, before: str) -> bool:
        return before in small("collectives") or (
            before.endswith("s") and not before.endswith(("ss", "us", "is")) and before not in {"its", "as", "was", "has", "does", "always"}
        )

    def _role_of_third_person(self, i: int, form: VerbForm, end: int, before: str) -> str | None:
        if self._is_first(i) or before in small("articles") or before in small("prepositions_of_manner") or before == "to":
            return None
        if before in small("joiners"):
            return "main" if before in {"and", "or", "nor"} and not form.noun and self._has_finite(i) else None
        finite = grammar().words["modals"] | {"is", "are", "was", "were", "do", "does"}
        if form.noun and end < len(self._words) and self._words[end].norm in finite:
            return None
        introduces = end >= len(self._words) and i > 0 and is_adverb(self._words[i - 1].norm) and not self._has_finite(len(self._words))
        known = self._takes_object(end) or self._is_clause_after(end) or self._only_verb(i, end) or introduces
        after = verbs().at(self._words, end) if end < len(self._words) else None
        if form.noun and after is not None and after[0].form == "base" and not after[0].noun:
            return None
        told = i > 1 and self._words[i - 1].norm in {"also", "never", "only", "then"} and not self._has_finite(len(self._words))
        if form.noun and not (known or told):
            return None
        return "main"

    def _has_finite(self, i: int) -> bool:
        return any(verb.states for verb in self._found) or any(word.norm in {"is", "are", "was", "were"} for word in self._words[:i])

    def _only_verb(self, i: int, end: int) -> bool:
        """“Your library stores uploaded files”: nothing else in the clause could be its verb."""
        if self._has_finite(len(self._words)) or end >= len(self._words) or i == 0 or not self._words[end].is_word:
            return False
        opens = self._words[0].norm in small("before_nouns") or self._words[0].text[:1].isupper()
        return (
            opens
            and self._words[end].norm not in small("prepositions_of_manner") | small("joiners") | {"to"}
            and self._words[i - 1].fold == self._words[i - 1].norm
            and i <= 4
        )

    def _is_clause_after(self, end: int) -> bool:
        return (
            end < len(self._words)
            and self._words[end].norm in {"to", "in", "on", "with", "through", "via", "for", "after", "until", "all", "only"}
            and not any(v.states for v in self._found)
        )

    def _role_of_progressive(self, before: str, end: int) -> str:
        if before in grammar().words["being"]:
            return "main"
        return (
            "gerund"
            if before in small("prepositions_of_manner") or not before or before in small("joiners")
            else "participle"
            if end
            else "gerund"
        )

    def _role_of_participle(self, i: int, before: str, end: int) -> str:
        if self._is_passive(i, before) or before in {"has", "have", "had", "been"} or before in {"we", "you", "they", "i"}:
            return "main"
        following = self._words[end] if end < len(self._words) else None
        noun_follows = (
            following is not None
            and following.is_word
            and following.norm
            not in small("prepositions_of_manner")
            | small("joiners")
            | small("before_nouns")
            | {
                "to",
                "with",
                "via",
                "using",
                "as",
                "at",
                "into",
                "until",
                "if",
                "under",
                "within",
                "because",
                "since",
                "so",
                "securely",
                "during",
                "unless",
                "only",
                "solely",
                "and",
                "or",
            }
            and not is_adverb(following.norm)
        )
        starts = (
            not before
            or before in small("before_nouns")
            or before in small("joiners")
            or before in small("prepositions_of_manner")
            or before in {"to", "with", "as"}
        )
        return "adjective" if noun_follows and starts else "participle"

    def _is_passive(self, i: int, before: str) -> bool:
        return before in grammar().words["being"] or (
            before in {"not", "never"} and any(w.norm in grammar().words["being"] for w in self._words[max(i - 4, 0) : i])
        )

    def _word_before(self, i: int) -> tuple[str, int]:
        """The word before a verb, adverbs skipped; a capitalised first word in "-ly" is a name unless it is a known adverb."""
        j = self._before_aside(i - 1)
        while j >= 0 and is_adverb(self._words[j].norm) and not (j == 0 and self._is_name(0)):
            j -= 1
        return (self._words[j].norm if j >= 0 else ""), j

    def _before_aside(self, j: int) -> int:
        """Before "at any time", "by law" between a modal and its verb."""
        for start in (j - 1, j - 2):
            hit = grammar()["midway"].at(self._words, start) if start > 0 else None
            if hit is not None and hit.end == j + 1 and self._words[start - 1].norm in grammar().words["modals"]:
                return start - 1
        return j

    def _is_name(self, j: int) -> bool:
        word = self._words[j]
        return word.text[:1].isupper() and word.norm.endswith("ly") and word.norm not in small("sentence_adverbs")
