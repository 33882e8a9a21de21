"""Text -> blocks -> sentences -> claims -> the defects of the text itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.compose import compose
from datamap.policy.find import find_policies
from datamap.policy.lexicon import Lexicon
from datamap.policy.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datamap.knowledge.everything import Knowledge
    from datamap.model import Policy

__all__ = ["find_policies", "read_policies", "read_policy"]


def read_policy(path_label: str, text: str, knowledge: Knowledge) -> Policy:
    """One document, read: ``path_label`` names it in claims and tells its format."""
    return compose(path_label, read(path_label, text, Lexicon(knowledge)))


def read_policies(documents: Iterable[tuple[str, str]], knowledge: Knowledge) -> tuple[Policy, ...]:
    """Several documents (a policy, a cookie notice, a list of sub-processors) as (label, text) pairs, in order."""
    return tuple(read_policy(label, text, knowledge) for label, text in documents)
