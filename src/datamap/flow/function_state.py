"""What is known of one function across its contexts, and when to stop telling contexts apart."""

from __future__ import annotations

from datamap.flow.context import CONST, KIND, Context, Demand, Shape
from datamap.flow.objects import ENV, Facet, FunctionObject


class FunctionState:
    """What is known of one function across its contexts."""

    __slots__ = ("coarse", "contexts", "degraded", "limits", "most", "running", "seen")

    def __init__(self, limits: dict[str, int], most: int, *, coarse: bool) -> None:
        self.limits, self.most, self.coarse = limits, most, coarse
        self.contexts: list[Context] = []
        self.degraded: set[Demand] = set()
        self.seen: dict[Demand, set[Shape]] = {}
        self.running: list[Context] = []

    def count(self, key: Demand, shape: Shape) -> None:
        """Give up telling contexts apart by a demand that has too many answers, unless it asks what a decorator was put on."""
        if _is_worn(key, shape) and not self.coarse:
            return
        seen = self.seen.setdefault(key, set())
        seen.add(_without_layers(shape))
        of_receiver = key[0] == "self" and key[2] in (KIND, CONST)
        if len(seen) > (self.limits[key[2]] * 3 if of_receiver else self.limits[key[2]]):
            self.degraded.add(key)

    def give_up(self) -> None:
        """There are too many contexts: what comes is told apart by the class of the receiver at most."""
        self.degraded.update([key for key in self.seen if key != ("self", (), KIND)])

    def give_up_literals(self) -> None:
        """A recursion goes on and on: from now on its contexts differ only by what things are."""
        self.degraded.update([key for key in self.seen if key[2] != KIND])


def _is_worn(key: Demand, shape: Shape) -> bool:
    """Whether a captured variable is one function: of decorated functions there are no more than the program has, and each is its own."""
    root, path, level = key
    return root == ENV and len(path) == 1 and level == KIND and len(shape.facets) == 1 and isinstance(shape.facets[0], FunctionObject)


def _without_layers(shape: Shape) -> Shape:
    """A shape in which closures that stand one in another are as one: their calls end by themselves."""
    if not any(facet.__class__ is Facet and facet.kind == "closure" and facet.keys for facet in shape.facets):
        return shape
    facets = tuple([Facet("closure", one.what) if isinstance(one, Facet) and one.kind == "closure" else one for one in shape.facets])
    return Shape(tuple(dict.fromkeys(facets)), shape.constants, shape.unknown)
