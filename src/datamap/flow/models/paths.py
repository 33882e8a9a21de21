"""Dotted paths of external calls, spelled the way rules/ spell them: without brackets, or with those that hold a constant."""

from __future__ import annotations

from functools import lru_cache

# What a value is wrapped in when it is awaited, iterated or entered; the thing itself stays the same.
TRANSPARENT = (".__enter__", ".__aenter__", ".__await__", ".__iter__", ".__next__", ".__aiter__", ".__anext__", ".__getitem__", ".__call__")
PARTS = (".session.Session", ".client.Client")


@lru_cache(maxsize=100_000)
def spellings(path: str) -> tuple[str, ...]:
    """Spell a path as rules/ may: ``boto3.client('s3').put()`` -> (``boto3.client('s3').put``, ``boto3.client.put``)."""
    constant = _without_brackets(path, keep_constants=True)
    plain = _without_brackets(path, keep_constants=False)
    first = tuple(dict.fromkeys((_first_constant(constant), constant, plain)))
    return tuple(_unwrapped(spelling) for spelling in first)


def plain(path: str) -> str:
    """Spell a path without any brackets."""
    return spellings(path)[-1]


@lru_cache(maxsize=100_000)
def accessed(path: str) -> tuple[str, str | None]:
    """Part a path that is read into owner and attribute or key: ``request.headers['DNT']``; the key is None for any item."""
    if path.endswith("]"):
        owner, _, key = path[:-1].rpartition("[")
        return plain(owner), key.strip("'\"") or None
    owner, _, name = path.rpartition(".")
    return plain(owner), name


def under(path: str, root: str) -> bool:
    """Tell whether a path is ``root`` or below it."""
    return path == root or path.startswith((root + ".", root + "("))


def _unwrapped(path: str) -> str:
    for part in TRANSPARENT:
        path = path.replace(part, "")
    return path


def _first_constant(path: str) -> str:
    """Keep only the first constant of each bracket: ``client('s3', 'eu')`` is ``client('s3')``."""
    kept, depth, quoted, skipping = [], 0, "", False
    for sign in path:
        if quoted:
            quoted = "" if sign == quoted else quoted
        elif sign in "'\"":
            quoted = sign
        elif sign == "(":
            depth, skipping = depth + 1, False
        elif sign == ")":
            depth, skipping = depth - 1, False
        elif sign == "," and depth:
            skipping = True
        if not skipping:
            kept.append(sign)
    return "".join(kept)


def _without_brackets(path: str, *, keep_constants: bool) -> str:
    if "(" not in path:
        return path
    kept: list[str] = []
    start, depth, quoted = 0, 0, ""
    for position, sign in enumerate(path):
        if quoted:
            quoted = "" if sign == quoted else quoted
        elif depth and sign in "'\"":
            quoted = sign
        elif sign == "(":
            if not depth:
                kept.append(path[start:position])
                start = position
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
            if not depth:
                inside = path[start : position + 1]
                kept.append(inside if keep_constants and inside != "()" else "")
                start = position + 1
    kept.append(path[start:] if not depth else "")
    return "".join(kept)
