"""Consent, opt-in, controls, training and anonymity: what holds something back."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy import leave
from datamap.policy.clauses import Role
from datamap.policy.rules import cues, small
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.arguments import Arguments
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.verb import Verb

_CHOICE = "user.privacy_preferences"
"""What a consent itself is as data."""
_FIGURES = frozenset({"figure", "statistic", "number", "report", "evaluation", "ranking"})
_HEAD = 4
_ACTING = (
    "collect",
    "store",
    "share",
    "use",
    "process",
    "load",
    "serve",
    "engage",
    "transmit",
    "train",
    "publish",
    "combine",
    "sell",
    "need",
    "update",
)


def read(statement: Statement) -> Iterator[Draft]:
    """The claims about choice."""
    yield from _cookies(statement)
    yield from _training(statement)
    yield from _anonymous(statement)
    yield from _consent(statement)
    yield from _opt_in(statement)
    yield from _by_action(statement)


def topic(statement: Statement) -> str | None:
    """What a gate is about, by the words nearest to it."""
    label = statement.setting.label
    heading = statement.setting.unit.headings[-1].text.value if statement.setting.unit.headings else ""
    main = " ".join(word.norm for word in statement.words if word.is_word)
    return statement.lexicon.gate_topic(main, " ".join(word.norm for word in statement.all), label.value if label else "", heading)


def _cookies(statement: Statement) -> Iterator[Draft]:
    """“We use cookies to …”; a list entry that says what cookies are for."""
    verb = statement.verb("use", "load", polarity="+")
    if _cookies_act(statement) and not (verb is not None and verb.subject == "we"):
        yield statement.draft(
            "COOKIE_USE",
            "cookies do",
            next(iter(statement.stating), None),
            statement.anything,
            polarity="+",
            purpose=statement.recipients(),
        )
        return
    args = statement.object_of(verb) if verb is not None and statement.is_ours else statement.fragment() if statement.is_fragment else None
    if args is None or statement.setting.mode in {"rights", "deletion", "retention", "processors"} or not _of_cookies(statement, args):
        return
    if verb is not None and verb.passive and statement.consents:
        return
    if verb is not None or any(word.norm in {"used", "for"} for word in statement.words):
        gate = "consent.cookies" if statement.consents else None
        yield statement.draft("COOKIE_USE", "cookies", verb, args, polarity="+", purpose=statement.recipients(), gate=gate)


def _of_cookies(statement: Statement, args: Arguments) -> bool:
    if any(key.startswith("user.device.cookie") for key in args.data) or any(
        phrase.lower().split()[-1].rstrip("s") in small("cookie_words") for phrase in args.phrases
    ):
        return True
    label = statement.setting.label
    points = any(word.norm in {"them", "these", "those"} for word in statement.words)
    return points and label is not None and any(word.fold in small("cookie_words") for word in words_of(label.value))


def _cookies_act(statement: Statement) -> bool:
    """“Cookies remember your settings”, "they keep you signed in": what cookies do is what they are used for."""
    pronoun = bool(statement.words) and statement.words[0].norm in {"these", "they", "it", "this", "those"}
    label = words_of(statement.setting.label.value) if statement.setting.label is not None and pronoun else ()
    named = any(word.fold in small("cookie_words") for word in (*statement.words[:4], *label))
    verb = next((verb for verb in statement.stating if verb.role == "main" and verb.polarity == "+" and not verb.passive), None)
    lasting = verb is not None and bool(verb.frames & {"expire", "delete"} or verb.lemma in {"last", "remain", "stay", "end"})
    return named and statement.subject in {"it", "they"} and verb is not None and not lasting and not statement.cue("definition", "browser")


def gated(kind: str, statement: Statement) -> str:
    """A gate with what it is about: ``consent.analytics``."""
    about = topic(statement)
    return f"{kind}.{about}" if about else kind


def _training(statement: Statement) -> Iterator[Draft]:
    ours_too = bool(statement.words) and statement.words[0].norm in {"neither", "no", "nobody", "none"}
    if not statement.cue("training") or (statement.subject in {"vendor", "third"} and not ours_too):
        return
    verb = next(
        (
            verb
            for verb in statement.clause.verbs
            if verb.polarity == "-" and verb.frames & {"train", "use", "share", "process", "store", "need", "collect"}
        ),
        None,
    )
    if verb is None:
        return
    folds = {word.fold for word in statement.all}
    if not folds & small("machine_words") and folds & small("lesson_words"):
        return
    gate = "consent.training" if statement.consents else "opt_in.training" if statement.opts_in else None
    yield statement.draft("NO_TRAINING", "denied training", verb, statement.anything, polarity="-", gate=gate)


def _anonymous(statement: Statement) -> Iterator[Draft]:
    if _unrecognisable(statement):
        yield statement.draft(
            "ANONYMIZED_ONLY",
            "figures that show nobody",
            next(iter(statement.stating), None),
            statement.anything,
            form="aggregated",
            purpose=statement.recipients(),
            polarity="+",
            values={"figures": True},
        )
        return
    masked = _masked(statement)
    if not masked and (not statement.cue("aggregate_only") or statement.setting.mode in {"retention", "deletion"}):
        return
    verb = next(iter(statement.stating), None)
    deleting = any("delete" in other.frames and "anonymise" not in other.frames for other in statement.clause.verbs) or statement.cue(
        "no_longer_needed"
    )
    alone = "alone" in [word.norm for word in statement.words[-2:]]
    limited = alone or masked or statement.has("only") or _with_using(statement) or _made_anonymous(statement)
    in_use = statement.setting.mode == "purpose" or statement.verb_anywhere(
        "use", "process", "share", "collect", "need", "publish", "store", "engage", "train"
    )
    used = bool(in_use) or _made_anonymous(statement)
    if limited and used and not (deleting and not statement.has("only")) and not (verb and verb.polarity == "-"):
        yield statement.draft(
            "ANONYMIZED_ONLY",
            "aggregated or anonymised + only",
            verb,
            statement.anything,
            form="aggregated",
            purpose=statement.recipients(),
            polarity="+",
        )


def _unrecognisable(statement: Statement) -> bool:
    """“Figures from which no patient can be recognised”, "statistics in which nobody can be identified"."""
    words = statement.all
    shown = next((i for i, word in enumerate(words) if word.fold in small("numbers_shown")), None)
    known = next((i for i, word in enumerate(words) if word.norm in small("told_apart") and shown is not None and i > shown), None)
    return known is not None and any(word.norm in small("no_way") for word in words[shown:known])


def _masked(statement: Statement) -> bool:
    """“IP addresses are masked before processing”, "shortened at once"."""
    masks = (verb for verb in statement.clause.verbs if verb.frames & {"anonymise"} and verb.passive and verb.polarity == "+")
    verb = next((verb for verb in masks if verb.states or verb.role == "relative"), None)
    before = any(part.opener in {"before", "prior to"} for part in statement.clause.parts) or "before" in [w.norm for w in statement.words]
    at_once = bool({"immediately", "once", "instantly"} & {word.norm for word in statement.words})
    return verb is not None and (before or at_once) and bool(statement.anything.data)


def _made_anonymous(statement: Statement) -> bool:
    """“Reports are aggregated”, "models are built on pseudonymised orders", "we publish aggregated statistics"."""
    if statement.verb("share", "sell") is not None:
        return False
    if any(verb.frames & {"anonymise"} and (verb.passive or verb.role == "participle") for verb in statement.clause.verbs):
        return True
    if statement.is_copula and any(word.fold in _FIGURES for word in statement.words[:_HEAD]) and not statement.names:
        return True
    if statement.cue("without_names") and any(verb.passive or verb.subject == "we" for verb in statement.stating):
        return True
    uses = next((v for v in statement.stating if v.frames & {"publish", "train"} or v.lemma in small("building")), None)
    return uses is not None and bool(cues()["aggregate_only"].find(statement.words[uses.end :]))


def _with_using(statement: Statement) -> bool:
    norms = [word.norm for word in statement.all]
    return any(
        a in {"using", "in"}
        and b in {"aggregated", "aggregate", "anonymized", "anonymised", "anonymous", "de", "pseudonymized", "pseudonymised"}
        for a, b in pairwise(norms)
    )


def _consent(statement: Statement) -> Iterator[Draft]:
    if not statement.consents or statement.setting.mode in {"legal_basis", "rights"}:
        return
    if statement.is_fragment and statement.setting.mode == "share" and not statement.names:
        return
    based = statement.verb("process", "use", "collect", "store", polarity="+")
    withdraws = statement.cue("withdraw_consent") and not (based is not None and based.subject != "you" and statement.cue("consent_basis"))
    if withdraws or statement.cue("by_use", "by_signup", "by_action", "not_directed", "knowing"):
        return
    verb = next(
        (
            verb
            for verb in statement.clause.verbs
            if verb.frames.intersection(_ACTING) and verb.role in {"main", "complement", "imperative", "participle"}
        ),
        _held_back(statement),
    )
    if verb is not None and verb.polarity == "-":
        if not _lifts_denial(statement) or verb.frames & {"sell"} or statement.cue("training"):
            return
        if statement.subject == "third" and statement.words[0].norm not in {"nobody", "no", "none"}:
            return
    if verb is not None and verb.subject == "you" and not statement.only:
        return
    heading = statement.setting.unit.block.kind.value == "heading"
    if verb is None and not heading and not statement.is_fragment and not statement.cue("require_consent") and not statement.own_names:
        return
    if heading and not statement.has("only") and verb is None:
        return
    args = _gated(statement)
    yield statement.draft(
        "CONSENT_GATE", "consent", verb, args, gate=gated("consent", statement), polarity="+", categories=statement.recipients()
    )


def _gated(statement: Statement) -> Arguments:
    """What consent is asked for; “we process them only with your consent” speaks of what was said before."""
    points = any(word.norm in {"them", "these", "those", "they", "it"} for word in statement.words)
    before = statement.before.anything if statement.before is not None else None
    return before if points and statement.anything.data == (_CHOICE,) and before is not None and before.data else statement.anything


def _held_back(statement: Statement) -> Verb | None:
    """What else waits for consent: “Google Analytics runs subject to your prior agreement”."""
    main = " ".join(word.norm for word in statement.words if word.is_word)
    about = statement.anything or statement.names or statement.lexicon.gate_topic(main) or statement.subject == "we"
    waits = about and (statement.only or any(part.opener for part in statement.clause.parts) or statement.cue("require_consent"))
    return next((verb for verb in statement.stating if waits and "consent" not in verb.frames and verb.subject != "you"), None)


def _lifts_denial(statement: Statement) -> bool:
    """“not … without your consent”, "not … until you agree": what is denied is allowed with it."""
    for role in (Role.EXCEPTION, Role.CONDITION):
        for part in statement.clause.of(role):
            if cues()["consent"].find([word for sub in part.walk() for word in sub.words]) or any(
                "consent" in verb.frames and verb.subject == "you" for verb in part.verbs
            ):
                return True
    return leave.given_leave(statement)


def _opt_in(statement: Statement) -> Iterator[Draft]:
    if not statement.opts_in or (statement.setting.mode == "rights" and statement.cue("right_words")):
        return
    verb = next((verb for verb in statement.stating if verb.frames.intersection(_ACTING)), next(iter(statement.stating), None))
    if verb is not None and verb.subject == "you" and verb.frames & {"control"} and not statement.only:
        return
    yield statement.draft(
        "OPT_IN_GATE",
        "opt-in",
        verb,
        statement.anything,
        gate=gated("opt_in", statement),
        polarity="+",
        categories=statement.recipients(),
    )


def _by_action(statement: Statement) -> Iterator[Draft]:
    """“By handing something in, you allow us …”: an action counts as consent, perhaps to messages as well."""
    agrees = statement.verb("consent", polarity="+")
    acts = len(statement.words) > 1 and statement.words[0].norm == "by" and statement.words[1].norm.endswith("ing")
    if agrees is None or agrees.subject != "you" or not acts:
        return
    mail = statement.cue("messages") and any(
        word.norm in {"receive", "receiving", "get", "getting", "send", "sending"} for word in statement.words
    )
    yield statement.draft(
        "BUNDLED_CONSENT" if mail else "CONSENT_BY_ACTION", "by doing … you agree", agrees, statement.anything, polarity="+"
    )
