"""The defects of a policy's own text (DM701-DM707), one module an idea."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.policy.defects import contradiction, dates, missing, placeholder, unread, vague

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datamap.model import Policy, TextDefect
    from datamap.policy.reading import Reading

__all__ = ["defects_of", "missing_from"]

_FINDERS = (contradiction.find, placeholder.find, vague.find, dates.find, unread.find)


def defects_of(policy: Policy, reading: Reading) -> tuple[TextDefect, ...]:
    """The defects of one document, by place. What it lacks is asked of all documents together: ``missing_from``."""
    found = [defect for finder in _FINDERS for defect in finder(policy, reading)]
    once = {(defect.location, defect.rule, defect.message): defect for defect in reversed(found)}
    return tuple(once[key] for key in sorted(once))


def missing_from(policies: Sequence[Policy]) -> tuple[TextDefect, ...]:
    """The items that Art. 13 and 14 GDPR ask for and that no document has."""
    return tuple(missing.find(policies))
