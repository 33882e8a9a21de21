"""Given what code does, which sentences of the policies speak of it, and how: the nearest and most specific one wins.

Two lessons of those who compared policies with apps before: words for all data ("information") never disclose a particular kind, and
who receives data matters as much as which data it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from datamap.policy.lexicon import ALL_DATA
from datamap.policy.phrases import Phrases
from datamap.policy.rules import covers, grammar, kinds, spelled
from datamap.policy.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from datamap.knowledge.everything import Knowledge
    from datamap.model import Claim, Policy

_CLOSING = frozenset({"PROCESSOR_LIST_CLOSED", "NOT_SHARES", "PROCESSOR_EXCLUSIVE", "SHARES_ONLY"})
# Claims about vendors or limits that also name a kind of recipient: "analytics providers such as X", "our payment providers only …".
_BY_EXAMPLE = frozenset({"PROCESSOR_NAMED", "PROCESSOR_RESTRICTION"})
_MAILINGS = frozenset({"marketing", "newsletter"})
_OF_THE_WHOLE = ("DELETION", "EXPORT", "HARD_DELETE")
"""What happens to a whole ("we erase your profile") does not tell what is in it."""
_GATES = frozenset({"CONSENT_GATE", "OPT_IN_GATE"})
_LIFETIMES = ("RETENTION_PERIOD", "EXPIRY", "RETENTION_INDEFINITE", "RETENTION_CRITERION", "RETENTION_VAGUE")
_HERE = frozenset({"collect", "store"})
_ACCOUNT_NUMBERS = ("user.financial.payment_card", "user.financial.bank_account")
_FORMS = ("HASH_ALGO", "HASHED", "ENCRYPTED_AT_REST")
_AND_OTHERS = ("and other", "others", "among others", "and more", "etc", "such as", "for example", "for instance", "including", "like")
_FOR_EXAMPLE = ("and other", "among others", "and more", "etc", "such as", "for example", "for instance", "like", "e.g", "and similar")
_FAR = 99
_ROOT = 50
_SPOKEN_OF = 3


class How(StrEnum):
    """How the policies speak of a practice."""

    NAMED = "named"
    CATEGORY = "category"
    HEDGE = "hedge"
    DENIED = "denied"
    RESTRICTED = "restricted"
    CLOSED_OUT = "closed_out"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Answer:
    """How the policies speak of a practice, and the claims that do, the nearest first."""

    how: How
    claims: tuple[Claim, ...] = ()

    @property
    def claim(self) -> Claim | None:
        """The claim to show."""
        return self.claims[0] if self.claims else None

    @property
    def is_disclosed(self) -> bool:
        """Whether a reader of the policy could have known."""
        return self.how in {How.NAMED, How.CATEGORY, How.HEDGE, How.RESTRICTED}


SILENT = Answer(How.SILENT)


_DENIALS = frozenset({"no", "not", "never", "none", "without"})


_TELLING = 6
"""Letters of a name in a host that is no ordinary word by chance."""


def _holds(text: str, spelled: Iterable[str]) -> bool:
    """Whether a text holds one of some names as words of their own."""
    plain = f" {''.join(letter if letter.isalnum() or letter in '.-' else ' ' for letter in text.lower())} ".replace(". ", " ")
    return any(f" {name} " in plain for name in spelled if name)


class PolicyView:
    """All claims of all documents, and the questions that checks ask of them."""

    def __init__(self, policies: Sequence[Policy], knowledge: Knowledge) -> None:
        self.policies = tuple(policies)
        self._knowledge = knowledge
        self.claims: tuple[Claim, ...] = tuple(claim for policy in policies for claim in _with_vendors(policy.claims))

    # --- plain selection

    def claims_of(self, *kinds: str, where: Callable[[Claim], bool] | None = None) -> tuple[Claim, ...]:
        """The claims of some kinds, in the order of the documents."""
        return tuple(claim for claim in self.claims if claim.kind in kinds and (where is None or where(claim)))

    def first(self, *kinds: str, where: Callable[[Claim], bool] | None = None) -> Claim | None:
        """The first of ``claims_of``."""
        return next(iter(self.claims_of(*kinds, where=where)), None)

    # --- third parties

    def disclosure_of_processor(self, vendor: str, purposes: Iterable[str] = ()) -> Answer:
        """Whether a third party is disclosed: by name, by what it does, by "and others", or shut out by a complete list."""
        uses = tuple(purposes) or self._knowledge.purposes_of(vendor)
        named = [
            claim
            for claim in self.claims
            if "name" in kinds()[claim.kind].recipients
            and claim.kind != "RECEIVES_FROM"
            and (self._names_for(claim, vendor, uses) or self._names_product_of(claim, vendor))
            and not _denies(claim)
        ]
        if named:
            limits = [claim for claim in named if claim.kind == "PROCESSOR_RESTRICTION"]
            return Answer(How.RESTRICTED if limits else How.NAMED, tuple(limits + [claim for claim in named if claim not in limits]))
        denied = [claim for claim in self.claims if _denies(claim) and claim.kind != "PROCESSOR_RESTRICTION" and self._names(claim, vendor)]
        if denied:
            return Answer(How.DENIED, tuple(denied))
        hedges = [claim for claim in self.claims if self._hedges(claim, vendor, uses)]
        category = [
            claim
            for claim in self.claims
            if ("category" in kinds()[claim.kind].recipients or claim.kind in _BY_EXAMPLE)
            and claim.kind != "PROCESSOR_OPEN"
            and (claim.polarity == "+" or claim.kind == "PROCESSOR_RESTRICTION")
            and claim not in hedges
            and not _names_its_own(claim)
            and self._covers_use(claim.categories, vendor, uses)
            and not (claim.kind in _GATES and self._names_others(uses))
            and not self._is_about_own_mailings(claim)
        ]
        if category:
            return Answer(How.CATEGORY, tuple(category))
        if (beside := self._spells_out(vendor)) is not None:
            return Answer(How.NAMED, beside)
        if hedges:
            return Answer(How.HEDGE, tuple(hedges))
        closing = sorted(
            (claim for claim in self.claims if claim.kind in _CLOSING and self._shuts_out(claim, vendor, uses)),
            key=lambda claim: claim.kind != "PROCESSOR_LIST_CLOSED",
        )
        return Answer(How.CLOSED_OUT, tuple(closing)) if closing else SILENT

    def _spells_out(self, vendor: str) -> tuple[Claim, ...] | None:
        """The claims beside whose words a third party is called by its name or host, though none was read as a disclosure.

        None where nothing calls it so, or where a sentence that does denies something.
        """
        spelled = self._spellings(vendor)
        claims = tuple(claim for claim in self.claims if _holds(claim.quote, spelled))
        told = [text for text in self._others if _holds(text, spelled) and _DENIALS.isdisjoint(text.lower().split())]
        return claims if (claims or told) and not any(_denies(claim) for claim in claims) else None

    def _spellings(self, vendor: str) -> tuple[str, ...]:
        """How a policy may write it: ``Algolia``; of a host, the host and the name in it (``api.lexoffice.io``: lexoffice)."""
        entry = self._knowledge.processors.entries.get(vendor)
        if entry is not None:
            return () if entry.ambiguous else tuple(name.lower() for name in (entry.name, *entry.aliases))
        labels = vendor.split(".")
        name = labels[-2] if len(labels) > 1 else ""
        return (vendor, name) if len(name) >= _TELLING else (vendor,) if name else ()

    @cached_property
    def _others(self) -> tuple[str, ...]:
        """Sentences that claim nothing or were not understood."""
        idle = [text for policy in self.policies for _, text, _ in policy.non_claims]
        return (*idle, *(text for policy in self.policies for _, text in policy.unread))

    def _names_others(self, uses: Sequence[str]) -> bool:
        """Whether the policies name who serves a use: a gate on the use ("analytics only with your consent") discloses nobody else then."""
        return any(
            claim.kind == "PROCESSOR_NAMED" and claim.entities and self._covers_use(claim.purpose, None, uses) for claim in self.claims
        )

    def _is_about_own_mailings(self, claim: Claim) -> bool:
        """“Our newsletter goes only to those who subscribed” tells of nobody who sends it, beside a complete list of those who help."""
        mailing = claim.kind in _GATES and (claim.gate or "").partition(".")[2] in _MAILINGS
        return mailing and any(other.kind == "PROCESSOR_LIST_CLOSED" and other.entities for other in self.claims)

    def restrictions_on(self, vendor: str, purposes: Iterable[str] = ()) -> tuple[Claim, ...]:
        """What the policies say that a third party does not get or may not do."""
        uses = tuple(purposes) or self._knowledge.purposes_of(vendor)
        own = self.claims_of("PROCESSOR_RESTRICTION", where=lambda claim: self._names(claim, vendor))
        return own or self.claims_of(
            "PROCESSOR_RESTRICTION",
            where=lambda claim: not claim.entities and bool(claim.categories) and self._covers_use(claim.categories, vendor, uses),
        )

    def purposes_disclosed(self, vendor: str) -> tuple[str, ...]:
        """What the policies say a third party is used for."""
        return tuple(
            dict.fromkeys(
                purpose
                for claim in self.claims
                if "name" in kinds()[claim.kind].recipients and self._names(claim, vendor)
                for purpose in claim.purpose
            )
        )

    def gate_for(self, vendor: str | None = None, purposes: Iterable[str] = (), topic: str | None = None) -> Answer:
        """The consent or opt-in that the policies promise for a third party, for what it is used for, or for a topic."""
        uses = tuple(purposes) or (self._knowledge.purposes_of(vendor) if vendor else ())
        gates = tuple(claim for claim in self.claims if claim.kind in _GATES or (claim.gate and claim.entities and claim.polarity == "+"))
        if vendor and (named := [claim for claim in gates if self._names(claim, vendor)]):
            return Answer(How.NAMED, tuple(named))
        asked = {name for name in (topic, *uses) if name}
        by_use = [
            claim
            for claim in gates
            if (not claim.entities or not vendor) and (self._covers_use(claim.categories, vendor, uses) or _topic(claim) in asked)
        ]
        return Answer(How.CATEGORY, tuple(by_use)) if by_use else SILENT

    def is_about(self, claim: Claim, vendor: str) -> bool:
        """Whether a claim speaks of a third party: by its name, or where it names none, by what it is for."""
        if claim.entities:
            return self._names(claim, vendor)
        return self._covers_use(claim.categories, vendor, self._knowledge.purposes_of(vendor))

    def _names(self, claim: Claim, vendor: str) -> bool:
        return any(entity == vendor or self._knowledge.processors.names(entity, vendor) for entity in claim.entities)

    def _names_for(self, claim: Claim, vendor: str, uses: Sequence[str]) -> bool:
        """Whether a claim names a third party, or its company for such a use: "Google, for AI" does not name Google Ads."""
        if vendor in claim.entities or not self._names(claim, vendor):
            return vendor in claim.entities
        belongs = self._knowledge.processors.names
        companies = [entity for entity in claim.entities if belongs(entity, vendor)]
        products = [one for one in claim.entities if any(one != whole and belongs(whole, one) for whole in companies)]
        stated = (*claim.categories, *claim.purpose)
        return not products if not stated else self._covers_use(stated, vendor, uses)

    def _names_product_of(self, claim: Claim, vendor: str) -> bool:
        """Who names "Cloudflare R2" has named Cloudflare, though not the other way round for what it is restricted to."""
        return any(self._knowledge.processors.names(vendor, entity) for entity in claim.entities)

    def _covers_use(self, categories: Iterable[str], vendor: str | None, uses: Iterable[str]) -> bool:
        wanted = {*uses}
        return any(
            wanted & self._knowledge.processors.widened(category)
            or (vendor is not None and self._knowledge.processors.serves(vendor, category))
            for category in categories
        )

    def _hedges(self, claim: Claim, vendor: str, uses: Sequence[str]) -> bool:
        if claim.kind == "PROCESSOR_OPEN":
            return not claim.categories or self._covers_use(claim.categories, vendor, uses)
        others = claim.hedge is not None and claim.hedge.startswith(_AND_OTHERS)
        if (
            claim.kind not in {"SHARES", "SHARES_ONLY", "PROCESSOR_NAMED", "PROCESSOR_CATEGORY"}
            or not others
            or claim.polarity != "+"
            or not claim.entities
        ):
            return False
        alike = {purpose for entity in claim.entities for purpose in self._knowledge.purposes_of(entity)}
        return bool(alike & set(uses))

    def _shuts_out(self, claim: Claim, vendor: str, uses: Sequence[str]) -> bool:
        if claim.kind == "PROCESSOR_EXCLUSIVE":
            return self._covers_use(claim.purpose, vendor, uses)
        if claim.kind == "SHARES_ONLY":
            return bool(claim.entities or claim.categories)
        if claim.kind == "NOT_SHARES":
            return ALL_DATA in claim.data or not claim.data
        return True

    # --- data

    def disclosure_of_data(self, category: str, action: str = "collect", locus: str = "server") -> Answer:
        """Whether a kind of data is disclosed as collected, stored or shared. ``locus`` is where the practice keeps it."""
        says = [
            claim
            for claim in self.claims
            if action in kinds()[claim.kind].discloses
            and claim.polarity == "+"
            and (claim.locus != "device" or locus == "device")
            and not (action in _HERE and self._is_held_by_others(claim, category))
            and not (claim.kind.startswith(_OF_THE_WHOLE) and self.distance(claim, category) == _SPOKEN_OF)
            and not self._lists_others(claim, category)
        ]
        denies = [
            claim for claim in self.claims if action in kinds()[claim.kind].denies and claim.polarity == "-" and not _only_children(claim)
        ]
        said = self._nearest(says, category, root=False)
        denied = self._nearest(denies, category, root=True)
        if denied and (not said or denied[0][0] < said[0][0]):
            claims = tuple(claim for _, claim in denied)
            return Answer(How.RESTRICTED if claims[0].form or claims[0].exceptions else How.DENIED, claims)
        if said:
            return Answer(How.NAMED if said[0][0] == 0 else How.CATEGORY, tuple(claim for _, claim in said))
        closing = self._closed_lists(action, locus)
        return Answer(How.CLOSED_OUT, closing) if closing else SILENT

    def _lists_others(self, claim: Claim, category: str) -> bool:
        """“Device information (IP address, browser type)”: the list says what is meant, and this is not in it."""
        heads = [key for key in claim.data if category in spelled().get(key, ())]
        listed = [key for key in claim.data if heads and key not in heads and self._step(heads[0], key) < _ROOT]
        words = f" {' '.join(word.norm for word in words_of(claim.quote))} "
        open_ended = any(f" {phrase} " in words for phrase in _FOR_EXAMPLE)
        return len(listed) > 1 and not open_ended and self.distance(claim, category) > 0

    def _is_held_by_others(self, claim: Claim, category: str) -> bool:
        """“Billing details (by way of payment processors)” does not say that numbers of cards and accounts are kept here."""
        if not category.startswith(_ACCOUNT_NUMBERS) or self.distance(claim, category) == 0:
            return False
        words = words_of(claim.quote)
        return bool(grammar()["third_parties"].find(words)) or any("payments" in self._knowledge.purposes_of(one) for one in claim.entities)

    def _nearest(self, claims: Iterable[Claim], category: str, *, root: bool) -> list[tuple[int, Claim]]:
        found = [
            (distance, claim) for claim in claims if (distance := self.distance(claim, category)) < _FAR and (root or distance < _ROOT)
        ]
        return sorted(found, key=lambda entry: entry[0])

    def distance(self, claim: Claim, category: str) -> int:
        """0 where a claim names the category or what it consists of, more where it is wider, 99 where it is about other data."""
        return min((self._step(key, category) for key in claim.data), default=_FAR)

    def _step(self, key: str, category: str) -> int:
        categories = self._knowledge.categories
        upper, lower = categories.canonical(key), categories.canonical(category)
        if upper == lower or (lower != ALL_DATA and upper.startswith(f"{lower}.")):
            return 0
        if upper == ALL_DATA:
            return _ROOT
        if lower.startswith(f"{upper}."):
            return lower.count(".") - upper.count(".")
        return _SPOKEN_OF if any(lower == wide or lower.startswith(f"{wide}.") for wide in covers().get(upper, ())) else _FAR

    def _closed_lists(self, action: str, locus: str) -> tuple[Claim, ...]:
        if action == "store" and locus == "server":
            return self.claims_of("STORES_ONLY", where=lambda claim: claim.openness == "closed")
        if action == "collect":
            return self.claims_of("COLLECTS_ONLY_IF", where=lambda claim: bool(claim.data) and claim.data != (ALL_DATA,))
        return ()

    def local_only(self, category: str) -> tuple[Claim, ...]:
        """Claims that keep data of a category on the person's device, or off the company's servers."""
        return tuple(claim for _, claim in self._nearest(self.claims_of("LOCAL_ONLY", "NOT_TRANSMITS"), category, root=True))

    # --- protection and lifetimes

    def form_promised(self, category: str) -> tuple[Claim, ...]:
        """Claims that promise a hash or cipher for data of a category, the most specific first."""
        promises = [claim for claim in self.claims if claim.kind in _FORMS or (claim.kind == "NEVER_STORES" and claim.form == "plain")]
        found = self._nearest(promises, category, root=True)
        return tuple(claim for distance, claim in found if distance < _ROOT or claim.kind == "ENCRYPTED_AT_REST")

    def retention_for(self, category: str | None = None, words: Iterable[str] = (), tier: str | None = None) -> tuple[Claim, ...]:
        """How long data of a category, or what is called by some words, is kept: claims for the tier first, the most specific first."""
        spoken = Phrases.of((word, True) for word in words)
        ranked = []
        for order, claim in enumerate(self.claims_of(*_LIFETIMES)):
            distance = self.distance(claim, category) if category else _FAR
            if spoken.find(words_of(f"{' '.join(claim.phrases)} . {claim.quote.partition(':')[0] if ':' in claim.quote else claim.quote}")):
                distance = min(distance, 0)
            tiers = claim.values.get("tiers") or ()
            if tier and tiers and isinstance(tiers, list) and tier not in tiers:
                continue
            if distance < _FAR:
                ranked.append((bool(tier) and not tiers, distance, order, claim))
        return tuple(claim for *_, claim in sorted(ranked, key=lambda entry: entry[:3]))

    def regions(self) -> tuple[str, ...]:
        """Where the policies say that data is kept: lower-case country codes and "eu"."""
        return tuple(dict.fromkeys(region for claim in self.claims_of("HOSTING_REGION") for region in _regions(claim)))


def _with_vendors(claims: Sequence[Claim]) -> Iterator[Claim]:
    """A gate in the sentence that names a third party is that third party's: "PostHog: analytics, only with your consent"."""
    named = {(claim.location, claim.quote): claim.entities for claim in claims if claim.kind == "PROCESSOR_NAMED" and claim.entities}
    for claim in claims:
        vendors = named.get((claim.location, claim.quote), ()) if claim.kind in _GATES and not claim.entities else ()
        yield replace(claim, entities=vendors) if vendors else claim


def _names_its_own(claim: Claim) -> bool:
    """“With your consent: PostHog for analytics” speaks of PostHog, not of other analytics."""
    return claim.kind in _GATES and bool(claim.entities) and claim.openness != "open"


def _denies(claim: Claim) -> bool:
    return claim.polarity == "-" and claim.kind != "PROCESSOR_RESTRICTION"


def _only_children(claim: Claim) -> bool:
    """“not knowingly collect … from children” denies nothing about others."""
    words = claim.quote.lower()
    return "knowingly" in words or "children" in words or "minors" in words


def _topic(claim: Claim) -> str | None:
    return claim.gate.partition(".")[2] or None if claim.gate else None


def _regions(claim: Claim) -> Iterator[str]:
    regions = claim.values.get("regions")
    if isinstance(regions, list):
        yield from (region for region in regions if isinstance(region, str))
