from __future__ import annotations

import pytest
from trees import read


def comments(source: str) -> list[tuple[int, int, str, int, int]]:
    return [(c.line, c.column, c.text, c.first, c.last) for c in read(source).comments]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1  # datamap: ignore[DM101] why", [(1, 8, "ignore[DM101] why", 1, 1)]),
        ("#datamap:not-personal\nx = 1", [(1, 1, "not-personal", 2, 2)]),
        ("f(\n  a,  # datamap: x\n  b,\n)", [(2, 7, "x", 1, 4)]),
        ("f(\n  # datamap: x\n  b,\n)", [(2, 3, "x", 1, 4)]),
        ("f(\n  a,\n)  # datamap: x\ny", [(3, 4, "x", 1, 3)]),
        ("# datamap: x\n# another\n\n@d\n@e(\n1)\nclass C:\n  y = 1", [(1, 1, "x", 4, 7)]),
        ("def f(\n  a,  # datamap: x\n  b,\n):\n  pass", [(2, 7, "x", 1, 4)]),
        ("if x:\n  # datamap: x\n  y()\nz()", [(2, 3, "x", 3, 3)]),
        ("x = 1\n# datamap: x", [(2, 1, "x", 2, 2)]),
        ("x = 1  # noqa: E501  # datamap: x", [(1, 8, "x", 1, 1)]),
        ("é = 'ü'  # datamap: x", [(1, 10, "x", 1, 1)]),
        ("x = f'{a!r:>{b}}'  # datamap: x", [(1, 20, "x", 1, 1)]),
        ("x = 1 \\\n  + 2  # datamap: x", [(2, 8, "x", 1, 2)]),
    ],
)
def test_comments_cover_their_statement(source, expected):
    assert comments(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "x = '# datamap: ignore'",
        "'''\n# datamap: ignore\n'''",
        "f'''\n# datamap: {x} # datamap: ignore\n'''",
        "x = 1  # see datamap: ignore",
        "# y = 1  # datamap: ignore\nx = 1",
        "x = 1  # datamaps: ignore",
    ],
)
def test_what_only_looks_like_a_comment_is_none(source):
    assert comments(source) == []
