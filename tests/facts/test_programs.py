"""What must hold for every program, tried on random ones."""

from __future__ import annotations

import ast
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from programs import PROGRAMS
from trees import cut, read, walk, without_places

from datamap.facts import ir
from datamap.facts.codec import decode, encode
from datamap.facts.read import read_module

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@SETTINGS
@given(PROGRAMS)
def test_encoded_and_decoded_is_the_same(source):
    facts = read(source)
    assert decode(encode(facts)) == facts


@SETTINGS
@given(PROGRAMS)
def test_names_stand_where_the_source_has_them(source):
    for node in walk(read(source).body):
        if isinstance(node, ir.Name):
            assert unicodedata.normalize("NFKC", cut(source, node.at)) == node.id
        if isinstance(node, ir.Call):
            assert cut(source, node.at).endswith(")")


@SETTINGS
@given(PROGRAMS)
def test_places_are_those_of_ast(source):
    lines = source.split("\n")

    def column(line: int, utf8: int) -> int:
        return len(lines[line - 1].encode()[:utf8].decode()) + 1

    expected = {
        (node.lineno, column(node.lineno, node.col_offset), node.end_lineno, column(node.end_lineno, node.end_col_offset))
        for node in ast.walk(ast.parse(source))
        if hasattr(node, "lineno")
    }
    assert {node.at for node in walk(read(source).body) if hasattr(node, "at")} <= expected


@SETTINGS
@given(PROGRAMS)
def test_layout_does_not_matter(source):
    again = ast.unparse(ast.parse(source))
    assert without_places(read(again).body) == without_places(read(source).body)


@SETTINGS
@given(PROGRAMS, st.sampled_from(["\r\n", "\r"]))
def test_line_ends_do_not_matter(source, end):
    plain = read(source)
    other = read_module("sample.py", source.replace("\n", end).encode())
    assert (other.body, other.lines) == (plain.body, plain.lines)


@SETTINGS
@given(PROGRAMS)
def test_a_byte_order_mark_does_not_matter(source):
    assert read_module("sample.py", b"\xef\xbb\xbf" + source.encode()).body == read(source).body


@SETTINGS
@given(PROGRAMS, st.data())
def test_a_broken_program_gets_an_answer(source, data):
    """Cut off or spliced anywhere, a file yields facts or words."""
    encoded = source.encode()
    first, second = (data.draw(st.integers(0, len(encoded))) for _ in range(2))
    facts = read_module("sample.py", encoded[:first] + encoded[second:])
    assert facts.error is None or (facts.body == () and facts.error_line >= 1)


@SETTINGS
@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer(data):
    facts = read_module("sample.py", data)
    assert decode(encode(facts)) == facts


@SETTINGS
@given(PROGRAMS)
def test_newer_syntax_elsewhere_changes_nothing(source):
    """The last line makes Python 3.11 read the rewritten text, whose tree and places must be the same."""
    rewritten = read(f"{source}\nf'{{a['k']}}'\nclass C[T]: pass").body[:-2]
    assert without_places(rewritten) == without_places(read(f"{source}\n0").body[:-1])
    for node in walk(rewritten):
        if isinstance(node, ir.Name):
            assert unicodedata.normalize("NFKC", cut(source, node.at)) == node.id
