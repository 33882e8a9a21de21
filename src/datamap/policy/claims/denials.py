"""What a denial says of data, by what the words in its reach speak of: nobody asks for it, keeps it, gets it, sells it, learns from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.policy import facts
from datamap.policy.arguments import Arguments, mentions
from datamap.policy.clauses import Role
from datamap.policy.denial import denial_of, refusal_of
from datamap.policy.parties import NOBODY, THIRD, VENDOR, WE, YOU, party, place
from datamap.policy.rules import grammar, lists_of, small

if TYPE_CHECKING:
    from datamap.model import JsonValue
    from datamap.policy.denial import Denial
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement

_SILENT_MODES = frozenset({"children", "legal_basis"})
_OTHER_MODES = frozenset({"rights", "contact", "changes"})
_NOT_HERE = ("merger", "definition", "advice", "disclaimer", "by_use", "withdraw_consent")
_ASIDE_REACH = 4
_PROCESSING = frozenset({"supplier", "processor", "subprocessor", "contractor", "provider", "vendor"})


@dataclass(frozen=True, slots=True)
class _Case:
    """A denial with the data that it is about and who would act."""

    statement: Statement
    denial: Denial
    args: Arguments
    who: str

    def has(self, *names: str) -> bool:
        return any(self.denial.has(name) for name in names)

    @property
    def followed(self) -> bool:
        """Whether it is about tracking, or a sensor."""
        return self.has("watching", "sensors")

    @property
    def general(self) -> bool:
        """Whether it is about data in general, or about whatever it is."""
        bare = any(word.norm in {"nothing", "none"} for word in self.denial.words)
        return self.args.everything or bool(self.args.unmapped) or bare or self.statement.cue("sensitive")

    @property
    def yours(self) -> bool:
        return any(word.norm in {"your", "their"} for word in self.denial.words)

    @property
    def others(self) -> bool:
        """Whether somebody else is named."""
        words = self.denial.words
        ours = _nobody_of_us(self.denial)
        hits = grammar()["third_parties"].find(words)
        third = [hit for hit in hits if not ours or words[hit.start].norm not in {"nobody", "no", "none"}]
        named = bool(third) or self.has("outsiders") or bool(self.statement.lexicon.purposes.find(words))
        return named or any(word.fold in small("people") for word in words)

    @property
    def cookies(self) -> bool:
        return bool(self.args.data) and all(key.startswith("user.device.cookie") for key in self.args.data)


def read(statement: Statement) -> tuple[Draft, bool] | None:
    """The claim of a denial, and whether it denies all that the clause says."""
    if statement.setting.mode in _SILENT_MODES or statement.sentence.value.rstrip().endswith("?"):
        return None
    denial = refusal_of(statement) or denial_of(statement)
    if denial is None or statement.exceptions or _is_gated(statement) or _is_no_matter(statement, denial):
        return None
    if abroad := _stays_in(statement, denial):
        return abroad, True
    case = _Case(statement, denial, _args(statement, denial), _who(statement, denial))
    kind = _kind(case)
    if kind is None or (case.cookies and statement.conditions):
        return None
    if denial.how == "sparing" and statement.own_names and kind in {"NOT_COLLECTS", "NEVER_STORES"}:
        kind = "PROCESSOR_RESTRICTION"
    draft = statement.draft(kind, f"{denial.how}: a denial of what it names", None, case.args, polarity="-", entities=statement.vendors)
    if kind == "NEVER_STORES":
        draft.locus = "log" if any(word.fold in {"log", "logfile"} for word in denial.words) else "server"
    return draft, denial.whole


def removed(statement: Statement) -> Draft | None:
    """“Card numbers are masked before the log is written”, "names are replaced prior to sending": what comes then lacks them."""
    before = next((part for part in statement.clause.of(Role.CONDITION) if part.opener == "before"), None)
    lists, words = lists_of("denials"), statement.words
    cut = next((i for i, word in enumerate(words) if word.norm == "prior"), len(words))
    later = before.words if before is not None else words[cut:]
    first = [word.norm for word in words if word.is_word][-1:] in (["first"], ["beforehand"])
    if first and not later and statement.before is not None and lists["going_away"].find(statement.before.words):
        later = statement.before.words
    args = mentions(words[:cut], statement.lexicon)
    other = any(verb.polarity == "-" for verb in statement.stating) or statement.setting.mode == "processors" or not args.data
    if not later or other or not lists["taken_away"].find(words[:cut]) or statement.subject == "you":
        return None
    kind = "NEVER_STORES" if lists["writing"].find(later) else "NOT_COLLECTS" if lists["going_away"].find(later) else None
    if kind is None:
        return None
    return statement.draft(kind, "taken away before", None, args, polarity="-", locus="server" if kind == "NEVER_STORES" else None)


def _is_gated(statement: Statement) -> bool:
    """Whether it holds on a condition only: consent, an opt-in, an "if"."""
    hanging = any(
        part.opener not in small("event_openers") | {"while", "where", "as", "since", "because"}
        for part in statement.clause.of(Role.CONDITION)
    )
    return statement.cue(*_NOT_HERE) or statement.consents or statement.opts_in or hanging


def _is_no_matter(statement: Statement, denial: Denial) -> bool:
    """Whether others than the company are spoken of, or another matter than data."""
    lawful = any(a.fold == "legitimate" and b.fold == "interest" for a, b in pairwise(denial.words))
    compelled = statement.cue("legal_duty") and not denial.has("watching")
    beside = statement.setting.mode in _OTHER_MODES and (statement.cue("right_words", "this_policy", "changing") or statement.by_person)
    wishes = (
        bool(denial.subject)
        and denial.subject[0].norm in {"whoever", "anyone", "those", "anybody"}
        and any(word.norm in {"want", "wish", "like", "agree"} for word in denial.words[:6])
    )
    return (
        wishes
        or lawful
        or compelled
        or beside
        or denial.has("merging")
        or _is_elsewhere(denial)
        or _is_aside(denial)
        or _instructs(statement)
    )


def _instructs(statement: Statement) -> bool:
    """“Never tell it to anybody” tells the reader what to do, unless a heading says that we are meant."""
    verb = next(iter(statement.stating), None)
    first = [word.norm for word in statement.words[:2]]
    if first == ["do", "not"] and not statement.setting.denies:
        return True
    return verb is not None and verb.role == "imperative" and not statement.setting.denies and not statement.is_fragment and verb.index < 2


def _stays_in(statement: Statement, denial: Denial) -> Draft | None:
    """“No data leaves the Union”, "nothing is processed outside the country": where it is kept."""
    words = list(denial.words)
    at = next((i for i, word in enumerate(words) if word.norm in {"leave", "leaves", "left", "outside", "beyond"}), None)
    places = facts.regions(words[at:]) if at is not None else []
    if not places or denial.how not in {"not", "refusal"}:
        return None
    values: dict[str, JsonValue] = {"region": places[0], "regions": list(places)}
    return statement.draft("HOSTING_REGION", "does not leave a place", None, _args(statement, denial), polarity="+", values=values)


def _is_elsewhere(denial: Denial) -> bool:
    """“The law does not allow companies to sell …”, "hackers": nobody of the company."""
    return any(lists_of("denials")["elsewhere"].at(denial.subject, i) for i in range(len(denial.subject)))


def _is_aside(denial: Denial) -> bool:
    """“We do not charge for your data”: the verb behind the denial is none of getting, keeping or giving."""
    near = denial.words[denial.at : denial.at + _ASIDE_REACH + 3 * (denial.how == "unneeded")]
    return denial.how in {"not", "without", "unneeded"} and bool(lists_of("denials")["aside"].find(near))


def _args(statement: Statement, denial: Denial) -> Arguments:
    """The data in reach; else that of the subject, and what a pronoun there points back to."""
    found = mentions(denial.words, statement.lexicon)
    if not denial.whole and denial.how == "not" and not denial.has("keeping") and not denial.has("calling") and not found.data:
        return found
    if not found.data and denial.subject:
        found = mentions(denial.subject, statement.lexicon) | found
    before = statement.before
    if found.data or before is None:
        return found
    same = before.sentence is statement.sentence
    pointing = [word.norm for word in (denial.subject if denial.subject and same else denial.words) if word.is_word]
    if not denial.subject and same and denial.how == "not":
        return before.subject_data(before.stating[0]) if before.stating else found
    if before.sentence.value.rstrip().endswith("?") and any(word.norm in small("pointers") for word in denial.words):
        return before.anything or before.fragment()
    return before.anything if any(norm in small("pointers") for norm in pointing) else found


def _kind(case: _Case) -> str | None:
    denial = case.denial
    data = [key for key in case.args.data if key != "user.privacy_preferences"]
    if case.args.data and not data:
        return None
    if case.has("teaching") and case.has("machines", "training_uses") and case.who != VENDOR:
        return "NO_TRAINING"
    if denial.how in {"refusal", "nobody"}:
        return _of_refusal(case)
    if case.has("further") and (case.general or data):
        return "NOT_SHARES"
    if denial.how in {"yours_alone", "unaware"}:
        return _of_knowledge(case)
    if denial.how == "barring" or case.who in {VENDOR, THIRD}:
        return _of_others(case)
    if case.has("letting") and case.others:
        return "NOT_SHARES" if case.has("beholding") and (data or case.yours) else None
    if case.has("trading") and (data or case.args.everything):
        return "NO_SALE"
    if denial.how in {"unneeded", "without"} or case.who == YOU or _names_us(denial):
        return _from_person(case)
    return _of_ours(case)


def _of_refusal(case: _Case) -> str | None:
    """What a short answer denies, by what was asked."""
    denial = case.denial
    if case.has("trading"):
        return "NO_SALE"
    if denial.how == "nobody" or grammar()["third_parties"].find(denial.words[: denial.at]) or case.has("passing"):
        return "NOT_SHARES"
    if case.cookies:
        return "COOKIE_USE"
    for name, kind in (("calling", "NOT_TRANSMITS"), ("keeping", "NEVER_STORES"), ("places_of_ours", "NEVER_STORES")):
        if case.has(name):
            return kind
    return "NOT_COLLECTS" if case.args or case.followed or case.has("gaining") or _about_you(denial) else None


def _of_knowledge(case: _Case) -> str | None:
    """“Known to you alone”, "we have no idea where you live"."""
    if case.denial.how == "yours_alone":
        return "NEVER_STORES" if case.args.data else None
    told = case.statement.all
    about = _about_you(replace(case.denial, words=told)) or any(word.norm == "whether" for word in told)
    return "NOT_COLLECTS" if case.args.data or about else None


def _of_others(case: _Case) -> str | None:
    """What a vendor does not do or may not do, and what others don't get."""
    barred = case.denial.how == "barring"
    processing = any(word.fold in _PROCESSING for word in (*case.denial.subject, *case.denial.words))
    named = case.who == VENDOR or bool(case.statement.own_names) or processing
    thing = bool(case.args.data) or case.general or case.denial.how == "denying"
    if case.has("serving") and ((named and (thing or barred)) or (barred and case.who == THIRD)):
        return "PROCESSOR_RESTRICTION"
    if case.who == THIRD and case.denial.how == "inside":
        return "NOT_SHARES"
    return "NOT_SHARES" if case.who == THIRD and thing and not barred and case.has("beholding", "passing") else None


