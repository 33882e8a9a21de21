"""Cookies in sentences of any wording: what they do, that there are some or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.arguments import Arguments
from datamap.policy.rules import lists_of

if TYPE_CHECKING:
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement

_SILENT_MODES = frozenset({"rights", "contact", "changes", "children", "legal_basis"})
_COOKIE = Arguments(("user.device.cookie_id",), ("cookie",))
_DENIALS = frozenset({"no", "not", "none", "never", "neither", "without"})


def read(statement: Statement) -> Draft | None:
    """“One cookie keeps you signed in”, "no cookies here", "apart from the session cookie we set none"."""
    lists, words = lists_of("access"), statement.all
    others = {i for hit in lists["no_cookies"].find(words) for i in range(hit.start, hit.end)}
    named = [hit for hit in lists["cookie_names"].find(words) if hit.start not in others]
    if not named or statement.setting.mode in _SILENT_MODES:
        return None
    if statement.cue("advice", "disclaimer", "definition", "browser", "see_document", "this_policy", "by_use", "withdraw_consent"):
        return None
    acts = any(verb.subject == "you" or verb.role == "imperative" for verb in statement.stating)
    if acts or statement.sentence.value.rstrip().endswith("?") or statement.setting.unit.leads:
        return None
    denied = any(word.norm in _DENIALS for word in statement.words) and not statement.exceptions
    if not denied and not lists["cookie_deeds"].find(words) and not statement.is_fragment:
        return None
    if any(word.norm in {"if", "should", "unless"} for word in words):
        return None
    args = statement.anything
    args = args if any(key.startswith("user.device.cookie") for key in args.data) else args | _COOKIE
    return statement.draft("COOKIE_USE", "cookies, whatever they do", None, args, polarity="-" if denied else "+", exceptions=())
