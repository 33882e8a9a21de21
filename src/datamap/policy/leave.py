"""What waits for the person: consent, and features that are off until somebody turns them on."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy.clauses import Role
from datamap.policy.rules import cues, grammar, small

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.clauses import Clause
    from datamap.policy.verb import Verb
    from datamap.policy.view import View
    from datamap.policy.words import Word

_DOING = frozenset({"share", "load", "use", "process", "transmit", "collect", "publish", "train", "sell"})
_NEAR = 4
_ACTS = frozenset({"base", "ed", "s"})


def consents(view: View) -> bool:
    """Whether a statement speaks of the person's consent."""
    return not _found_out(view) and (
        (view.cue("consent") and not _bargains(view) and not _listed(view))
        or _person_does(view, "consent")
        or _permission(view)
        or _with_it(view)
        or _clicks_accept(view)
        or _who_gave(view)
        or _must_agree(view)
        or _asks_first(view)
        or given_leave(view)
        or any(_approves(part) for part in _parts(view))
    )


_WAITING = ("once", "until", "unless", "only")


def _waits_for_switch(view: View) -> bool:
    """“Calls are taped once the caller has pressed 1”, "until a parent flips it, pictures stay put"."""
    parts = (part for part in view.clause.of(Role.CONDITION) if part.opener.startswith(_WAITING))
    return any(_presses(part) for part in parts) and not view.durations


def _approves(part: Clause) -> bool:
    """“If you've said that's fine”, "provided you don't mind", "unless you sign a release": the person says yes in other words."""
    for verb in part.verbs:
        after = [word.fold for word in part.words[verb.end : verb.end + 6]]
        said = verb.lemma in {"say", "tell", "answer", "reply"} and not small("approving").isdisjoint(after)
        signs = verb.lemma == "sign" and not small("slips").isdisjoint(after)
        wants = verb.lemma == "want" and after[:2] in (["us", "to"], ["me", "to"])
        minds = verb.lemma == "mind" and verb.polarity == "-"
        if verb.subject == "you" and (minds or (verb.polarity == "+" and (said or signs or wants))):
            return True
    return False


def _found_out(view: View) -> bool:
    """“Where we find out that a child signed up without permission”: what was wrong, and no gate."""
    return any(verb.lemma in small("finding") for part in view.clause.of(Role.CONDITION) for verb in part.verbs)


def _who_gave(view: View) -> bool:
    """“Only to customers who have given their consent thereto”."""
    words = view.words
    for i, word in enumerate(words):
        if word.norm in {"who", "that"} and any(one.norm in _GIVING for one in words[i + 1 : i + 4]):
            after = words[i + 2 : i + 9]
            return bool(cues()["permission"].find(after)) and not any(one.norm in {"not", "never"} for one in words[i + 1 : i + 4])
    return False


def _bargains(view: View) -> bool:
    """“If you accept an offer, a contract is made” is about a bargain."""
    if any(a.norm == "nothing" and b.norm == "to" for a, b in pairwise(view.all)):
        return True
    agrees = any(word in (view.cue_text("consent") or "").split() for word in ("accept", "agree", "accepted", "agreed"))
    return agrees and any(word.fold in small("bargains") for word in view.all)


def _listed(view: View) -> bool:
    """“We erase your profile, your consents and your bookings”: consents that were given are data like any other."""
    words = view.all
    hits = cues()["consent"].find(words)
    return bool(hits) and all(_is_thing(words, hit.end - 1) for hit in hits)


def _is_thing(words: Sequence[Word], at: int) -> bool:
    if words[at].norm != "consents" or at == 0:
        return False
    before = words[at - 1]
    further = words[at - 2].norm if at > 1 else ""
    return (not before.is_word or before.norm in _BEFORE_THINGS) and further not in _BASES


_BEFORE_THINGS = frozenset({"your", "their", "the", "all", "any", "and", "or", "of", "these", "those", "such", "given", "each", "every"})
_BASES = frozenset({"with", "without", "to", "by", "on", "upon", "under"})


def opts_in(view: View) -> bool:
    """Whether a statement speaks of an opt-in."""
    if _kept_while(view) and not _waits_for_switch(view):
        return False
    waits = view.only and (_person_does(view, "sign_up") or _waits_for_person(view))
    return (
        (view.cue("opt_in") and not _asked_by_us(view))
        or _person_does(view, "opt_in")
        or _unless_person_acts(view)
        or waits
        or _waits_for_switch(view)
        or _loads_on_click(view)
        or _told_to_turn_on(view)
        or _off_at_first(view)
        or _hidden_at_first(view)
        or _must_turn_on(view)
        or _for_those_who(view)
        or _left_to_person(view)
        or _on_request(view)
    )


