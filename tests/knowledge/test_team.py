from __future__ import annotations

import pytest

from datamap.errors import KnowledgeError
from datamap.knowledge.everything import Knowledge
from datamap.knowledge.team import team_files
from datamap.pipeline import Options, scan

CATEGORIES = """
[[category]]
key = "user.unique_id"
fields = ["kd nr"]

[[category]]
key = "user.content.dream"
name = "dreams"
fields = ["dream", "dream text"]
phrases = ["dream", "dream diary"]
"""
PROCESSORS = """
[[processor]]
id = "partnerfeed"
name = "PartnerFeed"
aliases = ["partner feed inc"]
purposes = ["analytics"]
home = "DE"
hosts = ["api.partnerfeed.io"]
"""
CODE = """
import requests
from django.db import models


class Sleeper(models.Model):
    email = models.EmailField()
    dream = models.TextField()
    kd_nr = models.CharField(max_length=9)


def tell(sleeper: Sleeper) -> None:
    requests.post("https://api.partnerfeed.io/v1", json={"text": sleeper.dream}, timeout=5)
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "datamap.d" / "categories").mkdir(parents=True)
    (tmp_path / "datamap.d" / "categories" / "own.toml").write_text(CATEGORIES)
    (tmp_path / "datamap.d" / "vendors.toml").write_text(PROCESSORS)
    (tmp_path / "app.py").write_text(CODE)
    return tmp_path


def run(project, policy):
    (project / "PRIVACY.md").write_text(policy)
    return scan(project, Options(cached=False))


def test_entries_of_the_team_are_found_in_code(project):
    result = run(project, "We collect your e-mail address. We share nothing with anybody.")
    found = {(element.name, element.category) for element in result.practices.elements}
    assert {("dream", "user.content.dream"), ("kd_nr", "user.unique_id"), ("email", "user.contact.email")} <= found
    flow = next(flow for flow in result.practices.flows if flow.sink.id == "partnerfeed")
    assert flow.data == "user.content.dream"
    assert {"DM101", "DM201"} <= {finding.rule for finding in result.findings}


def test_policies_speak_of_entries_of_the_team(project):
    result = run(project, "We collect your e-mail address and your dream diary. We share your dreams with Partner Feed Inc for analytics.")
    assert not {"DM101", "DM201"} & {finding.rule for finding in result.findings}


def test_what_is_shipped_stays_as_it_is(project):
    assert "user.content.dream" in Knowledge(team=team_files(project)).categories
    assert "user.content.dream" not in Knowledge().categories
    assert Knowledge().recogniser.recognise("kd_nr") is None


def test_a_file_without_a_known_table_is_named(project):
    (project / "datamap.d" / "odd.toml").write_text('[[vendor]]\nid = "x"\n')
    with pytest.raises(KnowledgeError, match=r"odd\.toml: hold either"):
        team_files(project)
