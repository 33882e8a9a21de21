"""Every format is read back by a reader that is not ours, with plain and with hostile names."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from datamap.checks import CHECKS
from datamap.checks.case import finding
from datamap.knowledge.conformance import rules
from datamap.model import Location
from datamap.report import github, gitlab, inventory, json_report, junit, markdown, policy, sarif, text
from datamap.report.explain import rule_page

if TYPE_CHECKING:
    from datamap.model import Result

FINDING_KEYS = {
    "rule", "name", "level", "confidence", "message", "file", "line", "column", "end_line", "end_column", "symbol", "data", "processor",
    "store", "claim", "path", "fingerprint", "suppressed",
}  # fmt: skip


def sarif_of(result: Result) -> str:
    texts = {check.CODE: check.__doc__ or "" for check in CHECKS}
    return sarif.render(result, rules(), {code: rule_page(rule, texts.get(code, "")) for code, rule in rules().items()})


RENDERERS = {
    "text": text.render,
    "json": json_report.render,
    "sarif": sarif_of,
    "github": github.render,
    "gitlab": gitlab.render,
    "junit": junit.render,
    "markdown": markdown.render,
    "inventory": inventory.as_table,
    "policy": lambda result: policy.as_table(result.policies),
}


def test_text_shows_the_sentence_beside_the_path(plain):
    assert text.render(plain) == (
        "app/mail.py:14:5  error DM101 undisclosed-processor\n"
        "  e-mail address goes to Acme Mail\n"
        "    privacy.md:7    “We share data with Acme Mail only.”\n"
        "    app/mail.py:3   Acme Mail is read from the request  app.routes.create\n"
        "    app/mail.py:14  sent  app.send\n"
        "\n"
        "1 error, 0 warnings, 0 notes in 1 files\n"
        "1 personal-data fields, 1 third parties, 1 stores, 2 flows\n"
        "policy: privacy.md, 1 claims read\n"
        "note: a note about Acme Mail\n"
    )


def test_json_has_every_key_of_the_contract(plain):
    document = json.loads(json_report.render(plain))
    assert set(document) == {"schema", "tool", "root", "policies", "findings", "inventory", "statistics", "notes"}
    assert set(document["findings"][0]) >= FINDING_KEYS
    assert document["findings"][0]["claim"] == {
        "file": "privacy.md", "line": 7, "kind": "PROCESSOR_LIST_CLOSED", "text": "We share data with Acme Mail only.",
    }  # fmt: skip
    assert document["inventory"]["flows"][0]["guards"] == ["consent.analytics"]
    assert document["inventory"]["processors"][0]["disclosed"] == "no"


def test_github_hides_columns_only_over_several_lines(plain):
    assert github.render(plain).startswith(
        "::error file=app/mail.py,line=14,col=5,title=DM101 undisclosed-processor::e-mail address goes to Acme Mail%0A"
    )


@pytest.mark.parametrize("name", RENDERERS)
def test_nothing_hostile_reaches_a_screen_or_a_second_line(name, hostile, plain):
    shown = RENDERERS[name](hostile)
    shown.encode("utf-8")
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    if name == "github":
        assert len(shown.splitlines()) == len(github.render(plain).splitlines())
        assert all(line.startswith("::error file=app/") for line in shown.splitlines())


def test_json_formats_are_json(hostile):
    for render in (json_report.render, sarif_of, gitlab.render):
        json.loads(render(hostile))


def test_junit_is_xml(hostile):
    root = ET.fromstring(junit.render(hostile))  # noqa: S314 - our own output
    assert [case.get("name") for case in root.iter("testcase")] == ["datamap.DM101"]


def test_markdown_has_no_markup_but_its_own(hostile):
    class Tags(HTMLParser):
        seen: set[str] = set()  # noqa: RUF012 - collected over one document

        def handle_starttag(self, tag, attrs):
            self.seen.add(tag)
            assert not [name for name, _ in attrs if name.startswith("on")]

    tags = Tags()
    tags.feed(MarkdownIt().render(markdown.render(hostile)))
    assert tags.seen <= {"h2", "h3", "p", "strong", "blockquote", "code", "details", "summary", "ol", "li", "em"}


def test_what_a_policy_lacks_is_told_together(plain):
    lacks = [finding("DM704", Location("privacy.md", 1), f"{what} is missing") for what in ("a", "b")]
    text_report = text.render(replace(plain, findings=(*plain.findings, *lacks)))
    assert text_report.count("DM704") == 1
    assert "  a is missing\n  b is missing\n" in text_report


def test_without_a_policy_who_gets_what_is_told(plain):
    assert "Acme Mail gets e-mail address" in text.render(replace(plain, policies=()))
    assert " gets " not in text.render(plain)
