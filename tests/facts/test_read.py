from __future__ import annotations

import encodings.aliases
import sys

import pytest
from trees import cut, walk

from datamap.facts import ir
from datamap.facts.codec import decode, encode
from datamap.facts.depth import DEEPEST
from datamap.facts.read import read_module


def error(data: bytes) -> tuple[str | None, int]:
    facts = read_module("sample.py", data)
    return facts.error, facts.error_line


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"x = '\xc3\xa9'", "é"),
        (b"\xef\xbb\xbfx = '\xc3\xa9'", "é"),
        (b"\xef\xbb\xbf# coding: utf-8\nx = '\xc3\xa9'", "é"),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'", "é"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=iso-8859-15 :\nx = '\xa4'", "€"),
        (b"\n# coding: cp1251\nx = '\xe9'", "й"),
        (b"# coding: utf-8-unix\nx = '\xc3\xa9'", "é"),
        (b"# coding: shift_jis\nx = '\x82\xa0'", "あ"),
        (b"x = 1\n# coding: rot13\nx = 'e'", "e"),
    ],
)
def test_encodings(data, text):
    facts = read_module("sample.py", data)
    assert facts.error is None
    assert facts.body[-1].value.value == text


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"x = 1\ny = '\xe9'", "is not UTF-8 and declares no encoding", 2),
        (b"# coding: ascii\n\nx = '\xe9'", "is not ascii, the encoding it declares", 3),
        (b"# coding: utf-7\nx = 1 +AAo-import os", "declares the encoding 'utf-7', which datamap does not read", 1),
        (b"# coding: rot13\n", "declares the encoding 'rot13', which datamap does not read", 1),
        (b"# coding: no-such\n", "declares the encoding 'no-such', which datamap does not read", 1),
        (b"\xef\xbb\xbf# coding: latin-1\n", "starts with the mark of UTF-8 but declares 'latin-1'", 1),
        ("x = 1".encode("utf-16"), "is UTF-16; Python reads UTF-8", 1),
        (b"x = 1\n\0", "contains a NUL byte", 2),
        (b"x = 1\ndef f(:\n", "is not valid Python: invalid syntax", 2),
        (b"if x:\n\ty\n        z\n", "is not valid Python: inconsistent use of tabs and spaces in indentation", 3),
    ],
)
def test_what_is_no_python_text_gets_words(data, reason, line):
    assert error(data) == (reason, line)


def test_no_declared_encoding_hides_code_or_raises():
    for name in {*encodings.aliases.aliases, *encodings.aliases.aliases.values()}:
        facts = read_module("sample.py", f"# coding: {name}\nx = 1 +AAo-import os\n".encode())
        assert facts.error is not None or not any(isinstance(node, ir.Import) for node in walk(facts.body)), name


@pytest.mark.parametrize(
    "source", ["print 'x'", "print x, y", "exec code", "x = `y`", "if a <> b: pass", "x = 10L + )", "x = ur'a'", "x = 0777", "raise E, 'x'"]
)
def test_python_2_is_named(source):
    assert error(f"import os\n{source}\n".encode()) == ("is Python 2; datamap reads Python 3", 2)


def test_broken_python_3_is_not_called_python_2():
    assert "Python 2" not in (error(b"print('x')\nprinter = executor = (\n")[0] or "")


@pytest.mark.parametrize(
    "source", ["", "\n", "# only a comment", "\ufeff", "x = 1", "\x0cx = 1\n", "x = '\\d'\n", "x = 1\\\n+ 2", "x = 1 if 0else 2"]
)
def test_plain_oddities_are_read(source):
    assert read_module("sample.py", source.encode()).error is None


