"""What a check is given, and the one way in which it makes a finding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from datamap.knowledge.conformance import rules
from datamap.model import Claim, Confidence, Finding, Flow, FormKind, Hop, Level, Location, SinkKind, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from datamap.config import Forbid
    from datamap.knowledge.everything import Knowledge
    from datamap.model import Element, Practices, Setting
    from datamap.policy.answers import Answer, PolicyView


ROOT = "user"
SINGULAR = ("ss", "us")
PLURAL = {"goes": "go", "is": "are"}
WORDS = {"named": "named", "restricted": "named", "category": "category", "hedge": "hedge"}


@dataclass(frozen=True, slots=True)
class Disclosure:
    """How a policy speaks of a third party: ``word`` is named, category, hedge or no; and the sentence that does."""

    word: str
    claim: Claim | None


@dataclass(frozen=True)
class Case:
    """Practices on one side, the policy's answers on the other, and what datamap knows of both.

    inward: what goes to the company's own servers, which are no third party.
    """

    practices: Practices
    policy: PolicyView
    knowledge: Knowledge
    forbidden: tuple[Forbid, ...] = ()
    inward: tuple[Flow, ...] = ()

    @cached_property
    def _of_processor(self) -> Callable[[str, tuple[str, ...]], Answer]:
        return cache(self.policy.disclosure_of_processor)

    @cached_property
    def _of_data(self) -> Callable[[str, str], Answer]:
        return cache(self.policy.disclosure_of_data)

    @cached_property
    def stores(self) -> dict[str, Store]:
        """Every store by its id."""
        return {store.id: store for store in self.practices.stores}

    @cached_property
    def encrypted_writes(self) -> tuple[Flow, ...]:
        """Every flow that ends, encrypted, in a store."""
        kept = (flow for flow in self.practices.flows if flow.sink.kind is SinkKind.STORE)
        return tuple(flow for flow in kept if flow.form.kind is FormKind.ENCRYPTED)

    @property
    def has_policy(self) -> bool:
        """Whether there is a policy to compare with."""
        return bool(self.policy.policies)

    def claims(self, *kinds: str) -> Iterator[Claim]:
        """The claims of these kinds, in the order of the text."""
        wanted = frozenset(kinds)
        return (claim for claim in self.policy.claims if claim.kind in wanted)

    def disclosure(self, processor: str, purposes: Iterable[str]) -> Disclosure:
        """How the policy speaks of a third party."""
        answer = self._of_processor(processor, tuple(purposes))
        return Disclosure(WORDS.get(answer.how.value, "no"), answer.claim)

    def is_recipient(self, claim: Claim, processor: str) -> bool:
        """Whether the claim is about this third party, by its name or by what it is for."""
        return self.policy.is_about(claim, processor)

    @cached_property
    def discloses_data(self) -> bool:
        """Whether the policy says at all what is collected."""
        lists = [*self.claims("COLLECTS", "STORES", "STORES_ONLY"), *self.closed_collection]
        return any(key != ROOT for claim in lists for key in claim.data)

    @cached_property
    def closed_collection(self) -> tuple[Claim, ...]:
        """“We collect your name and nothing else.”"""
        return tuple(claim for claim in self.claims("COLLECTS_ONLY_IF") if claim.openness == "closed")

    def is_disclosed(self, category: str) -> bool:
        """Whether a reader of the policy can know that data of this category is collected or stored."""
        return any(self._of_data(category, action).is_disclosed for action in ("collect", "store"))

    def list_for(self, category: str) -> Claim | None:
        """The list that a category is missing from: a closed one if there is one, else the first."""
        answers = (self._of_data(category, action) for action in ("store", "collect"))
        closed = next((answer.claim for answer in answers if answer.claim and answer.claim.openness == "closed"), None)
        return closed or next((claim for claim in self.claims("STORES_ONLY", "COLLECTS", "STORES") if claim.data), None)

    def category_name(self, key: str) -> str:
        """The words a person uses for a data category."""
        return self.knowledge.category_name(key)

    def data_names(self, flows: Iterable[Flow]) -> str:
        """What flows carry, in words: ``e-mail address and name``."""
        names = [self.category_name(category) for category in sorted({flow.data for flow in flows})]
        return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)

    def data_verb(self, flows: Iterable[Flow], verb: str) -> str:
        """What flows carry, with its verb: ``name goes``, ``e-mail address and name go``."""
        flows = tuple(flows)
        data = {flow.data for flow in flows}
        return f"{self.data_names(flows)} {verb if len(data) == 1 and not self.is_several(*data) else PLURAL[verb]}"

    def is_several(self, key: str) -> bool:
        """Whether the words for a category are a plural: credentials, contact details."""
        head = self.category_name(key).partition(" of ")[0].partition(" for ")[0]
        return head.endswith("s") and not head.endswith(SINGULAR)

    def is_undisclosed(self, processor: str) -> bool:
        """Whether no sentence discloses this third party, which is another rule's finding."""
        return self.disclosure(processor, self.knowledge.purposes_of(processor)).word == "no"

    def processor_name(self, key: str) -> str:
        """The name of a third party."""
        return self.knowledge.processor_name(key)


