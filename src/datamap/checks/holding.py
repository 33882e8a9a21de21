"""Which stores a claim speaks of: those that hold its data first, those that it calls by their name second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.checks.matching import MEDIA, PICTURES, covers, is_picture, is_pseudonym, is_secret, names_data
from datamap.checks.wording import words
from datamap.knowledge.names import split_words
from datamap.knowledge.wordings import words_for
from datamap.model import Confidence, SinkKind

if TYPE_CHECKING:
    from datamap.checks.case import Case
    from datamap.model import Claim, Store

ROOT = "user"
USAGE = "user.behavior"
INTERNAL = ("user.authorization", "user.device", "user.behavior", "user.privacy_preferences")
LASTING = frozenset({"database", "object_storage", "search", "file"})


def held(case: Case, store: Store) -> frozenset[str]:
    """The categories that a store holds, by its columns and by what is written to it; a bucket is made for files."""
    columns = {element.category for element in store.elements if element.confidence is not Confidence.LOW}
    sure = (flow for flow in case.practices.flows if flow.confidence is not Confidence.LOW)
    flows = [flow for flow in sure if flow.sink.kind is SinkKind.STORE and flow.sink.id == store.id]
    written = {flow.data for flow in flows} | ({PICTURES} if any(map(is_picture, flows)) else set())
    files = {MEDIA} if store.kind == "object_storage" and not columns | written else set()
    return frozenset(columns | written | files)


def lasts(store: Store) -> bool:
    """Whether a store keeps data of people on the company's side until somebody deletes it."""
    return store.kind in LASTING and store.locus == "server" and (store.kind == "object_storage" or bool(store.name))


def holds_people(case: Case, store: Store) -> bool:
    """Whether what it holds, seen by its columns or writes, is about people."""
    seen = bool(store.elements or store.personal) or _is_for_uploads(case, store)
    return seen and any(case.knowledge.is_personal(category) for category in held(case, store))


def is_the_operators(case: Case, name: str | None) -> bool:
    """Whether a row with a credential is nobody's and holds nothing else: then it opens a service to the operator."""
    store = case.stores.get(name or "")
    if store is None or any(cascade.child == store.id for cascade in case.practices.cascades):
        return False
    return all(is_secret(one.category) for one in store.elements)


def holds_provided(case: Case, store: Store) -> bool:
    """Whether it holds what people gave or made, and not only keys and technical records.

    How a service is used counts where the policy says that it is collected.
    """
    told = [category for category in held(case, store) if not is_pseudonym(category)]
    collected = {key for claim in case.claims("COLLECTS") for key in claim.data if claim.polarity == "+"}
    used = bool(told) and all(covers(USAGE, category) and category in collected for category in told)
    given = any(not any(covers(key, category) for key in INTERNAL) for category in told)
    return holds_people(case, store) and (given or used)


def _is_for_uploads(case: Case, store: Store) -> bool:
    """A bucket that is called so, or the only one of a service that keeps lists of people's files."""
    if store.kind == "object_storage" and _is_called_for_uploads(case, store):
        return True
    buckets = [other for other in case.practices.stores if other.kind == "object_storage"]
    tables = {element.store for element in case.practices.elements if element.category == MEDIA and element.store}
    lists = any(table in case.stores and case.stores[table].locus == "server" for table in tables)
    return lists and len(buckets) == 1 and buckets[0] == store


def _is_called_for_uploads(case: Case, store: Store) -> bool:
    named, known = set(split_words(store.name)), case.knowledge.stores
    return bool(named & known.uploads) and not named & known.not_uploads


LOG = "log"
"""Files and entries of a log are no table of files."""


def names_store(claim: Claim, store: Store) -> bool:
    """Whether the claim's own phrases hold every word of the store's name, or of the class that it keeps."""
    said = [set(words(_head(phrase))) for phrase in (*claim.phrases, *claim.unmapped)]
    names = (set(words(store.name)), set(words((store.owner or "").rpartition(".")[2])))
    return any(name and _is_said(name, [phrase for phrase in said if LOG not in phrase - name]) for name in names)


def _is_said(name: set[str], phrases: list[set[str]]) -> bool:
    spoken = {word for phrase in phrases for word in phrase}
    return name <= spoken or bool(name - words_for("pieces") and words_for("pieces") & spoken and name - words_for("pieces") <= spoken)


def _head(phrase: str) -> str:
    """What a phrase is about: the track of a walk is no walk; a list of walks is."""
    head, of, _ = phrase.partition(" of ")
    return head if of and words_for("collections").isdisjoint(words(head)) else phrase


def speaks_of(case: Case, claim: Claim, store: Store) -> bool:
    """Whether the claim names data that the store holds, or the store itself."""
    data = [key for key in claim.data if key != ROOT]
    telling = [category for category in held(case, store) if not is_pseudonym(category)]
    return any(covers(key, category) for key in data for category in telling) or names_store(claim, store)


def speaks_of_all(claim: Claim) -> bool:
    """Whether the claim is about all data of a person, and not about some part only."""
    whole = any(said in claim.quote.lower() for said in words_for("all_that_was_given"))
    if whole or ROOT in claim.data or "personal" in words(claim.quote):
        return True
    return not names_data(claim) and not claim.phrases and not claim.unmapped
