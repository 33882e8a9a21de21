"""Which tables hold the people themselves."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from datamap.flow.models.queries import store_of
from datamap.knowledge.names import split_words

if TYPE_CHECKING:
    from datamap.flow.practices.material import Material

LONGEST_NAME = 2
# A row of an OrganizationMember is a membership, no person.
MEMBERS = ("member", "members")


class People:
    """See the module."""

    def __init__(self, material: Material) -> None:
        self.material = material

    @cached_property
    def stores(self) -> frozenset[str]:
        """Stores whose name is that of a person, and that of the people who sign in, whatever they are called."""
        context = self.material.context
        signed_in = {store_of(context, context.tables.account)} if context.tables.account is not None else set()
        named = {
            store_of(context, table)
            for table in context.tables.all.values()
            if self._is_person(table.name) or self._is_person(table.cls.name)
        }
        seen = {
            effect.target for effect in self.material.effects if ":" in effect.target and self._is_person(effect.target.partition(":")[2])
        }
        return frozenset(signed_in | named | seen)

    def _is_person(self, name: str) -> bool:
        words = split_words(name)
        frameworks = self.material.context.frameworks
        if not words or words[-1] not in frameworks.persons or len(words) > LONGEST_NAME:
            return False
        return words[-1] not in MEMBERS or words[0] not in frameworks.groups_of_people
