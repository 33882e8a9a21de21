"""Hashes, ciphers, transport, login, and security in general."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from datamap.knowledge.recognise import recognise
from datamap.model import Confidence
from datamap.policy import facts
from datamap.policy.arguments import Arguments, arguments, mentions
from datamap.policy.clauses import Role
from datamap.policy.rules import cues, grammar, small
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.policy.draft import Draft
    from datamap.policy.statement import Statement

_HASHES = frozenset(
    {
        "bcrypt",
        "argon2",
        "scrypt",
        "pbkdf2",
        "sha256",
        "sha512",
        "sha384",
        "sha3",
        "sha1",
        "md5",
        "blake2b",
        "blake3",
        "hmac",
        "hmac-sha256",
    }
)
# Of these there are digests; else it is a letter to subscribers.
_DIGESTED = ("user.authorization", "user.unique_id", "user.device", "user.contact", "user.government_id")
_POINTING = frozenset({"it", "they", "these", "them", "this", "those", "both"})
_CIPHERS = frozenset({"aes", "aes-256", "aes-128", "fernet", "chacha20", "rsa"})

_KEPT = frozenset(
    {
        "everything", "all", "data", "information", "content", "field", "column", "disk", "drive", "volume", "backup", "copy", "connection",
        "traffic", "transfer", "transmission", "communication", "device", "service", "app", "application", "key", "value", "item", "part",
    }
)  # fmt: skip
"""Words for whatever is kept, and for where it lies or moves."""


def read(statement: Statement) -> Iterator[Draft]:
    """The claims about protection."""
    yield from _hashed(statement)
    yield from _encrypted(statement)
    yield from _login(statement)
    yield from _access(statement)
    yield from _generic(statement)


def _data(statement: Statement) -> Arguments:
    """What is protected: data named here, else in the label, else in the sentence before, else everything."""
    if statement.anything.data or (statement.anything.everything and not _points_back(statement)):
        return statement.anything
    if statement.setting.label is not None:
        labelled = arguments(words_of(statement.setting.label.value), statement.lexicon)
        if labelled.data:
            return labelled
    if (strange := _strange_subject(statement)) is not None:
        return strange
    if statement.before is not None and statement.before.anything.data and not _names_something_else(statement):
        return statement.before.anything
    if statement.before is not None and _points_back(statement):
        told = mentions(words_of(statement.sentence.value), statement.lexicon)
        return told if told.data else statement.anything
    return statement.anything or _of_heading(statement)


def _strange_subject(statement: Statement) -> Arguments | None:
    """“Garage openers are encrypted”: a thing that no entry knows is protected, and not everything is."""
    verb = next((verb for verb in statement.stating if verb.role == "main"), None)
    if verb is None or not verb.passive or "encrypt" not in verb.frames or _points_back(statement):
        return None
    said = arguments([word for word in statement.words[: verb.index] if word.norm not in grammar().words["auxiliaries"]], statement.lexicon)
    words = {word.fold for phrase in said.unmapped for word in words_of(phrase)}
    return said if words and not said.data and not said.everything and words.isdisjoint(_KEPT | small("our_places")) else None


def _names_something_else(statement: Statement) -> bool:
    """Whether it has a subject of its own that is no kind of data: "Backups are encrypted" says nothing of the tokens before."""
    verb = next((verb for verb in statement.stating if verb.role == "main"), None)
    head = [word for word in statement.words[: verb.index] if word.is_word] if verb is not None and verb.passive else []
    return bool(head) and cues()["backup"].find(head) != [] and not _points_back(statement)


def _of_heading(statement: Statement) -> Arguments:
    """The data of the heading, where the sentence repeats its last word: "API keys" over "a hash of the key"."""
    for heading in reversed(statement.setting.unit.headings):
        words = words_of(heading.text.value)
        found = mentions(words, statement.lexicon)
        if found.data and any(word.fold == other.fold for word in words for other in statement.words if word.is_word):
            return found
    return Arguments()


def _points_back(statement: Statement) -> bool:
    norms = [word.norm for word in statement.words]
    hash_of_it = any(first == "of" and second in _POINTING for first, second in pairwise(norms))
    return hash_of_it or not _POINTING.isdisjoint(norms[:3])


def _hashed(statement: Statement) -> Iterator[Draft]:
    algorithms = [name for name in facts.algorithms(statement.all) if name in _HASHES]
    symbol = next((word.text for word in statement.all if "_" in word.text and "hash" in word.norm), None)
    if not (statement.cue("hashing") or algorithms or symbol or _scrambled(statement)) or statement.setting.mode in {"rights", "purpose"}:
        return
    if statement.words and statement.words[0].fold == "hashing" and not statement.anything.data:
        return
    if statement.setting.unit.block.kind.value == "heading" and not algorithms:
        return
    args = _data(statement)
    values: dict[str, object] = {}
    if algorithms:
        values["algorithm"] = algorithms[0]
    if symbol:
        values["symbol"] = symbol
        args = _named_by(symbol) or args
    if statement.cue("plaintext"):
        values["plaintext"] = "never"
    locus = "server" if statement.cue("server") else None
    stored = statement.verb("store", "hash", polarity="+")
    if not args and stored is not None:
        args = statement.object_of(stored)
    newsletter = (statement.cue_text("hashing") or "").startswith("digest") and not algorithms
    if (not args and not algorithms) or (newsletter and not any(key.startswith(_DIGESTED) for key in args.data)):
        return
    args, beside = _parted(args, statement)
    if beside:
        yield _plus(statement.draft("STORES", "beside a hash", stored, beside))
    kind = "HASH_ALGO" if algorithms else "HASHED"
    form = f"hashed:{algorithms[0]}" if algorithms else "hashed"
    draft = statement.draft(kind, "hash", statement.verb("hash", "store"), args, form=form, locus=locus, values=values)
    draft.polarity = "+"
    yield draft


def _parted(args: Arguments, statement: Statement) -> tuple[Arguments, Arguments]:
    """“Your name and a hash of your password”: what is hashed, and what is beside it as it is."""
    before = _before_brackets(statement.sentence.value, args.phrases)
    heads = [_is_hash(phrase) if before is None else phrase == before for phrase in args.phrases]
    first = heads.index(True) if True in heads else 0
    ours = [head or (_begins_hashed(args.phrases[first]) and i >= first) for i, head in enumerate(heads)]
    if True not in heads or all(ours):
        return args, Arguments()
    parts = [mentions(words_of(phrase), statement.lexicon) for phrase in args.phrases]
    hashed, beside = Arguments(), Arguments()
    for part, mine in zip(parts, ours, strict=True):
        hashed, beside = (hashed | part, beside) if mine else (hashed, beside | part)
    return (hashed, beside) if hashed.data and beside.data else (args, Arguments())


def _before_brackets(text: str, phrases: tuple[str, ...]) -> str | None:
    """“E-mail address, password (stored as a hash)”: what stands right before the brackets; None where the hash is in none."""
    opening = text.rfind("(", 0, max(text.lower().find("hash"), 0))
    if opening < 0 or ")" in text[opening : text.lower().find("hash")]:
        return None
    head = text[:opening].rstrip()
    return next((phrase for phrase in phrases if head.lower().endswith(phrase.lower())), None)


def _is_hash(phrase: str) -> bool:
    """Whether a phrase is about a hash, or about hashed data: "password hash", "hash of your password", "hashed passwords"."""
    words = [word.fold for word in words_of(phrase)]
    return bool(words) and (words[-1] == "hash" or words[0] in {"hash", "hashed"})


def _begins_hashed(phrase: str) -> bool:
    """“Hashed passwords and keys”: the adjective goes for both."""
    return words_of(phrase)[0].fold == "hashed"


def _scrambled(statement: Statement) -> bool:
    """“Passwords are scrambled one-way”, "a salted fingerprint of your password": a secret made unreadable for good."""
    secret = any(key.startswith("user.authorization") for key in _data(statement).data)
    return secret and statement.cue("one_way") and not (statement.cue("biometric_words") and not statement.cue("salted"))


def _named_by(symbol: str) -> Arguments | None:
    """What a name out of the code says that it holds: ``device_id_hash``."""
    found = recognise(symbol)
    return Arguments((found.category,), (symbol,)) if found is not None and found.confidence is not Confidence.LOW else None


def _encrypted(statement: Statement) -> Iterator[Draft]:
    ciphers = any(name in _CIPHERS for name in facts.algorithms(statement.all))
    spoken = ciphers or statement.cue("encryption", "at_rest", "in_transit", "unencrypted")
    if not spoken or _denied(statement) or _told_to_reader(statement):
        return
    verb = statement.verb("encrypt", states=False)
    adjective = (
        verb is not None and verb.role == "adjective" and not (statement.cue("at_rest", "in_transit") or _encrypted_place(statement))
    )
    if statement.setting.mode in {"collect", "store"} and (adjective or (statement.is_fragment and not _says_encrypted(statement))):
        return
    noun = statement.cue("encryption")
    algorithms = [name for name in facts.algorithms(statement.all) if name in _CIPHERS]
    args = _data(statement)
    unclear = _never_unencrypted(statement)
    moving = _moves(statement)
    transit = statement.cue("in_transit") or (noun and moving) or (unclear is not None and moving)
    relayed = any(verb.states and verb.lemma in small("travelling") for verb in statement.clause.verbs)
    rest = ((statement.cue("at_rest") or _encrypted_place(statement)) and not relayed) or (noun and _lies(statement)) or unclear == "rest"
    if transit and (noun or unclear or statement.cue("transport_names")):
        version = facts.tls_version(statement.sentence.value)
        values = {"protocol": "TLS"} | ({"version": version} if version else {})
        yield _plus(statement.draft("ENCRYPTED_IN_TRANSIT", "encryption + in transit", verb, args, form="encrypted", values=values))
    stored = verb is not None and not transit and not adjective
    if (rest and (noun or unclear)) or stored or (algorithms and not transit):
        values = {"algorithm": algorithms[0]} if algorithms else {}
        values |= {"moment": "before"} if any(part.opener == "before" for part in statement.clause.of(Role.CONDITION)) else {}
        form = f"encrypted:{algorithms[0]}" if algorithms else "encrypted"
        yield _plus(statement.draft("ENCRYPTED_AT_REST", "encryption + at rest", verb, args, form=form, values=values))


def _told_to_reader(statement: Statement) -> bool:
    """“Please encrypt what you send”, "you can recognise HTTPS by the padlock", "AES is regarded as secure": nothing that we do."""
    first = next(iter(statement.stating), None)
    if first is None or statement.setting.denies:
        return False
    praised = first.passive and first.lemma in small("regarding")
    person = first.subject == "you" and not first.passive and first.role == "main"
    return praised or person or any(word.norm == "please" for word in statement.words[:2])


def _moves(statement: Statement) -> bool:
    """Whether what is encrypted is on its way: "data travels encrypted", "on its way to us", "unencrypted connections are refused"."""
    before = any(part.opener == "before" for part in statement.clause.of(Role.CONDITION))
    stored = any(verb.frames & {"store", "write"} for part in statement.clause.of(Role.CONDITION) for verb in part.verbs)
    if before and stored:
        return False
    travels = any(verb.lemma in small("travelling") for verb in statement.clause.verbs) and not before
    return travels or any(word.fold in small("moving_things") for word in statement.head_words()) or statement.cue("on_the_way")


def _lies(statement: Statement) -> bool:
    """“We use encryption for stored data”: told beside what moves."""
    words = [word.norm for word in statement.words]
    return any(a in {"stored", "saved", "resting"} and b in {"data", "information", "files", "records"} for a, b in pairwise(words))


def _never_unencrypted(statement: Statement) -> str | None:
    """“Nothing is written to disk unencrypted”, "unencrypted connections are refused": where what is denied is to be unencrypted."""
    if not statement.cue("unencrypted") or statement.cue("hashing"):
        return None
    refused = any(verb.lemma in small("refusing") for verb in statement.stating)
    denied = any(verb.polarity == "-" and verb.frames & {"store", "write", "transmit", "share"} for verb in statement.stating)
    denied = denied and statement.words[0].norm in {"nothing", "none", "no"}
    if not (refused or denied):
        return None
    return "transit" if _moves(statement) or any(verb.frames & {"transmit", "share"} for verb in statement.stating) else "rest"


def _encrypted_place(statement: Statement) -> bool:
    """“Kept in encrypted object storage”."""
    words = statement.words
    verb = next((verb for verb in statement.stating if verb.frames & {"encrypt"} and verb.passive), None)
    if verb is not None and any(word.fold in small("storage_places") - {"file", "form", "field", "column"} for word in words[: verb.index]):
        return True
    return any(
        word.norm == "encrypted" and any(other.fold in small("storage_places") for other in words[i + 1 : i + 4])
        for i, word in enumerate(words)
    )


def _says_encrypted(statement: Statement) -> bool:
    """Whether an entry is about encryption, and not about data that happens to be encrypted."""
    return any(verb.frames & {"encrypt"} and verb.role == "participle" for verb in statement.clause.verbs) or not statement.anything.data


def _plus(draft: Draft) -> Draft:
    draft.polarity = "+"
    return draft


def _denied(statement: Statement) -> bool:
    words = [word.norm for word in statement.words]
    first = next((i for i, word in enumerate(words) if word in {"encrypted", "encrypt", "encryption"}), 0)
    not_encrypted = not statement.cue("unencrypted") and any(word in {"not", "no", "never"} for word in words[max(first - 5, 0) : first])
    stored = statement.cue("unencrypted") is False and any(
        verb.polarity == "-" and verb.frames & {"encrypt", "store"} for verb in statement.stating
    )
    return stored or (not_encrypted and "unless" not in words) or statement.cue("disclaimer")


def _no_passwords(statement: Statement) -> bool:
    """“The platform does not support passwords”."""
    verb = next(
        (verb for verb in statement.stating if verb.polarity == "-" and verb.lemma in small("having")),
        None,
    )
    return verb is not None and statement.object_of(verb).data == ("user.authorization.password",) and statement.setting.mode != "purpose"


def _access(statement: Statement) -> Iterator[Draft]:
    """“Only two engineers can reach the database”, "access is granted according to role"."""
    head = [word.fold for word in statement.words[:6]]
    staff = statement.cue_here("staff") and statement.verb("collect", "need", "use", "process", "share") is not None
    limited = statement.has("only") or any(verb.polarity == "-" and not verb.passive for verb in statement.stating)
    granted = "access" in head and any(verb.passive and verb.lemma in small("granting") for verb in statement.stating)
    granted = granted or ("access" in head[:2] and statement.only)
    barred = statement.cue_here("staff") and any(a == "no" and b == "access" for a, b in pairwise(word.norm for word in statement.words))
    told = (staff and limited) or granted or barred or _few_see(statement) or _nobody_but(statement) or _own_only(statement)
    told = told or _only_when(statement) or _kept_from_us(statement)
    if told and statement.setting.mode not in {"rights", "share", "processors"} and statement.subject != "you":
        yield statement.draft("ACCESS_CONTROL", "who has access", next(iter(statement.stating), None), statement.anything, polarity="+")


def _few_see(statement: Statement) -> bool:
    """“Only the handlers of your case can open them”, "to which only registry staff have access"."""
    words = [word.norm for word in statement.words]
    at = next((i for i, word in enumerate(words) if word == "only" and i + 1 < len(words)), None)
    if at is None or statement.names or words[at + 1] in {"you", "your", "users", "to", "if", "when", "for", "with", "customers"}:
        return False
    begins = at == 0 or words[at - 1] in {"and", ",", "which", "that", "where"}
    reached = any(verb.index > at and verb.lemma in small("seeing") and verb.modality in {"can", "may"} for verb in statement.clause.verbs)
    has = any(a in {"have", "has"} and b == "access" for a, b in pairwise(words[at:]))
    return begins and (reached or has)


def _nobody_but(statement: Statement) -> bool:
    """“Nobody but the treating physician can read your notes”."""
    sees = any(verb.lemma in small("seeing") for verb in statement.clause.verbs)
    words = [word.norm for word in statement.all[:4]]
    nobody = bool({"nobody", "none"} & set(words[:2])) or words[:2] == ["no", "one"]
    return sees and nobody and bool({"but", "except", "besides", "other", "apart"} & set(words)) and not statement.names


def _only_when(statement: Statement) -> bool:
    """“A moderator reads a chat only when somebody reports it”."""
    verb = next((verb for verb in statement.stating if verb.lemma in small("seeing") and verb.role == "main"), None)
    if verb is None or verb.passive or not statement.cue_here("staff"):
        return False
    return any(part.opener.startswith(("only", "if", "unless", "after")) for part in statement.clause.parts) and statement.only


def _kept_from_us(statement: Statement) -> bool:
    """“We shall not access or read your files save on your instructions”."""
    verb = next((verb for verb in statement.stating if verb.lemma in small("seeing") and verb.polarity == "-"), None)
    excepted = any(part.words for part in statement.clause.of(Role.EXCEPTION)) or "save" in [word.norm for word in statement.all]
    return verb is not None and statement.subject == "we" and excepted and verb.modality != "can" and bool(statement.cue("content"))


def _own_only(statement: Statement) -> bool:
    """“Counsellors see only their own clients”."""
    verb = next((verb for verb in statement.stating if verb.lemma in small("seeing")), None)
    if verb is None or verb.subject in {"we", "you"} or statement.subject in {"vendor", "third"} or not statement.only:
        return False
    words = [word.norm for word in statement.words[verb.index :]]
    return any(a == "their" and b == "own" for a, b in pairwise(words)) or bool({"assigned", "entrusted"} & set(words))


def _login(statement: Statement) -> Iterator[Draft]:
    denied = any(verb.polarity == "-" for verb in statement.stating) or any(
        word.norm in {"no", "without", "never"} for word in statement.words
    )
    if denied and statement.cue("password_login") and not statement.cue("plaintext"):
        yield statement.draft(
            "NO_PASSWORD_LOGIN", "denied password login", next(iter(statement.stating), None), statement.anything, polarity="-"
        )
        return
    if _no_passwords(statement):
        yield statement.draft("NO_PASSWORD_LOGIN", "no passwords", next(iter(statement.stating), None), statement.anything, polarity="-")
    if statement.cue("authentication") and statement.names and not denied:
        words = [word.norm for word in statement.all]
        if any(joint in words for joint in ("via", "through", "by", "using", "with")) and _identity(statement):
            yield statement.draft("AUTH_PROVIDER", "login + vendor", next(iter(statement.stating), None), None, polarity="+")


def _identity(statement: Statement) -> bool:
    """Whether login is what the vendor is named for, and not one of many services."""
    head = statement.words[: max(len(statement.words) // 2, 4)]
    return (
        any(word.fold in {"authentication", "login", "sign", "sso", "log", "signin"} for word in head)
        and any("identity" in statement.lexicon.purposes_of(vendor) or statement.subject != "vendor" for vendor in statement.vendors)
        and statement.subject != "vendor"
        and statement.setting.mode not in {"processors", "share"}
    )


def _generic(statement: Statement) -> Iterator[Draft]:
    if statement.cue("security_generic") and not statement.cue("disclaimer", "abroad") and statement.clause.role is Role.MAIN:
        if statement.setting.mode in {"rights", "deletion", "purpose"} and not statement.verb("need", "use", "store"):
            return
        yield statement.draft("SECURITY_GENERIC", "security measures", next(iter(statement.stating), None), None, polarity="+")
