"""Text -> blocks -> sentences -> claims -> the defects of the text itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datamap.policy.find import find_policies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.knowledge.everything import Knowledge
    from datamap.model import Policy, TextDefect
    from datamap.policy.lexicon import Lexicon

__all__ = ["find_policies", "read_policies", "read_policy"]


def read_policy(path_label: str, text: str, knowledge: Knowledge) -> Policy:
    """One document, read: ``path_label`` names it in claims and tells its format."""
    (policy,) = read_policies([(path_label, text)], knowledge)
    return policy


def read_policies(documents: Iterable[tuple[str, str]], knowledge: Knowledge) -> tuple[Policy, ...]:
    """Several documents (a policy, a cookie notice, a list of sub-processors) as (label, text) pairs, in order.

    What Art. 13 and 14 GDPR ask for may be in any of them; what none has is reported with the one it belongs to.
    """
    from datamap.policy.defects import missing_from
    from datamap.policy.lexicon import Lexicon

    lexicon = Lexicon(knowledge)
    policies = [_read(label, text, lexicon) for label, text in documents]
    missing = missing_from(policies)
    return tuple(
        replace(policy, defects=_sorted((*policy.defects, *(d for d in missing if d.location.file == policy.file)))) for policy in policies
    )


def _read(label: str, text: str, lexicon: Lexicon) -> Policy:
    from datamap.policy.compose import compose
    from datamap.policy.defects import defects_of
    from datamap.policy.reader import read

    reading = read(label, text, lexicon)
    policy = compose(label, reading)
    return replace(policy, defects=defects_of(policy, reading))


def _sorted(defects: Iterable[TextDefect]) -> tuple[TextDefect, ...]:
    return tuple(sorted(defects, key=lambda defect: (defect.location, defect.rule, defect.message)))
