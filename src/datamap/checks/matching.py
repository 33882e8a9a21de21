"""When a claim speaks of a practice: the questions that several checks ask."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.knowledge.wordings import words_for
from datamap.model import FormKind, SinkKind
from datamap.policy.rules import same

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datamap.model import Claim, Flow, Guard, Location

ROOT = "user"
SECRETS = ("user.authorization", "user.financial.payment_card")
CONTENT = "user.content"
MEDIA, PICTURES, IMAGE = "user.content.media", "user.content.self_image", "image "
API_KEY = "user.authorization.api_key"
PSEUDONYMS = ("user.unique_id", "user.device.cookie_id")
OF_THE_ACCOUNT = (
    "user.account.team",
    "user.account.status",
    "user.account.preferences",
    "user.account.trial_counter",
    "user.account.created_at",
    "user.account.last_login",
    "user.financial.subscription",
    "user.company",
    "user.privacy_preferences",
)
UNREADABLE = frozenset(
    {FormKind.HASHED, FormKind.ENCRYPTED, FormKind.MASKED, FormKind.TOKENISED, FormKind.TRUNCATED, FormKind.AGGREGATED, FormKind.ANONYMISED}
)


def covers(claimed: str, category: str) -> bool:
    """Whether a claim about ``claimed`` speaks of ``category``: the same, or narrower."""
    return any(category == one or category.startswith(one + ".") for one in (claimed, *same().get(claimed, ())))


def about(claim: Claim, category: str) -> bool:
    """Whether the claim's data covers ``category``."""
    return any(covers(key, category) for key in claim.data)


def names_data(claim: Claim) -> bool:
    """Whether the claim names data more closely than "personal data" does."""
    return any(key != ROOT for key in claim.data)


def spoken_keys(claim: Claim) -> Claim:
    """A claim about hashes that names nothing but "their keys" is about keys of an interface."""
    if claim.data or not words_for("keys") & {word.strip(".,;:()").lower() for word in claim.quote.split()}:
        return claim
    return replace(claim, data=(API_KEY,))


def denies_recipient(claim: Claim) -> bool:
    """Whether the recipients that a denial names are those who get nothing, and not the exceptions from it."""
    return bool(claim.entities) and not claim.exceptions


def excepted(claim: Claim, category: str) -> bool:
    """Whether the claim itself makes an exception for ``category``."""
    return any(covers(key, category) for key in claim.exceptions)


def for_the_law(claim: Claim) -> bool:
    """Whether the claim keeps data because a law, a tax office or an auditor asks for it."""
    words = [word.strip(".,;:()") for word in claim.quote.split()]
    duties = words_for("legal_duties")
    return not duties.isdisjoint([*(word.lower() for word in words), *claim.purpose]) or not words_for("statutes").isdisjoint(words[1:])


def is_secret(category: str) -> bool:
    """Credentials and card data: what opens a door or an account."""
    return any(covers(key, category) for key in SECRETS)


def is_pseudonym(category: str) -> bool:
    """An internal identifier, which on its own tells nobody who it is."""
    return any(covers(key, category) for key in PSEUDONYMS)


def is_of_the_account(category: str) -> bool:
    """Facts about an account (its plan, status, settings) that tell nothing about a person to whoever reads a log or an error report."""
    return any(covers(key, category) for key in OF_THE_ACCOUNT)


def is_picture(flow: Flow) -> bool:
    """Whether a file is stored as an image; policies speak of pictures, and not of files."""
    return flow.data == MEDIA and flow.source.startswith(IMAGE)


def readable(flow: Flow) -> bool:
    """Whether what arrives still shows the data; a piece of what somebody wrote does."""
    return flow.form.kind not in UNREADABLE or (flow.form.kind is FormKind.TRUNCATED and covers(CONTENT, flow.data))


def is_about_one(flow: Flow) -> bool:
    """Whether what arrives is about one person, in whatever form."""
    return flow.form.kind not in {FormKind.AGGREGATED, FormKind.ANONYMISED}


def gathered(hits: Iterable[tuple[Flow, Claim | None]]) -> Iterator[tuple[list[Flow], Claim | None]]:
    """The flows that break a promise, call by call, each with the claim that speaks of them most closely."""
    by_sink: dict[tuple[Location, str], list[tuple[Flow, Claim | None]]] = {}
    for flow, claim in hits:
        by_sink.setdefault((flow.sink.location, flow.sink.id), []).append((flow, claim))
    for pairs in by_sink.values():
        closest = min(pairs, key=lambda pair: pair[1] is None or not names_data(pair[1]))
        yield list(dict.fromkeys(flow for flow, _ in pairs)), closest[1]


def to_processor(flow: Flow) -> bool:
    """Whether the flow ends at a third party."""
    return flow.sink.kind is SinkKind.PROCESSOR


def to_store(flow: Flow) -> bool:
    """Whether the flow ends in a store."""
    return flow.sink.kind is SinkKind.STORE


def chosen(guards: Iterable[Guard], kinds: frozenset[str], topics: frozenset[str]) -> bool:
    """Whether one of the guards is a choice of these kinds about one of these topics that nobody made for the person.

    A guard without a topic speaks for every topic; a field that is on before anybody chose is no choice, and neither is what asks for it
    by a function's name.
    """
    asked = [guard for guard in guards if guard.kind in kinds and _same_topic(guard.topic, topics)]
    given = {(guard.kind, guard.topic) for guard in asked if guard.default is True}
    return any(guard.default is False or (guard.default is None and (guard.kind, guard.topic) not in given) for guard in asked)


def _same_topic(topic: str | None, topics: frozenset[str]) -> bool:
    return topic is None or not topics or topic in topics