def finding(  # noqa: PLR0913 - a finding has that many facts, and each is named at the call
    code: str,
    location: Location,
    message: str,
    *,
    symbol: str = "",
    claim: Claim | None = None,
    data: Iterable[str] = (),
    level: Level | None = None,
    confidence: Confidence = Confidence.HIGH,
    processor: str | None = None,
    store: str | None = None,
    path: Iterable[Hop] = (),
    remedy: str = "",
) -> Finding:
    """A finding of rule ``code``; what is not given comes from the table of rules."""
    rule = rules()[code]
    return Finding(
        rule=code,
        name=rule.name,
        level=level or rule.level,
        confidence=confidence,
        message=message,
        location=location,
        symbol=symbol,
        data=tuple(sorted(set(data))),
        processor=processor,
        store=store,
        claim=claim,
        path=_placed(path),
        remedy=remedy,
    )


def _placed(path: Iterable[Hop]) -> tuple[Hop, ...]:
    """A way on which a step that has no line of its own (a field that a callee reads) stands where the next one does."""
    steps = list(path)
    for at in range(len(steps) - 2, -1, -1):
        if not steps[at].location.line:
            steps[at] = replace(steps[at], location=steps[at + 1].location, symbol=steps[at + 1].symbol)
    return tuple(steps)


def element_finding(
    code: str, element: Element, message: str, *, claim: Claim | None, remedy: str, sure: Confidence = Confidence.HIGH
) -> Finding:
    """A finding about a field, as sure at most as it is that the field holds that data. What is a guess is a note."""
    confidence = sure.at_most(element.confidence)
    return finding(
        code,
        element.location,
        message,
        symbol=element.symbol,
        claim=claim,
        data=(element.category,),
        store=element.store,
        level=Level.NOTE if confidence is Confidence.LOW else None,
        confidence=confidence,
        remedy=remedy,
    )


def setting_finding(code: str, setting: Setting, message: str, *, claim: Claim, remedy: str, level: Level | None = None) -> Finding:
    """A finding about a setting of a third party's."""
    return finding(
        code,
        setting.location,
        message,
        symbol=setting.symbol,
        claim=claim,
        processor=setting.target,
        level=level,
        remedy=remedy,
    )


def flow_finding(
    code: str, flows: Sequence[Flow], message: str, *, claim: Claim | None = None, level: Level | None = None, remedy: str = ""
) -> Finding:
    """A finding about the flows that meet in one call: it stands there and carries the shortest path that tells more than the call itself.

    What is a guess is a note.
    """
    shortest = min(flows, key=lambda flow: (-flow.confidence.rank, len(flow.path) == 1, len(flow.path), flow.data))
    by_kind: dict[str, str | None] = {"processor": None, "store": None}
    by_kind[shortest.sink.kind.value] = shortest.sink.id
    return finding(
        code,
        shortest.sink.location,
        message,
        symbol=shortest.sink.symbol,
        claim=claim,
        data={flow.data for flow in flows},
        level=Level.NOTE if shortest.confidence is Confidence.LOW else level,
        confidence=shortest.confidence,
        processor=by_kind["processor"],
        store=by_kind["store"],
        path=shortest.path,
        remedy=remedy,
    )