def _asked_by_us(view: View) -> bool:
    """“I ask for it when it is time to ship” is no wish of the person's."""
    return (view.cue_text("opt_in") or "").startswith(("ask", "request")) and any(
        verb.lemma.startswith("ask") and verb.subject == "we" for verb in view.stating
    )


def _kept_while(view: View) -> bool:
    """“We keep your address as long as you are subscribed” tells how long, and of no gate."""
    keeps = view.verb("retain", "store", states=False)
    if keeps is not None and any(word.fold in small("resting") for word in view.words[keeps.end : keeps.end + 3]):
        return False
    return keeps is not None and any(part.opener in small("while_openers") for part in view.clause.parts)


def _parts(view: View) -> Iterator[Clause]:
    """The parts that say on what something depends."""
    return (part for part in view.clause.walk() if part.role in {Role.CONDITION, Role.EXCEPTION} or part.opener)


def _person_does(view: View, frame: str) -> bool:
    """Whether a condition is that the person (or a parent, a patient …) does something: "once you agree", "if the caller agrees"."""
    for part in _parts(view):
        person = bool(cues()["person"].find(part.words)) or frame == "consent"
        for verb in part.verbs:
            if verb.polarity == "-" and part.opener in {"if", "when", "should you"}:
                continue
            other = any(word.fold in small("no_persons") for word in part.words[: verb.index])
            said = part.words[verb.end :]
            said = [*said, *view.words] if any(word.norm in small("pointers") for word in said) else said
            if frame == "consent" and any(word.fold in small("bargains") for word in said):
                continue
            acts = verb.subject == "you" or (verb.subject in {"it", "they"} and person and not verb.passive and not other)
            if acts and frame in verb.frames and verb.form in _ACTS and not (frame == "opt_in" and _begins(part, verb)):
                return True
    return False


def _begins(part: Clause, verb: Verb) -> bool:
    """Whether somebody only begins to use the product at all: "when you activate the app or contact support"."""
    after = [word for word in part.words[verb.end :] if word.fold not in _LEADING]
    beyond = after[1:2]
    return bool(after) and after[0].fold in small("wholes") and all(not word.is_word or word.fold in _GOING_ON for word in beyond)


_GIVING = frozenset({"give", "gave", "given", "gives", "grant", "granted"})
_LEADING = frozenset({"the", "your", "our", "a", "an", "this", "their"})
_GOING_ON = frozenset({"or", "and", "we", "on", "for", "with", "by", "to", "in", "from", "at", "after", "before"})


def _permission(view: View) -> bool:
    """“only if you have given us written permission”: a condition that names the person's consent."""
    return any(
        cues()["permission"].find(part.words)
        and (cues()["person"].find(part.words) or any(word.norm in {"you", "your"} for word in part.words))
        for part in _parts(view)
    )


def _with_it(view: View) -> bool:
    """“With it, we also load …”, said right after a sentence about consent."""
    points = grammar()["with_it"].find(view.all[:4])
    return bool(points) and points[0].start <= 1 and view.before is not None and view.before.consents


def given_leave(view: View) -> bool:
    """“Published only with the written agreement of the persons shown”, "subordinated to the consent of the visitor"."""
    for hit in cues()["leave_needed"].find(view.all):
        near = view.all[hit.end : hit.end + 5]
        nouns = small("leave_nouns") | (small("answers") if hit.value.startswith("wait") else frozenset())
        noun = next((i for i, word in enumerate(near) if word.fold in nouns), None)
        if hit.value == "after" and not view.only:
            continue
        if noun is not None and noun + 1 < len(near) and near[noun + 1].fold in {"requirement", "banner", "form", "manager", "tool"}:
            continue
        counted = noun is not None and noun and (near[noun - 1].norm.isdigit() or near[noun - 1].norm in {"two", "three", "both"})
        if noun is not None and not counted and not any(word.fold in small("leave_nouns") | {"we"} for word in near[:noun]):
            return True
    return False


def _clicks_accept(view: View) -> bool:
    """“once you click “Accept””, "only if you said "sure"", "before you have made your choice"."""
    for part in _parts(view):
        pressed = next((verb for verb in part.verbs if verb.lemma in small("clicking") and verb.subject == "you"), None)
        if pressed and any(word.norm in small("accepting") for word in part.words[pressed.end :]):
            return True
        signed = any(verb.lemma == "sign" and verb.subject != "we" for verb in (*part.verbs, *view.stating))
        if cues()["choice_made"].find(part.words) or (signed and any(word.fold in small("slips") for word in view.all)):
            return True
    return False