def _from_person(case: _Case) -> str | None:
    """What people need not tell, or can do without telling."""
    denial, who = case.denial, case.who
    spared = denial.how in {"unneeded", "without"}
    thing = (
        bool(case.args.data) or case.followed or _about_you(denial) or (who == YOU and case.has("data_heads") and denial.how != "without")
    )
    if who == YOU and not spared and not any(word.norm == "asked" for word in denial.words):
        return "NEVER_STORES" if thing and case.has("places_of_ours") and case.has("finding") else None
    if denial.how == "without" and case.followed:
        return "NOT_COLLECTS"
    if not thing or (who == YOU and not case.has("telling")) or (denial.how == "without" and not case.has("gaining")):
        return None
    return "NEVER_STORES" if case.has("keeping") and denial.how == "not" else "NOT_COLLECTS"


def _of_ours(case: _Case) -> str | None:
    """What we, or nobody in particular, don't do."""
    if case.has("contact"):
        return "NOT_TRANSMITS"
    if case.others and case.has("passing") and (case.yours or case.has("lists_of_ours")):
        return "NOT_SHARES"
    if case.denial.how == "inside":
        return "NOT_SHARES" if case.args.data or case.args.everything or case.has("keeping") else None
    if case.followed and case.has("foreign_parts") and not case.has("keeping"):
        return "NOT_SHARES"
    if case.has("holding") and case.args.data and case.who not in {YOU, NOBODY}:
        return "NOT_COLLECTS"
    if _is_left_out(case) or (case.yours and case.has("prying") and not case.has("passing")):
        return "NOT_COLLECTS"
    if not (case.args.data or case.followed or case.general or case.has("copies") or _about_you(case.denial) or _is_told_of(case.denial)):
        return None
    if case.cookies and any(word.fold == "cookie" for word in case.denial.words):
        return "COOKIE_USE"
    if (case.who == NOBODY or case.others) and (case.has("beholding", "passing") or case.denial.how == "denying"):
        return None if case.statement.cue("staff") else "NOT_SHARES"
    return _gained(case) if case.followed else _moved(case) or _gained(case)