@pytest.mark.parametrize(
    ("data", "lines"), [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\nb", 2), (b"a\r\nb\rc\n", 3), (b"'\x0c\xe2\x80\xa8'\n", 1)]
)
def test_lines_end_as_python_says(data, lines):
    assert read_module("sample.py", data).lines == lines


def test_columns_count_characters():
    source = "é = ü(\uff41); '\U0001d4b3'; name"
    facts = read_module("sample.py", source.encode())
    assert [cut(source, node.at) for node in facts.body] == ["é = ü(\uff41)", "'\U0001d4b3'", "name"]


def chain(link: str, times: int) -> str:
    return "x = a" + link * times


DEEP = {
    "sum": (chain(" + a", 5_000), True),
    "long sum": (chain(" + a", 50_000), True),
    "mixed sum": (chain(" + a - a", 3_000), True),
    "attributes": (chain(".b", 5_000), True),
    "calls": (chain(".b()", 5_000), True),
    "items": (chain("[0]", 5_000), True),
    "conditionals": ("x = " + "1 if a else " * 3_000 + "2", True),
    "elif": ("if a: pass\n" + "elif b: f()\n" * 3_000, True),
    "strings": ("x = (" + "'a' " * 20_000 + ")", True),
    "comparisons": (chain(" < a", 20_000), True),
    "brackets": ("x = " + "[" * 150 + "]" * 150, True),
    "statements": ("a;" * 50_000, True),
    "decorators": ("@a\n" * 20_000 + "def f(): pass  # datamap: x", True),
    "comments": ("# datamap: x\n" * 20_000, True),
    "digits": ("x = " + "9" * 200_000, True),
    "not": ("not " * 20_000 + "a", False),
    "minus": ("-" * 20_000 + "a", False),
    "lambdas": ("lambda: " * 3_000 + "1", False),
    "open brackets": ("(" * 200_000, False),
    "closed brackets": ("(" * 5_000 + ")" * 5_000, False),
    "indents": ("".join(" " * depth + "if a:\n" for depth in range(500)), False),
    "nested f-strings": ('f"{' * 5_000, False),
    "open f-strings": ('f"' * 50_001, False),
    "quotes": ('"' * 100_001, False),
    "excepts": ("except a, b;" * 20_000, False),
    "definitions": ("def f[x:" * 20_000, False),
    "aliases": ("type x[x," * 20_000, False),
}


@pytest.mark.parametrize("name", DEEP)
def test_depth_and_length_end_in_facts_or_words(name):
    source, is_read = DEEP[name]
    facts = read_module("sample.py", source.encode())
    if sys.version_info < (3, 12) or not is_read:  # newer interpreters refuse trees of a few thousand levels
        assert (facts.error is None) is is_read
    assert decode(encode(facts)) == facts


def test_what_is_too_deep_is_cut_and_the_rest_is_read():
    facts = read_module("sample.py", f"{chain('.b()', 600)}\nemail = 1".encode())
    assert [(gap.line, "nested" in gap.reason) for gap in facts.gaps] == [(1, True)]
    assert "email" in facts.identifiers
    assert len(facts.body) == 2


def test_a_long_sum_keeps_all_its_operands():
    facts = read_module("sample.py", ("x = " + " + ".join(f"a{i}" for i in range(1_000))).encode())
    assert facts.gaps == ()
    operands = [node for node in walk(facts.body[0].value) if isinstance(node, ir.Name)]
    assert sorted(operands, key=lambda node: node.at) == sorted(operands, key=lambda node: int(node.id[1:]))
    assert len(operands) == 1_000


@pytest.mark.parametrize("depth", [DEEPEST // 4, DEEPEST - 20, DEEPEST * 3])
def test_the_callers_recursion_limit_does_not_matter(depth):
    data = chain(".b", depth).encode()
    expected = read_module("sample.py", data)
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(20_000)
        assert read_module("sample.py", data) == expected
    finally:
        sys.setrecursionlimit(limit)


def test_nothing_of_the_file_is_echoed():
    reason, _ = error(b"root:x:0:0:root:/root:/bin/bash\n")
    assert reason is not None
    assert "root" not in reason