def _must_agree(view: View) -> bool:
    """“A parent has to agree before a photo is published”: an agreement that something must wait for."""
    return _is_needed(view) and any(
        "consent" in verb.frames and verb.subject != "we" and verb.polarity == "+" for verb in view.clause.verbs
    )


def _is_needed(view: View) -> bool:
    norms = [word.norm for word in view.words]
    glued = any(word.hyphen and word.norm == "to" for word in view.words)
    return not glued and ("must" in norms or any(a in {"has", "have", "need", "needs"} and b == "to" for a, b in pairwise(norms)))


def _must_turn_on(view: View) -> bool:
    """“A feature that you have to activate yourself”."""
    turned = (verb for verb in view.clause.verbs if "opt_in" in verb.frames and verb.polarity == "+")
    passive = any(verb.passive and "opt_in" in verb.frames and verb.lemma != "subscribe" for verb in view.stating)
    if passive and _is_needed(view) and view.subject == "it":
        return True
    person = any("you" in [word.norm for word in view.words[max(verb.index - 4, 0) : verb.index]] for verb in turned)
    return person and _is_needed(view)


def _hidden_at_first(view: View) -> bool:
    """“By default, your profile is not searchable”."""
    norms = [word.norm for word in view.words]
    denials = {"not": 4, "never": 4, "no": 6}
    denied = any(any(a in small("shown_states") for a in norms[i + 1 : i + denials.get(norm, 0)]) for i, norm in enumerate(norms))
    return denied and bool(cues()["at_first"].find(view.words))


def _asks_first(view: View) -> bool:
    """“Before we record a call, we ask whether that is all right”, "we ask first"."""
    sought = next((verb for verb in view.stating if verb.lemma in {"ask", "ask for"} and verb.passive), None)
    if sought is not None and cues()["permission"].find(view.words[sought.index :]):
        return any(part.opener == "before" for part in view.clause.parts)
    asked = next((verb for verb in view.verbs("collect") if verb.lemma in {"ask", "ask for"} and verb.polarity == "+"), None)
    if asked is None or view.subject == "you" or asked.lemma == "ask for" or asked.role != "main":
        return False
    words = [word.norm for word in view.words[asked.end : asked.end + 3]]
    wishes = any(verb.subject == "you" and verb.lemma in small("wishing") for part in view.clause.walk() for verb in part.verbs)
    if {"whether", "if"} & set(words) and wishes:
        return True
    if "for" in words or "to" in words:
        return False
    doing = any(part.opener == "before" and any(v.frames & _DOING for v in part.verbs) for part in view.clause.of(Role.CONDITION))
    return doing or bool({"first", "beforehand"} & {word.norm for word in view.words})


def _unless_person_acts(view: View) -> bool:
    """“The tool sends nothing unless you run …”: what is denied waits for an act of the person; giving the data itself is none."""
    denied = any(verb.polarity == "-" and verb.frames & {"transmit", "load", "use"} for verb in view.stating)
    acts = (verb for part in view.clause.of(Role.EXCEPTION) if part.opener == "unless" for verb in part.verbs)
    giving = small("giving") | {"ask", "consent", "agree"}
    return denied and not view.consents and any(v.subject == "you" and v.form == "base" and v.lemma not in giving for v in acts)


def _waits_for_person(view: View) -> bool:
    """Whether something is done with data only when the person asks for it by some action."""
    acting = {"share", "load", "use", "process"} | ({"gets"} if view.subject == "third" else set())
    done = any(verb.frames & acting and not verb.frames & {"delete"} for verb in view.stating)
    openers = ("only", "when", "if", "once", "after", "while")
    conditions = list(view.clause.of(Role.CONDITION))
    parts = [part for part in conditions if part.opener.startswith(openers)]
    acts = [verb for part in parts for verb in part.verbs if verb.subject == "you" and verb.form in _ACTS]
    pressed = any(verb.lemma in small("clicking") for verb in acts) or any(_presses(part) for part in conditions)
    done = done or (view.cue("public") and view.is_fragment is False)
    return not view.consents and ((done and bool(acts)) or pressed)