def _is_left_out(case: _Case) -> bool:
    """“No name has to be stated”, "no attempt is made to identify visitors"."""
    norms = [word.norm for word in case.denial.words]
    must = any(a in {"has", "have", "need", "needs", "must"} and "be" in norms[i + 1 : i + 3] for i, a in enumerate(norms))
    stated = must and case.has("telling") and (bool(case.args.data) or case.has("data_heads"))
    return stated or (case.has("people_followed") and any(norm.startswith(("identif", "recogni")) for norm in norms))


def _moved(case: _Case) -> str | None:
    """Where data does not go, where it is not kept."""
    if case.has("passing", "calling") and _to_our_place(case.denial):
        return "NOT_TRANSMITS"
    if case.has("passing"):
        return "NOT_SHARES" if case.statement.setting.mode != "local" else "NOT_TRANSMITS"
    if case.has("calling"):
        return "NOT_TRANSMITS"
    copied = case.denial.how == "not" and case.has("copies") and not case.args.data
    return "NEVER_STORES" if copied or case.has("keeping", "places_of_ours") else None


def _gained(case: _Case) -> str | None:
    gained = case.has("gaining")
    shown = case.args.data or case.followed or case.args.everything or gained or _about_you(case.denial)
    plain = gained or case.followed or case.has("asking") or case.denial.how in {"denying", "sparing"}
    return "NOT_COLLECTS" if shown and plain else None


