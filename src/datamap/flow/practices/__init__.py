"""Effects and declarations -> practices: the last step before checks."""

from __future__ import annotations

from datamap.flow.practices.gather import gather

__all__ = ["gather"]
