"""Kinds that show by the cues that meet in a statement (rules/policy/signs.toml)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy import facts
from datamap.policy.arguments import Arguments
from datamap.policy.clauses import Role
from datamap.policy.documents import BlockKind
from datamap.policy.rules import signs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement


# Measures of ours: what the reader is told to do is none.
_DONE_BY_US = frozenset({"ACCESS_CONTROL", "SECURITY_GENERIC", "CERTIFICATION"})


def read(statement: Statement) -> Iterator[Draft]:
    """One claim for every sign that the statement shows."""
    for sign in signs():
        if all(any(_shows(statement, need) for need in choice) for choice in sign.needs) and not any(
            _shows(statement, bar) for bar in sign.none
        ):
            verb = next(iter(statement.stating), None)
            why = " + ".join(next(need for need in choice if _shows(statement, need)) for choice in sign.needs)
            if sign.kind in _DONE_BY_US and verb is not None and verb.role == "imperative" and not statement.setting.denies:
                continue
            draft = statement.draft(sign.kind, why, verb, statement.anything or _pointed_at(statement, sign.kind))
            draft.polarity = None
            if sign.kind == "CHILDREN":
                draft.values = {"age": facts.age(statement.sentence.value)}
            elif sign.kind == "KEYCHAIN":
                draft.locus = "device"
            yield draft


def _pointed_at(statement: Statement, kind: str) -> Arguments:
    """What a secret in the keychain is, told just before: “You enter an API key. The key is kept in the keychain”."""
    before = statement.before
    return before.anything if kind == "KEYCHAIN" and before is not None else Arguments()


def _shows(statement: Statement, need: str) -> bool:
    group, _, name = need.partition(":")
    match group:
        case "verb":
            polarity = "-" if name.endswith("-") else "+"
            return statement.verb(name.rstrip("-"), polarity=polarity) is not None
        case "any":
            return statement.verb_anywhere(name) is not None
        case "topic":
            return statement.setting.mode == name or name in statement.setting.unit.topics[:1]
        case "entry":
            entry = statement.setting.label is not None or statement.setting.unit.block.kind is BlockKind.ITEM
            return statement.setting.mode == name and statement.is_fragment and entry
        case "in":
            role, _, cue = name.partition(":")
            return statement.part_has(Role(role), cue)
        case "share":
            return statement.verb("share", "sell", polarity="-") is not None or statement.only
        case "named":
            return bool(statement.own_names)
        case "third_words":
            return statement.has("third_parties")
        case _:
            return statement.cue(need)