def _who(statement: Statement, denial: Denial) -> str:
    """Who acts; behind a comma or "and" it is who acted before in the sentence."""
    before = statement.before
    if _nobody_of_us(denial):
        return WE
    if any(word.is_word for word in denial.subject) or before is None or before.sentence is not statement.sentence:
        return party(statement, denial.subject)
    if before.subject in {"vendor", "third"}:
        return VENDOR if before.subject == "vendor" else THIRD
    verb = next((verb for verb in before.stating if verb.role == "main"), None)
    return party(before, before.words[: verb.index]) if verb is not None else before.subject


def _nobody_of_us(denial: Denial) -> bool:
    """“Nobody here reads …”, "none of us"."""
    norms = [word.norm for word in denial.words[:5]]
    return bool({"nobody", "none", "one"} & set(norms[:2])) and bool({"here", "us", "we"} & set(norms[1:4]))


def _names_us(denial: Denial) -> bool:
    """Whether something would come to us: "tell us", "made available to the Bank"."""
    pairs = list(pairwise(word.norm for word in denial.words))
    return any(word.norm in {"us", "me"} for word in denial.words) or any(a == "to" and b == "we" for a, b in pairs)


def _to_our_place(denial: Denial) -> bool:
    """“Transferred to our servers”: it does not come to us."""
    norms = [word.norm for word in denial.words]
    return any(a in {"to", "into"} and place(denial.words[i + 1 : i + 4]) == "server" for i, a in enumerate(norms))


def _is_told_of(denial: Denial) -> bool:
    """“The personal code number is not requested”: what is gathered is data by its last noun, whether an entry knows it or not."""
    head = denial.subject[-1].fold if denial.subject else ""
    if denial.how == "not" and denial.subject and denial.has("always_data"):
        return True
    return bool(lists_of("denials")["data_heads"].get(head)) if head else False


def _about_you(denial: Denial) -> bool:
    """“Anything about yourself”, "who you are", "a real name"."""
    norms = [word.norm for word in denial.words]
    if any(norm in {"how", "where", "whether", "what"} and "you" in norms[i + 1 : i + 3] for i, norm in enumerate(norms)):
        return True
    pairs = list(pairwise(norms))
    return any((a in {"about", "of"} and b in {"you", "yourself"}) or (a in {"who", "where"} and b == "you") for a, b in pairs)
