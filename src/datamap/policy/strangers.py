"""Third parties that no entry knows: proper names where a sentence says who gets or does something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.lexicon import Name
from datamap.policy.rules import cues, grammar, small, values, verbs
from datamap.policy.unlisted import unlisted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.lexicon import Lexicon
    from datamap.policy.words import Word

_LONGEST = 3
_SHORTEST = 5
_SERVING = frozenset({"engage", "use", "share", "serve", "host", "process", "store"})


def strangers(text: str, words: Sequence[Word], lexicon: Lexicon) -> Iterator[Name]:
    """Names behind "we use", "sent to", "hosted by", "via": capitalised words that are nothing else we know."""
    if (first := _leading_name(words)) and _is_proper(words[:first], lexicon):
        yield Name(
            text[words[0].start : words[first - 1].end], words[0].start, words[first - 1].end, text[words[0].start : words[first - 1].end]
        )
    i = max(first, 1)
    while i < len(words):
        end = _name_end(words, i)
        if (
            end > i
            and (_is_said_to_be(words, i, end) or _has_form(words, i, end) or (_is_led(words, i) and _stands_alone(words, end)))
            and _is_proper(words[i:end], lexicon)
        ):
            start, stop = words[i].start, words[end - 1].end
            yield Name(text[start:stop], start, stop, text[start:stop])
        i = max(end, i + 1)


def _is_said_to_be(words: Sequence[Word], i: int, end: int) -> bool:
    """“Our record system is Epic”, "the provider of the wifi is X": what works for us, a verb of being, a name."""
    if words[i - 1].norm not in {"is", "are", "called", "named"} or not _stands_alone(words, end):
        return False
    head = words[: i - 1]
    nouns = small("recipient_nouns") | small("our_things") | {"supplier", "bank", "accountant", "hoster", "system", "crm", "database"}
    led = bool(head) and head[0].norm in {"our", "the", "my"}
    return led and any(word.fold in nouns for word in head) and not grammar()["we"].find(words[i:end])


def _leading_name(words: Sequence[Word]) -> int:
    """How many words a name has that begins a sentence and does something: “Triton Digital inserts …”, "TelemetryDeck counts …"."""
    end = _name_end(words, 0)
    inner = end == 1 and any(letter.isupper() for letter in words[0].text[1:]) and not words[0].text.isupper()
    if not (inner or end == 2) or end >= len(words) or words[0].norm in small("before_nouns") | small("articles") | {"we", "i", "you"}:
        return 0
    follows = words[end]
    acts = follows.text.islower() and follows.norm.endswith("s") and follows.norm not in grammar().words["auxiliaries"] | {"as", "its"}
    return end if acts else 0


def _has_form(words: Sequence[Word], i: int, end: int) -> bool:
    """Whether a name shows by its legal form that it is a company's, and stands where no author introduces himself."""
    formed = end > i + 1 and words[end - 1].norm in small("legal_forms")
    apposed = i > 1 and words[i - 1].norm == "," and words[i - 2].fold in small("recipient_nouns") | small("firms")
    led = apposed or words[i - 1].norm in small("name_leads") | {"company", "firm", "from", "upon"}
    after = [word.norm for word in words[end : end + 2]]
    maker = words[i - 1].norm == "by" and _is_maker(words, i)
    return formed and led and not maker and not (after[:1] == [","] and after[-1] in small("introducing"))


def _name_end(words: Sequence[Word], i: int) -> int:
    end = i
    while (
        end < len(words)
        and end - i < _LONGEST
        and words[end].text[:1].isupper()
        and (end == i or words[end].start <= words[end - 1].end + 1)
    ):
        end += 1
    return end


def _is_led(words: Sequence[Word], i: int) -> bool:
    """Whether a verb of engaging, sharing or serving leads to the word, straight or by a preposition."""
    before = words[i - 1].norm
    if before in small("name_leads"):
        if before in {"via", "through"}:
            return any(verbs().at(words, j) for j in range(max(i - 9, 0), i - 1))
        if before == "by" and i > 1 and (told := unlisted(words, i - 2, i - 3, has_verb=False)) is not None:
            return told[0].form == "ed" and not _is_maker(words, i)
        nearest = next((found[0] for j in range(i - 2, max(i - 9, -1), -1) if (found := verbs().at(words, j))), None)
        complains = words[0].fold in {"complaint", "question", "request", "enquiry", "inquiry", "appeal"}
        serving = _SERVING | {"moves"} if before == "to" and not complains else _SERVING
        return nearest is not None and bool(nearest.frames & serving) and not (before == "by" and _is_maker(words, i))
    found = verbs().at(words, i - 1)
    return bool(
        found and found[0].frames & {"use", "engage"} and found[0].form in {"base", "s", "ing"} and i >= 2 and words[i - 2].norm != "to"
    )


def _is_maker(words: Sequence[Word], i: int) -> bool:
    """“Acme is an app operated by Acme Ltd”, "the service is provided by": the company itself."""
    return bool(grammar()["we"].find(words[:i])) or words[0].norm == words[i].norm or words[0].norm in {"this", "it"}


def _stands_alone(words: Sequence[Word], end: int) -> bool:
    """Whether no noun follows that the name only describes: "Acme servers", "California residents"."""
    after = words[end].norm if end < len(words) else ","
    return not after[:1].isalnum() or after in small("after_names") or verbs().at(words, end) is not None


def _is_short_form(word: Word) -> bool:
    """“GPS”, "IBAN": letters of a technical term, not a company that writes itself in capitals."""
    return word.text.isupper() and (len(word.text) < _SHORTEST or word.norm in small("technical"))


def _is_proper(name: Sequence[Word], lexicon: Lexicon) -> bool:
    if len(name) > 1 and name[-1].norm in small("legal_forms"):
        return True
    groups = ("all_data", "third_parties", "we", "you", "not_names")
    texts = (lexicon.data, lexicon.purposes, values().regions)
    if any(phrases.at(name, i) for phrases in texts for i in range(len(name))) or (len(name) == 1 and cues()["person"].at(name, 0)):
        return False
    if any(grammar()[group].at(name, i) for group in groups for i in range(len(name))):
        return False
    plain = all(len(word.text) > 1 and (word.norm in small("legal_forms") or not _is_short_form(word)) for word in name)
    return plain and any(not verbs().at([word], 0) for word in name)
