"""Sentences that claim nothing: advice, disclaimers, definitions, slogans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.rules import cues, small
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.policy.draft import Draft
    from datamap.policy.words import Word

_WEAK = frozenset({"PURPOSE", "SECURITY_GENERIC", "SCOPE", "DOC_REFERENCE", "LEAD_IN", "COLLECTS_ONLY_IF"})
_ADVICE_REACH = 3


def advice(words: Sequence[Word]) -> bool:
    """Whether the sentence tells the reader what to do."""
    hits = cues()["advice"].find(words)
    return any(
        hit.start <= _ADVICE_REACH or words[hit.start - 1].norm in {",", ";", "and", "but", "however"}
        for hit in hits
        if not _means_purpose(words, hit.start)
    )


def _means_purpose(words: Sequence[Word], start: int) -> bool:
    """“to avoid fraud” is a purpose."""
    return start > 0 and words[start - 1].norm in {"to", "us", "we", "help"}


def disclaims(words: Sequence[Word]) -> bool:
    """Whether the sentence takes something back."""
    return bool(cues()["disclaimer"].find(words)) and not cues()["residue"].find(words)


def lapses(words: Sequence[Word]) -> bool:
    """“Without it nothing is recorded”: what follows if a condition that was told before does not hold."""
    norms = [word.norm for word in words if word.is_word]
    told = norms[:1] == ["without"] and norms[1:2] in (["it"], ["this"], ["that"], ["them"])
    return told and not {"nothing", "not", "no", "none"}.isdisjoint(norms)


def speaks_of_law(words: Sequence[Word]) -> bool:
    """“The law requires employers to keep payslips”: what others must do by law, and nothing of ours."""
    head = [word.fold for word in words[:5]]
    if not any(fold in small("laws") for fold in head) or any(word.norm in {"we", "us", "our", "your", "you"} for word in words):
        return False
    return any(word.norm in small("bound_by_law") for word in words)


def speaks_of_others(words: Sequence[Word]) -> bool:
    """“Many websites ask for consent before they set cookies”: what others do."""
    general = bool(words) and words[0].norm in {"many", "most", "other"} and any(w.fold in small("businesses") for w in words[1:3])
    return general and not any(word.norm in {"we", "us", "our", "your", "you"} for word in words)


def hopes(words: Sequence[Word]) -> bool:
    """“We hope to offer …”, "we plan to …", "for example, a shop might …": nothing that is done."""
    first = [word.norm for word in words[:3]]
    wishes = first[:1] == ["we"] and len(first) > 2 and first[1] in {"hope", "plan", "wish"} and first[2] == "to"
    told = any(word.norm in {"we", "us", "our"} for word in words)
    return wishes or (first[:2] in (["for", "example"], ["for", "instance"]) and not told)


def silent(text: str, drafts: Sequence[Draft]) -> str | None:
    """Why a sentence claims nothing, given what was read in it; None when it does claim, or was not understood."""
    words = words_of(text)
    strong = [draft for draft in drafts if draft.kind not in _WEAK]
    if disclaims(words):
        return "disclaimer"
    if speaks_of_law(words) or speaks_of_others(words):
        return "others"
    if advice(words) and not any(
        draft.kind
        in {"CONTACT", "OPT_OUT", "RIGHT", "COOKIE_CONTROL", "WITHDRAW_CONSENT", "CONSENT_BY_USE", "DOC_REFERENCE", "TEMPLATE_RESIDUE"}
        for draft in drafts
    ):
        return "advice"
    if strong:
        return None
    if cues()["definition"].find(words):
        return "definition"
    if cues()["slogan"].find(words):
        return "slogan"
    return None
