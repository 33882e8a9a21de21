"""The verb that ties a third party to what it does: "we use X", "X hosts", "handled by X"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.rules import small

if TYPE_CHECKING:
    from datamap.policy.statement import Statement
    from datamap.policy.verb import Verb
    from datamap.policy.words import Word


def linking_verb(statement: Statement) -> Verb | None:
    """The verb that ties a vendor to what it does: "we use X", "X hosts", "handled by X"."""
    return next((verb for verb in statement.clause.verbs if _links(statement, verb)), None)


def _links(statement: Statement, verb: Verb) -> bool:
    if verb.role in {"relative", "adjective", "infinitive"}:
        return (verb.role == "infinitive" and bool(verb.frames & {"engage"})) or (
            verb.role == "relative" and (_adds(statement, verb) or _told_of(statement, verb))
        )
    if verb.lemma.endswith(" by") and _agent(statement, verb.index, frozenset({"by"})):
        return True
    main = verb.role == "main" and not verb.passive
    behind = any(name.start > statement.words[verb.index].start for name in statement.names)
    if statement.subject == "vendor" and verb.role == "main" and verb.frames & {"serve", "process", "share", "collect", "store", "sell"}:
        return True
    if verb.subject in {"we", "it"} and verb.frames & {"engage", "use"} and (main or verb.role == "gerund") and behind and not verb.passive:
        return True
    if main and verb.subject == "we" and not verb.frames & {"share", "sell"} and _agent(statement, verb.end, small("means")):
        return True
    if main and verb.lemma in small("going") and _agent(statement, verb.end, frozenset({"in", "at", "on", "with"})):
        return True
    if verb.passive and "load" in verb.frames and _agent(statement, verb.end, frozenset({"from", "by", "via"})):
        return True
    if main and verb.lemma in small("working") and _agent(statement, verb.end, small("means") | {"on"}):
        return True
    if main and verb.frames & {"publish", "load", "serve"} and any(word.fold in small("ad_words") for word in statement.words[verb.end :]):
        return _agent(statement, verb.end, small("means") | {"from", "by"})
    keyed = any(word.fold in {"key", "password"} for word in statement.words[max(verb.index - 2, 0) : verb.index])
    done = not keyed and (verb.passive or (verb.role == "participle" and verb.form == "ed"))
    joints = small("agents") | {"from"} if verb.lemma in small("acquiring") else small("agents")
    return bool(done and verb.frames & small("served") and _agent(statement, verb.end, joints) and not _describes(statement, verb))


def _adds(statement: Statement, verb: Verb) -> bool:
    """“…, which runs on X's servers”: a clause of its own behind a comma."""
    which = next((i for i in range(verb.index - 1, 0, -1) if statement.words[i].norm == "which"), None)
    comma = which is not None and statement.words[which - 1].norm == ","
    return comma and bool(verb.frames & {"serve", "host", "engage"}) and not statement.is_fragment and _agent(statement, verb.index)


def _told_of(statement: Statement, verb: Verb) -> bool:
    """“… to X, which runs our payments”: what a vendor does is told behind its name."""
    at = next((i for i in range(verb.index - 1, 1, -1) if statement.words[i].norm in {"which", "who"}), None)
    if at is None or verb.passive or not verb.frames & small("served") or verb.polarity == "-":
        return False
    head = statement.words[at - 2] if statement.words[at - 1].norm == "," else statement.words[at - 1]
    return any(name.start <= head.start < name.end for name in statement.names)


def _describes(statement: Statement, verb: Verb) -> bool:
    """Whether a participle only describes the data of a list entry: "details processed by X"."""
    return verb.role == "participle" and statement.is_fragment and any(word.is_word for word in statement.words[: verb.index])


def _agent(statement: Statement, index: int, joints: frozenset[str] = small("agents")) -> bool:
    """Whether a vendor stands behind "by", "via", "on" after a verb."""
    if index >= len(statement.words):
        return False
    for name in statement.names:
        at = next((i for i, word in enumerate(statement.words) if word.start >= name.start), None)
        if at is not None and at > index - 1 and any(word.norm in joints for word in statement.words[index:at]):
            return True
    return False


def agent_words(statement: Statement, verb: Verb) -> tuple[Word, ...]:
    """The words behind "by" after a passive verb."""
    words = statement.words[verb.end :]
    if verb.lemma.endswith(" by"):
        return tuple(words[:6])
    at = next((i for i, word in enumerate(words) if word.norm in {"by", "through", "via"}), None)
    return tuple(words[at + 1 : at + 7]) if at is not None else ()
