"""What is left when no reader of special wording knew a sentence: who does what with which data, in whatever words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.acts import acts_of
from datamap.policy.arguments import Arguments
from datamap.policy.claims import deeds, giving, states
from datamap.policy.claims.reaching import OTHERS, object_of, reached, said
from datamap.policy.claims.vendors import kinds_of_recipients
from datamap.policy.clauses import Role
from datamap.policy.parties import THIRD, UNKNOWN, VENDOR, WE, YOU, is_public, party, place
from datamap.policy.rules import grammar, lists_of, small, verbs
from datamap.policy.unlisted import FRAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from datamap.policy.acts import Act
    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement
    from datamap.policy.words import Word

_FEWEST_WORDS = 3
_SILENT_MODES = frozenset({"rights", "contact", "changes", "children", "legal_basis"})


def read(statement: Statement) -> Iterator[Draft]:
    """The claims of the acts of a statement."""
    if statement.setting.mode in _SILENT_MODES or statement.sentence.value.rstrip().endswith("?"):
        return
    if statement.cue("legal_duty", "merger", "definition", "advice", "disclaimer", "by_use"):
        return
    yield from _bare_denial(statement)
    yield from _unknown_deed(statement)
    for act in acts_of(statement):
        gated = act.denied and (statement.consents or statement.opts_in)
        advised = party(statement, act.subject) == YOU and any(word.norm in {"should", "ought"} for word in statement.words)
        if gated or advised or _is_general(statement, act) or (act.denied and statement.conditions and _is_nothing(act)):
            continue
        drafts = [draft for frame, reader in _READERS if frame in act.frames or frame == act.lemma for draft in reader(statement, act)]
        yield from drafts[:1] or _serves(statement, act)


def but_not(statement: Statement) -> Iterator[Draft]:
    """“Instructors see your results, but not your e-mail address”, "logged with the key, but without the body": the rest is denied."""
    act = next(acts_of(statement), None)
    if act is None or act.denied or statement.consents or statement.opts_in:
        return
    for words in _denied_tails(statement):
        args = statement.data_of(words)
        given = not act.passive or bool(statement.data_of(act.object).data)
        who = party(statement, act.subject) if given else next((party(statement, agent) for agent in act.behind("by")), WE)
        gets = bool(act.frames & {"gets", "gives", "collect", "contains", "share", "moves", "store", "keeps", "watches"})
        if not args.data or not gets:
            continue
        if who == VENDOR or (statement.own_names and act.frames & {"gives", "share", "moves"}):
            kind = "PROCESSOR_RESTRICTION"
        elif who == THIRD or act.frames & {"share", "moves"}:
            kind = "NOT_SHARES"
        else:
            logged = act.frames & {"write"} or (act.frames & {"store"} and not act.frames & {"gets"})
            kind = "NEVER_STORES" if logged else "NOT_COLLECTS"
        tail = statement.sentence.part(words[0].start, words[-1].end)
        yield statement.draft(kind, "but not …", act.verb, args, polarity="-", exceptions=(), text=tail)


def _denied_tails(statement: Statement) -> Iterator[Sequence[Word]]:
    """What stands behind “but not”, "but without", ", never"."""
    for part in statement.clause.of(Role.EXCEPTION):
        if part.opener in {"but not", "but without", "without the", "without your"}:
            yield part.words[2 if part.opener.startswith("but") else 1 :]
    for part in statement.clause.parts:
        if part.role in {Role.LIST, Role.PARENTHESIS} and len(part.words) > 1 and part.words[0].norm in {"no", "never", "not", "without"}:
            yield part.words[1:]
    words = statement.words
    for i in range(2, len(words) - 1):
        if words[i].norm in {"never", "not"} and words[i - 1].norm in {",", "but", "and"} and not verbs().at(words, i + 1):
            yield words[i + 1 :]


def of_others(statement: Statement) -> bool:
    """“Other apps may read your contacts”, "some countries require …": neither the company nor anybody who works for it."""
    act = next(acts_of(statement), None)
    if act is None or not act.subject or act.subject[0].norm not in small("some_of_many") or is_public(act.subject):
        return False
    subject = list(act.subject)
    groups = ("all_data", "third_parties", "we", "you")
    ours = any(grammar()[group].find(subject) for group in groups) or bool(statement.lexicon.data_in(subject))
    return not ours and not statement.lexicon.purposes.find(subject) and not any(word.norm == "our" for word in subject)


def tells_reader(statement: Statement) -> bool:
    """“Do not tell anyone your password”, "never write your PIN down": advice, whatever it names."""
    words = [word for word in statement.words if word.is_word]
    led = statement.setting.denies or statement.setting.lead is not None
    if led or len(words) < _FEWEST_WORDS or statement.clause.start > 0:
        return False
    bases = {statement.words[verb.index].start for verb in statement.clause.verbs if verb.form == "base"}
    told_not_to = [word.norm for word in words[:2]] == ["do", "not"] and words[2].start in bases
    return told_not_to or (words[0].norm == "never" and words[1].start in bases)


def _bare_denial(statement: Statement) -> Iterator[Draft]:
    """“That is it: no playlists, no listening history”: a sentence without a verb of its own that denies data."""
    words = [word for word in statement.all if word.norm not in small("back_pointers") | {"that", "this", "is", "'s", "all"}]
    while words and not words[0].is_word:
        words = words[1:]
    if statement.stating or not words or words[0].norm != "no" or statement.consents:
        return
    args = statement.data_of(words[1:])
    before = statement.before
    given = before is not None and any(verb.frames & {"share", "moves"} for verb in before.stating)
    cookies = all(key.startswith("user.device.cookie") for key in args.data)
    if args.data and not statement.names and not cookies and not statement.exceptions:
        kind = "NOT_SHARES" if given or statement.setting.mode in {"share", "processors"} else "NOT_COLLECTS"
        yield statement.draft(kind, "no + data", None, args, polarity="-")


def _is_nothing(act: Act) -> bool:
    return [word.norm for word in act.subject if word.is_word] in (["nothing"], ["it"], ["this"])


def _serves(statement: Statement, act: Act) -> Iterator[Draft]:
    """“Maps come from X”, "X sits in front of our servers": whatever the verb, a vendor has a part in it."""
    if not statement.names and not act.denied and party(statement, act.subject) != YOU:
        yield from _kind_that_serves(statement, act)
    if act.denied or not statement.names or statement.setting.mode == "cookies":
        return
    if party(statement, act.subject) == YOU and not _dealt_with_through(act):
        return
    if act.lemma == "have" or statement.cue("see_document", "this_policy", "consent_word") or statement.opts_in or statement.consents:
        return
    inverted = act.lemma == "be" or bool(act.frames & {"sits", "moves", "host"})
    where = (act.subject, act.object if inverted else ())
    if any(word.fold in small("documents") for word in act.subject):
        return
    listed = not statement.own_names and bool(grammar()["third_parties"].find(statement.words))
    behind = [word for words in act.behind(*small("vendor_places")) for word in words]
    placed = any(name.start <= word.start < name.end for name in statement.names for word in behind)
    if listed or placed or any(party(statement, words) == VENDOR for words in where):
        yield statement.draft(
            "PROCESSOR_NAMED",
            f"{act.lemma}: a vendor takes part",
            act.verb,
            statement.anything,
            purpose=statement.recipients(),
            polarity="+",
        )


def _dealt_with_through(act: Act) -> bool:
    """“Supporters pay through X”, "you book via Y"."""
    return act.lemma in small("dealing") and bool(act.behind("through", "via", "with", "by"))


def _kind_that_serves(statement: Statement, act: Act) -> Iterator[Draft]:
    """“Our newsletter goes out through a mailing service”."""
    words = [word for words in act.behind("through", "via", "by") for word in words]
    kinds = tuple(dict.fromkeys(hit.value for hit in kinds_of_recipients(words, statement.lexicon)))
    if kinds and not statement.consents and not statement.opts_in:
        yield statement.draft("PROCESSOR_CATEGORY", f"{act.lemma}: a kind of third party", act.verb, categories=kinds, polarity="+")


def _unknown_deed(statement: Statement) -> Iterator[Draft]:
    """“In the background, Cloudflare filters attacks”: a vendor does something that no entry knows."""
    words, names = statement.words, statement.own_names
    if statement.stating or not names or statement.setting.label is not None or statement.setting.mode == "cookies":
        return
    after = next((word for word in words if word.start >= names[0].end), None)
    before = next((word for word in reversed(words) if word.end <= names[0].start), None)
    if after is None or not (before is None or before.norm in {",", "and"}):
        return
    if after.text.islower() and after.norm.endswith("s") and after.norm not in grammar().words["auxiliaries"]:
        yield statement.draft("PROCESSOR_NAMED", "a vendor does something", None, purpose=statement.recipients(), polarity="+")


def _is_general(statement: Statement, act: Act) -> bool:
    """“Many apps sell data”, "a company that collects": nobody in particular."""
    first = next((word.norm for word in act.subject if word.is_word), "")
    if first in {"a", "an"} and not (act.frames & {"gets", "gives", "share", "sell"} and party(statement, act.subject) in {THIRD, UNKNOWN}):
        return False
    last = act.subject[-1].norm if act.subject else ""
    return (first in small("unspecific") and not is_public(act.subject)) or last in {"which", "that", "who"}


def _gets(statement: Statement, act: Act) -> Iterator[Draft]:
    """“The carrier gets your name”, "we note your number", "invoices are seen by our accountant"."""
    if not act.passive:
        words = object_of(act)
        args = statement.data_of(words)
        who = WE if _is_of_house(act) else party(statement, act.subject)
        asks = who in OTHERS and bool(act.frames & {"wants"})
        if args and not asks:
            yield from reached(statement, act, who, act.subject, args)
        return
    args = statement.data_of(act.subject)
    agents = act.behind("by")
    if any(party(statement, words) == YOU for words in act.behind("to")):
        return
    if args.data:
        for words in agents or [()]:
            yield from reached(statement, act, party(statement, words) if words else WE, words, args)


def _is_of_house(act: Act) -> bool:
    """“The doctor records symptoms”, "the instructor needs to know of allergies": who writes something down is one of the house."""
    words = act.subject
    noting = act.frames & {"wants"} or act.lemma in small("noting") | {"note", "note down", "write down", "jot down", "take down"}
    return bool(noting) and len(words) == 2 and words[0].norm in {"the", "our"} and bool(lists_of("access")["insiders"].get(words[-1].fold))


def _processes(statement: Statement, act: Act) -> Iterator[Draft]:
    """“We process the following data: name, address”: what is processed, for no aim that is told, has been collected."""
    args = statement.data_of(act.subject if act.passive else object_of(act)) | statement.object_of_list()
    aimed = any(verb.role == "infinitive" for verb in statement.clause.verbs) or act.behind("for")
    ours = act.passive or party(statement, act.subject) == WE
    if args.data and ours and not aimed and act.lemma in small("processing_verbs") and not statement.names and not statement.exceptions:
        yield from reached(statement, act, WE, (), args)


def _ignores(statement: Statement, act: Act) -> Iterator[Draft]:
    """“It ignores password fields”, "the portal does without any tracking", "I turned off click tracking"."""
    words = object_of(act)
    args = statement.data_of(words)
    tracking = any(word.fold in small("tracking_words") for word in words)
    if act.passive or act.denied or party(statement, act.subject) != WE or not (args.data or tracking) or statement.consents:
        return
    yield statement.draft("NOT_COLLECTS", f"{act.lemma}: leaves out", act.verb, args, polarity="-")


def _bypasses(statement: Statement, act: Act) -> Iterator[Draft]:
    """“Card data bypasses our servers”."""
    args = statement.data_of(act.subject)
    if args and not act.denied and (party(statement, act.object) == WE or place(act.object)):
        yield statement.draft("NEVER_STORES", f"{act.lemma}: goes elsewhere", act.verb, args, polarity="-", locus="server")


def _engages_nobody(statement: Statement, act: Act) -> Iterator[Draft]:
    """“We do not cooperate with data brokers”."""
    others = (act.object, *act.behind("with", "on"))
    plain = act.denied and not act.passive and not statement.names and not statement.exceptions
    plain = plain and not any(word.fold in small("tracking_words") for word in object_of(act))
    if plain and party(statement, act.subject) == WE and any(party(statement, words) == THIRD for words in others):
        yield statement.draft("NOT_SHARES", f"denied {act.lemma}", act.verb, Arguments(everything=True), polarity="-")


def _phones(statement: Statement, act: Act) -> Iterator[Draft]:
    """“The extension does not phone home”, "we never spy on you"."""
    if act.denied and not act.passive and party(statement, act.subject) == WE and not statement.exceptions:
        yield statement.draft("NOT_COLLECTS", f"denied {act.lemma}", act.verb, Arguments(everything=True), polarity="-")


def _published(statement: Statement, act: Act) -> Iterator[Draft]:
    """“Applications, with the name and address, are published on the register”."""
    gated = statement.consents or statement.opts_in or statement.cue("aggregate_only")
    shown = statement.data_of(act.subject if act.passive else act.object)
    if (
        act.denied
        and shown.data
        and not gated
        and act.lemma in small("publishing")
        and (act.passive or party(statement, act.subject) == WE)
    ):
        yield said(statement, act, "NOT_SHARES", shown)
    if act.passive and not act.denied and statement.anything.data and not gated and act.lemma in small("publishing"):
        yield statement.draft("PUBLIC", f"{act.lemma}", act.verb, statement.anything, locus="public", polarity="+")


def _hides(statement: Statement, act: Act) -> Iterator[Draft]:
    """“Your address is hidden from other members”."""
    args = statement.data_of(act.subject if act.passive else act.object)
    goal = next(iter(act.behind("from")), ())
    if args and goal and not act.denied and party(statement, goal) in {THIRD, YOU, VENDOR} and goal[0].norm != "you":
        yield statement.draft("NOT_SHARES", f"{act.lemma} from", act.verb, args, polarity="-")


def _helps(statement: Statement, act: Act) -> Iterator[Draft]:
    """“The IP address helps us to stop abuse”, "the phone number lets the driver reach you": data and what it is for."""
    args = statement.data_of(act.subject)
    pointing = len(act.subject) == 1 and act.subject[0].norm in small("pointers")
    if (args.data or pointing) and not act.denied and not act.passive and act.lemma in small("helping"):
        yield statement.draft("PURPOSE", f"{act.lemma}: what data is for", act.verb, args, purpose=statement.recipients(), polarity="+")


def _assigns(statement: Statement, act: Act) -> Iterator[Draft]:
    """“A user name and a password are assigned”, "the software assigns each installation a random identifier"."""
    args = statement.data_of(act.subject if act.passive else act.object)
    made = act.lemma in small("making")
    if made and not all(key.startswith(("user.device", "user.unique_id", "user.telemetry")) for key in args.data):
        return
    if args.data and not act.denied and (act.passive or party(statement, act.subject) == WE):
        yield from reached(statement, act, WE, (), args)


def _watches(statement: Statement, act: Act) -> Iterator[Draft]:
    """“The app goes through your address book”, "we do not listen to your calls"."""
    args = statement.data_of(act.subject if act.passive else object_of(act))
    who = WE if act.passive else party(statement, act.subject)
    if who == WE and args.data:
        yield from reached(statement, act, WE, (), args)


def _films(statement: Statement, act: Act) -> Iterator[Draft]:
    """“The entrance is filmed”, "changing rooms are never filmed"."""
    if act.passive or party(statement, act.subject) == WE:
        yield from reached(statement, act, WE, (), Arguments(("user.content.media",), ("pictures",)))


def _wants(statement: Statement, act: Act) -> Iterator[Draft]:
    """“Registration needs an e-mail address”, "you are asked for your name", "your date of birth is required"."""
    if act.passive:
        asked = party(statement, act.subject) == YOU
        asks = act.lemma.endswith((" for", " about"))
        told = act.object if asks else next(iter(act.behind("for", "about")), ())
        args = statement.data_of(told if asked else act.subject)
        pointing = len(act.subject) == 1 and act.subject[0].norm in small("pointers")
        if args.data and (asked or not (act.denied or pointing)):
            yield from reached(statement, act, WE, (), args)
        return
    args = statement.data_of(object_of(act))
    who = WE if _is_of_house(act) else party(statement, act.subject)
    plain = who == UNKNOWN and act.subject and act.subject[-1].text.islower() and act.subject[-1].fold not in small("lawgivers")
    given = (
        who == YOU
        and not act.denied
        and act.lemma == "need"
        and any(not key.startswith(("user.account", "user.device")) for key in args.data)
    )
    if args.data and (who == WE or (who == YOU and act.denied) or given or (plain and not act.denied)):
        yield from reached(statement, act, WE, (), args)


_READERS: tuple[tuple[str, Callable[[Statement, Act], Iterator[Draft]]], ...] = (
    ("be", states.stands),
    ("have", states.has),
    ("wants", _wants),
    ("gives", giving.gives),
    ("gets", _gets),
    ("collect", _gets),
    ("watches", _watches),
    ("films", _films),
    ("contains", states.contains),
    ("process", _processes),
    ("ignores", _ignores),
    ("assigns", _assigns),
    ("bypasses", _bypasses),
    ("engage", _engages_nobody),
    ("phones", _phones),
    ("publish", _published),
    ("hides", _hides),
    ("helps", _helps),
    ("moves", giving.moves),
    ("sits", states.sits),
    ("keeps", states.keeps),
    ("works", states.does_without),
    (FRAME, deeds.read),
)
