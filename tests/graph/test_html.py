"""The interactive page: what it may contain, that nothing in it loads or runs foreign things, and that it works in a real browser."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from browser import PROGRAM, browser

from datamap.graph.build import build
from datamap.graph.diagram import Detail
from datamap.graph.html import hashed, render

TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "h1", "button", "input", "label", "select", "option", "span", "main",
    "section", "svg", "defs", "marker", "path", "g", "rect", "text", "tspan", "p", "aside", "noscript", "script",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "type", "data-level", "data-zoom", "data-id", "id", "placeholder", "aria-label",
    "value", "class",
    "hidden", "xmlns", "role", "viewbox", "width", "height", "refx", "refy", "markerwidth", "markerheight", "orient", "d", "fill",
    "x", "y", "rx", "tabindex", "marker-end", "aria-live",
}  # fmt: skip


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.inside: list[str] = []
        self.texts: dict[str, list[str]] = {}

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        key = dict(attrs).get("type") or tag
        self.inside = [key]

    def handle_data(self, data):
        if self.inside and data.strip():
            self.texts.setdefault(self.inside[0], []).append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_nothing_but_our_own_markup(hostile):
    reader = read(render(hostile))
    assert reader.tags <= TAGS
    assert reader.attributes <= ATTRIBUTES
    known = json.loads(reader.texts["application/json"][0])
    assert set(known["levels"]) == {"service", "module", "function"}


def test_the_policy_allows_this_style_and_script_and_nothing_else(plain):
    page = render(plain)
    reader = read(page)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert policy == (
        f"default-src 'none'; script-src {hashed(reader.texts['script'][0])}; style-src {hashed(reader.texts['style'][0])}; "
        "base-uri 'none'; form-action 'none'"
    )


def test_no_address_to_load_from(plain):
    page = render(plain).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"(src|href|srcset)\s*=|https?:", page)
    assert "url(" not in page.replace("url(#", "")


def test_the_same_twice_and_small_enough(huge):
    page = render(huge, Detail.FUNCTION)
    assert len(page.encode()) < 1_000_000
    assert page == render(huge, Detail.FUNCTION)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    if PROGRAM is None:
        pytest.skip("no Chromium here")
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def show(page, result, folder, where=""):
    file = folder / "page.html"
    file.write_text(render(result), encoding="utf-8")
    page.console.clear()
    page.open(f"file://{file}{where}")


def arrow_to_vendor(result) -> str:
    return next(arrow.id for arrow in build(result).arrows if arrow.end == "processor:acme")


def test_a_click_shows_the_way_and_the_sentence(page, plain, tmp_path):
    show(page, plain, tmp_path)
    page.click(f'#level-service [data-id="{arrow_to_vendor(plain)}"] text')
    shown = page.run("document.getElementById('panel').innerText")
    assert "“We share data with Acme Mail only.”" in shown
    assert "app/mail.py:14" in shown
    assert "consent.analytics" in shown
    assert page.console == []


def test_hostile_names_stay_text(page, hostile, tmp_path):
    show(page, hostile, tmp_path, f"#id={arrow_to_vendor(hostile)}")
    assert page.run("document.querySelectorAll('img,iframe,a').length") == 0
    assert "DM101" in page.run("document.getElementById('panel').innerText")
    assert page.console == []


def test_filters_dim_what_they_do_not_name(page, plain, tmp_path):
    dim = "document.querySelectorAll('#level-service .dim').length"
    show(page, plain, tmp_path)
    assert page.run(dim) == 0
    show(page, plain, tmp_path, "#processor=Acme+Mail")
    assert 0 < page.run(dim) < page.run("document.querySelectorAll('#level-service [data-id]').length")
    show(page, plain, tmp_path, "#search=no+such+thing")
    assert page.run(dim) == page.run("document.querySelectorAll('#level-service [data-id]').length")


def test_levels_take_turns(page, plain, tmp_path):
    show(page, plain, tmp_path)
    page.click('[data-level="function"]')
    assert page.run("[...document.querySelectorAll('main section')].filter(s => !s.hidden).map(s => s.id).join()") == "level-function"


def test_each_drawing_has_its_own_arrow_heads(plain):
    page = render(plain)
    for section in re.findall(r"<section.*?</section>", page, re.DOTALL):
        used = set(re.findall(r"url\(#([\w-]+)\)", section))
        assert used
        assert used <= set(re.findall(r'<marker id="([\w-]+)"', section))
    names = re.findall(r'<marker id="([\w-]+)"', page)
    assert len(names) == len(set(names))