def _presses(part: Clause) -> bool:
    """“Until a parent flips it”, "once the caller has pressed 1": somebody who uses the service works a switch."""
    worked = next((verb for verb in part.verbs if verb.lemma in small("switch_acts") and verb.polarity == "+" and not verb.passive), None)
    return worked is not None and (worked.subject == "you" or any(word.fold in small("persons") for word in part.words[1 : worked.index]))


def _told_to_turn_on(view: View) -> bool:
    """“If you want transcripts, switch them on”."""
    turned = any(verb.role == "imperative" and verb.lemma in {"switch on", "turn on", "enable", "activate"} for verb in view.stating)
    parts = (part for part in view.clause.of(Role.CONDITION) if part.opener == "if")
    return turned and any(verb.subject == "you" and verb.lemma in small("wishing") for part in parts for verb in part.verbs)


def _loads_on_click(view: View) -> bool:
    """“The chat loads once you click it”."""
    loads = any("load" in verb.frames and verb.polarity == "+" and verb.subject != "you" for verb in view.stating)
    acts = (verb for part in view.clause.of(Role.CONDITION) if part.opener in {"once", "when", "after"} for verb in part.verbs)
    return loads and not view.consents and any(verb.lemma in small("clicking") and verb.subject == "you" for verb in acts)


def _for_those_who(view: View) -> bool:
    """“We mail offers to customers who want them”: messages go to those who asked."""
    words = view.words
    takes = view.verb("collect", "process", "use", polarity="+") is not None and bool(words) and words[0].norm in {"from", "of", "for"}
    takes = takes or bool(cues()["messages"].find(words))
    for verb in view.clause.verbs:
        who = max((i for i in range(verb.index) if words[i].norm in {"who", "that"}), default=-1)
        signs = verb.frames & {"opt_in", "consent"} or verb.lemma in {"tick", "switch on", "turn on", "ask for", "order", "sign up"}
        whose = next((i for i in range(verb.index - 1, -1, -1) if words[i].norm in {"who", "whose", "that"}), None)
        limited = view.only or view.is_fragment
        if (
            signs
            and whose is not None
            and whose
            and verb.role != "main"
            and verb.polarity == "+"
            and limited
            and verb.index - whose <= _NEAR
        ):
            return words[whose - 1].fold in small("persons") | {"those", "one", "account", "workspace", "people", "anyone"}
        if (
            takes
            and verb.lemma in small("wanting")
            and verb.polarity == "+"
            and verb.role != "main"
            and 0 < verb.index - who <= _NEAR
            and who > 0
        ):
            return True
    return False


def _says_off(view: View) -> bool:
    """Whether an entry says no more than that something is off: “Telemetry: off by default”."""
    norms = {word.norm for word in view.all if word.is_word}
    off = bool(norms & {"off", "disabled"}) and norms <= small("resting") | {"by", "default"}
    return off and "default" in norms and view.setting.label is not None


def _off_at_first(view: View) -> bool:
    """“Stays off until you flip the switch”, "is inactive at first": a feature that rests until somebody acts."""
    if _says_off(view):
        return True
    norms = [word.norm for word in view.words]
    denied = any(norm == "not" and any(a in small("shown_states") for a in norms[i + 1 : i + 3]) for i, norm in enumerate(norms))
    resting = denied or any(word.fold in small("resting") for word in view.words)
    if not resting or view.durations or view.setting.mode in {"retention", "deletion"}:
        return False
    waits = any(part.opener in small("waiting_openers") and _acts(part) for part in _parts(view))
    off = any(word.fold in small("resting") and word.fold not in {"private", "hidden"} for word in view.words)
    return waits or (off and bool(cues()["at_first"].find(view.all) or cues()["switching_on"].find(view.all)))


def _acts(part: Clause) -> bool:
    return any(verb.subject != "we" and not (verb.frames & {"expire", "delete"}) for verb in part.verbs)


def _left_to_person(view: View) -> bool:
    """“You decide whether we may use it”, "sharing it is up to you"."""
    hits = cues()["left_to_you"].find(view.all)
    if not hits:
        return False
    done: Iterator[Verb] = (verb for part in view.clause.walk() for verb in part.verbs)
    return any(verb.frames & _DOING and verb.subject in {"we", "it", "they", ""} and not verb.frames & {"delete"} for verb in done)


def _on_request(view: View) -> bool:
    """“At your request we pass your CV to partner companies”: others receive it only as the person asks for it."""
    gives = view.verb("share", polarity="+")
    asked = bool(cues()["on_request"].find(view.all))
    return asked and gives is not None and gives.subject != "you" and (view.has("third_parties") or bool(view.names))
