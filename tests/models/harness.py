"""Runs small programs through the whole analysis of code."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

from datamap.config import Config
from datamap.facts.read import read_module
from datamap.facts.sources import kind_of
from datamap.flow import analyse
from datamap.knowledge.everything import Knowledge
from datamap.program.link import link

KNOWLEDGE = Knowledge()


@dataclass
class Text:
    """A file that only exists in a test."""

    path: str
    text: str

    @property
    def kind(self):
        return kind_of(self.path)

    def load(self):
        return self.text.encode()


def practices(code="", files=None, config=None):
    """Analyse ``code`` as app.py, with further files by path."""
    texts = {"app.py": code} if code else {}
    found = [Text(path, dedent(text)) for path, text in {**texts, **(files or {})}.items()]
    facts = [read_module(file.path, file.load()) for file in found if file.kind == "python"]
    return analyse(link(facts), KNOWLEDGE, config or Config(), tuple(found), ())


def flows(code="", files=None):
    """What flows where, in which form: {(category, sink, form)}."""
    return {(flow.data, flow.sink.id, str(flow.form)) for flow in practices(code, files).flows}


def guards(code, sink):
    """The guards of every flow to one sink."""
    return {str(guard) for flow in practices(code).flows if flow.sink.id == sink for guard in flow.guards}
