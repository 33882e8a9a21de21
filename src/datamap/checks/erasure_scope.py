"""Stores that the erasure of one account has nothing to do with: what many people belong to, and the other of two back ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.knowledge.names import split_words

if TYPE_CHECKING:
    from collections.abc import Collection

    from datamap.checks.case import Case
    from datamap.model import Store


def is_beside(case: Case, store: Store, reached: Collection[str]) -> bool:
    """Whether an erasure that reaches some stores does not have to reach this one."""
    return _is_shared(case, store, reached) or _is_the_other_engine(case, store, reached)


def _is_shared(case: Case, store: Store, reached: Collection[str]) -> bool:
    """Whether a row is what the rows of several people point to (a club, an event), and points to no person itself."""
    if _is_a_person(case, store.id, reached) or _leads_to_people(case, store.id, reached, ""):
        return False
    children = {cascade.child for cascade in case.practices.cascades if cascade.parent == store.id and cascade.child != store.id}
    return any(_is_a_person(case, child, reached) or _leads_to_people(case, child, reached, store.id) for child in children)


def _is_a_person(case: Case, name: str, reached: Collection[str]) -> bool:
    """Whether rows of a table are people or go with them."""
    return name in reached or not case.knowledge.frameworks.persons.isdisjoint(split_words(name.partition(":")[2]))


def _leads_to_people(case: Case, name: str, reached: Collection[str], without: str) -> bool:
    """Whether a table points to one of people, directly or through others, ``without`` being left out."""
    seen, todo = {name, without}, [name]
    while todo:
        here = todo.pop()
        above = {cascade.parent for cascade in case.practices.cascades if cascade.child == here} - seen
        if any(_is_a_person(case, one, reached) for one in above):
            return True
        seen |= above
        todo += sorted(above)
    return False


def _is_the_other_engine(case: Case, store: Store, reached: Collection[str]) -> bool:
    """Whether the tables of a kind of database stand again in another, where the erasure reaches them: only one of the two is used."""
    engine = store.id.partition(":")[0]
    used = {name.partition(":")[0] for name in reached if name in case.stores}
    if not used or engine in used:
        return False
    twins = {other.partition(":")[2] for other in case.stores if other.partition(":")[0] == engine}
    return any(name.partition(":")[2] in twins for name in reached if case.stores.get(name, store).kind == store.kind)
