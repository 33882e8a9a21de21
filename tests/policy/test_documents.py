"""Documents of every format become blocks that know their place."""

from __future__ import annotations

import pytest

from datamap.policy.documents import BlockKind, read_document


def kinds(name, text):
    return [(block.kind, block.level, block.text.value) for block in read_document(name, text)]


def test_plain_text_headings_bullets_and_wrapped_lines():
    text = (
        "Privacy\n\n1. What we keep\n\nWe keep your name and the address that you typed into the\nform on our site.\n\n"
        "  • first\n    and more\n    • nested\n  • second\n"
    )
    assert kinds("p.txt", text) == [
        (BlockKind.HEADING, 0, "Privacy"),
        (BlockKind.HEADING, 1, "1. What we keep"),
        (BlockKind.PARAGRAPH, 1, "We keep your name and the address that you typed into the form on our site."),
        (BlockKind.ITEM, 1, "first and more"),
        (BlockKind.ITEM, 2, "nested"),
        (BlockKind.ITEM, 1, "second"),
    ]


def test_places_are_those_of_the_stored_file():
    (heading, paragraph) = read_document("p.md", "# Title\n\nWe keep **your\nname** here.\n")
    assert heading.text.place(0) == (1, 3)
    assert paragraph.text.place(paragraph.text.value.index("name")) == (4, 1)


def test_numbered_sentences_are_items_and_numbered_titles_headings():
    found = kinds("p.txt", "1. Scope\n\nThis applies to all.\n\n1. We log requests.\n2. We keep names.\n")
    assert [kind for kind, *_ in found] == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ITEM]


def test_markdown_tables_carry_their_headers():
    (row,) = [block for block in read_document("p.md", "| Name | Why |\n|---|---|\n| Stripe | payments |\n") if block.kind is BlockKind.ROW]
    assert [(cell.header, cell.text.value) for cell in row.cells] == [("Name", "Stripe"), ("Why", "payments")]


PLAIN = "Privacy\n1. Scope\nThis is about all.\n2. Data We Keep\n- Name: as you gave it.\n3. Contact\nWrite to us.\n"


def test_plain_text_that_is_only_named_markdown_is_read_as_plain_text():
    assert kinds("p.md", PLAIN) == kinds("p.txt", PLAIN)
    assert [value for kind, _, value in kinds("p.md", PLAIN) if kind is BlockKind.HEADING] == [
        "Privacy",
        "1. Scope",
        "2. Data We Keep",
        "3. Contact",
    ]


def test_markdown_with_a_heading_of_its_own_stays_markdown():
    assert BlockKind.HEADING not in [kind for kind, _, value in kinds("p.md", "# Privacy\n" + PLAIN) if value != "Privacy"]


def test_mdx_keeps_prose_and_drops_code():
    text = 'import X from "./x"\n\n<X a="b">\n\n# Hello {/* no */}\n\nWe keep <b>names</b>.\n\n</X>\n'
    assert [value for *_, value in kinds("p.mdx", text)] == ["Hello", "We keep names."]


def test_html_keeps_visible_text_only():
    text = (
        "<html><head><title>t</title><style>p{}</style></head><body><nav>menu</nav><h2>A &amp; B</h2>"
        "{% if x %}<p>We keep\n names.</p>{% endif %}<ul><li>one<ul><li>two</li></ul></li></ul><script>x()</script></body></html>"
    )
    assert kinds("p.html", text) == [
        (BlockKind.HEADING, 1, "A & B"),
        (BlockKind.PARAGRAPH, 1, "We keep names."),
        (BlockKind.ITEM, 1, "one"),
        (BlockKind.ITEM, 2, "two"),
    ]


def test_rst_includes_nothing_and_passes_nothing_raw():
    pytest.importorskip("docutils")
    text = "Title\n=====\n\n.. include:: /etc/passwd\n\n.. raw:: html\n\n   <b>no</b>\n\n* item\n\nterm\n  meaning\n"
    blocks = read_document("p.rst", text)
    assert [block.text.value for block in blocks] == ["Title", "item", "meaning"]
    assert blocks[-1].label.value == "term"


@pytest.mark.parametrize("name", ["p.txt", "p.md", "p.html", "p.rst"])
@pytest.mark.parametrize(
    "text", ["", "\ufeff", "\0\0", "<" * 2000, "(" * 5000, "- " * 3000, "a\r\nb\rc", "\n" * 5000, "[x](" * 500, "{{" * 900, "| a " * 900]
)
def test_odd_documents_end(name, text):
    assert isinstance(read_document(name, text), list)
