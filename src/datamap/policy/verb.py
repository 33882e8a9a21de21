"""A verb as it stands in its clause."""

from __future__ import annotations

from dataclasses import dataclass

from datamap.policy.rules import small


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb in its clause.

    role: main, complement, imperative, infinitive, relative, participle, adjective or gerund; subject: we, you, they, it or nothing.
    """

    lemma: str
    frames: frozenset[str]
    index: int
    end: int
    form: str
    role: str
    passive: bool
    polarity: str
    modality: str
    subject: str

    @property
    def states(self) -> bool:
        """Whether it states something, and not only describes a noun or gives a purpose."""
        return self.role in {"main", "complement", "imperative"}


def is_adverb(norm: str) -> bool:
    """Whether a word may stand between an auxiliary and its verb."""
    return norm in small("adverbs") or (
        norm.endswith("ly") and norm not in {"supply", "apply", "family", "reply", "only", "rely", "comply"}
    )
