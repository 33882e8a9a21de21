from __future__ import annotations

import re
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from datamap.errors import DatamapError
from datamap.model import Claim, Element, Handler, Level, Location, Period, Policy, Practices, ProcessorUse, Result
from datamap.report.html import render
from datamap.report.standing import Status, standings

TAGS = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "h4", "p", "nav", "a", "div", "b", "article", "span", "blockquote",
    "footer", "ol", "li", "br", "table", "tr", "th", "td", "code", "small", "svg", "defs", "marker", "path", "g", "rect", "text", "tspan",
}  # fmt: skip
PLACE = Location("app/x.py", 3)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.names: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links |= {value for name, value in attrs if name in {"href", "src"}}
        self.names |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_no_markup_but_our_own_and_no_link_but_inside(hostile):
    page = render(hostile)
    reader = read(page)
    assert reader.tags <= TAGS
    assert all(link.startswith("#") for link in reader.links)
    assert not [name for name in reader.names if name.startswith("on") or name == "style"]
    assert "default-src 'none'; style-src 'sha256-" in re.search(r'content="(default[^"]*)"', page)[1].replace("&#39;", "'")
    assert not [character for character in page if not character.isprintable() and character != "\n"]


def test_sentence_and_path_stand_in_one_article(plain):
    page = render(plain)
    article = page[page.index("<article") : page.index("</article>")]
    text = " ".join(read(article).text)
    assert "We share data with Acme Mail only." in text
    assert "app/mail.py:14 app.send" in text
    assert page == render(plain)


def test_it_says_what_to_install(monkeypatch, plain):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(DatamapError, match=r"pip install 'datamap\[html\]'"):
        render(plain)


def claim(kind: str, **facts) -> Claim:
    return Claim("c", kind, facts.pop("polarity", "+"), Location("p.md", 1), "…", "s", checkable=facts.pop("checkable", "code"), **facts)


ELEMENT = Element("user.contact.email", "customer", "email", "app.User", "model", PLACE, "app.User.email")
PRACTICES = Practices(
    elements=(ELEMENT,),
    processors=(ProcessorUse("stripe", "Stripe", ("payments",), (PLACE,)),),
    periods=(Period(3600, "ttl", PLACE, "app"),),
    handlers=(Handler("erasure", PLACE, "app.erase"),),
)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (claim("COLLECTS", data=("user.contact",)), Status.CONFIRMED),
        (claim("COLLECTS", data=("user.financial",)), Status.UNSEEN),
        (claim("COLLECTS", data=("user",)), Status.UNSEEN),
        (claim("NOT_COLLECTS", polarity="-", data=("user.contact.email",)), Status.UNSEEN),
        (claim("PROCESSOR_NAMED", entities=("stripe",)), Status.CONFIRMED),
        (claim("PROCESSOR_NAMED", entities=("sentry",)), Status.UNSEEN),
        (claim("RETENTION_PERIOD", values={"seconds": 3600}), Status.CONFIRMED),
        (claim("RETENTION_PERIOD", values={"seconds": 60}), Status.UNSEEN),
        (claim("RIGHT", values={"rights": ["erasure"]}), Status.CONFIRMED),
        (claim("RIGHT", values={"rights": ["export"]}), Status.UNSEEN),
        (claim("SECURITY_GENERIC", checkable="no"), Status.UNCHECKED),
        (claim("CONTACT", checkable="text"), Status.UNCHECKED),
    ],
)
def test_how_a_claim_stands(said, status):
    (standing,) = standings(Result(".", (), PRACTICES, (Policy("p.md", "en", (said,)),)))
    assert standing.status is status
    assert bool(standing.places) == (status is Status.CONFIRMED)


def test_a_finding_contradicts_its_claim_but_a_note_does_not(plain):
    (standing,) = standings(plain)
    assert standing.status is Status.CONTRADICTED
    noted = replace(plain, findings=tuple(replace(finding, level=Level.NOTE) for finding in plain.findings))
    assert standings(noted)[0].status is not Status.CONTRADICTED
    excused = replace(plain, findings=tuple(replace(finding, suppressed="known") for finding in plain.findings))
    assert standings(excused)[0].status is not Status.CONTRADICTED
