"""How much work a program may take: limits that shrink with its size, and an end that does not depend on what it is like.

Work is counted in steps (what is carried over from callees), never by the clock. A program that takes more than its size lets expect is
finished *coarsely*: functions that are met from then on are told less apart. When it has taken twice that much, functions that were not
looked into by then are left out, and the statistics say how many.
"""

from __future__ import annotations

from datamap.flow.context import CONST, KEYS_OF, KIND, NONENESS, NUMBER, TRUTH
from datamap.flow.objects import MAX_PATH

_LIMITS = {KIND: 24, CONST: 10, KEYS_OF: 24, TRUTH: 6, NONENESS: 6, NUMBER: 4}
_LOWEST = {KIND: 4, CONST: 3, KEYS_OF: 3, TRUTH: 3, NONENESS: 3, NUMBER: 2}
_SMALL_PROGRAM = 300
"""Up to so many functions, limits are as written; they shrink with the size of larger programs."""
_LARGE = 0.5
"""Below this share of the limits a program is large: a context is analysed once a round at most, whatever changes meanwhile."""
_ROUNDS, _LEAST_ROUNDS = 4, 2
_MAX_NESTED, _LEAST_NESTED = 6, 1
_MAX_CONTEXTS, _LEAST_CONTEXTS = 80, 6
_MAX_RECURSIVE, _LEAST_RECURSIVE = 12, 3
_STEPS, _STEPS_EACH = 100_000, 140
"""How much is carried over from callees, in all and for each function, before a large program is told less apart."""
_SMALL_STEPS_EACH = 1_000
"""The same for each function of a small one."""
_AHEAD, _AHEAD_EACH = 150_000, 200
"""The same for each function that was met so far: where a few take very much, the others will not take less."""
_MAX_MADE, _LEAST_MADE, _COARSE_MADE = 400, 16, 4
"""How many objects a summary tells apart, in small programs, in the largest, and in coarse mode."""
_PASSES = 3
"""How often a loop's body is run in small programs, until nothing changes."""
_WALK = 2_000
"""How many steps all that one question to a caller leads to may take: a property of what a property gave, and so on, has no other end."""


class Budget:
    """The limits of one run, and what was spent of them."""

    def __init__(self, functions: int) -> None:
        share = min(1.0, _SMALL_PROGRAM / max(1, functions))
        self.large = share < _LARGE
        self.limits = {level: max(_LOWEST[level], round(most * share)) for level, most in _LIMITS.items()}
        self.contexts = max(_LEAST_CONTEXTS, round(_MAX_CONTEXTS * share))
        self.made = max(_LEAST_MADE, round(_MAX_MADE * share))
        self.nested = max(_LEAST_NESTED, round(_MAX_NESTED * share))
        self.recursive = max(_LEAST_RECURSIVE, round(_MAX_RECURSIVE * share))
        self.longest_path = MAX_PATH - 2 if self.large else MAX_PATH
        self.passes = _PASSES if share == 1.0 else _PASSES - 1
        self.rounds = _LEAST_ROUNDS if self.large else _ROUNDS
        self.coarse = self.over = False
        self.steps = 0
        self.walked = 0
        """Steps since the outermost question to a caller began."""
        self._most = _STEPS + (_STEPS_EACH if self.large else _SMALL_STEPS_EACH) * functions

    def spend(self, steps: int, met: int) -> None:
        """Count work, ``met`` functions being known so far."""
        self.steps += steps
        self.walked += steps
        if self.steps > self._most:
            self._less(final=self.coarse and self.steps > 2 * self._most)
        elif self.large and self.steps > _AHEAD + _AHEAD_EACH * met:
            self._less(final=False)

    def walk(self) -> None:
        """Count one step of a question to a caller."""
        self.walked += 1

    @property
    def walks_on(self) -> bool:
        """Whether the question to a caller that is being asked may lead any further."""
        return self.walked <= _WALK and not self.over

    def _less(self, *, final: bool) -> None:
        self.coarse, self.over = True, self.over or final
        self.made, self.nested, self.recursive, self.contexts = _COARSE_MADE, 0, 1, 1
