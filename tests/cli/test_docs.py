"""Every command that the documentation shows is run, every recipe is read, every rule's page is what the rule says."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from datamap.config import parse_config
from datamap.knowledge.everything import Knowledge
from datamap.knowledge.team import team_files

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted((ROOT / "docs").glob("*.md"))
COMMANDS = re.compile(r"^ *```console\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
RECIPES = re.compile(r"^ *```yaml\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
TABLES = re.compile(r"^( *)```toml\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[str]:
    shown = (line.strip() for block in COMMANDS.findall(page.read_text(encoding="utf-8")) for line in block.splitlines())
    return [line.removeprefix("$ ") for line in shown if line.startswith("$ ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_shown_works(page, project, run):
    project.edit("paperboat/keys.py", "pb_", "pb1_")
    project.commit()
    for command in commands(page):
        program, *arguments = shlex.split(command)
        if program == "git":
            subprocess.run([program, *arguments], check=True, capture_output=True)
            continue
        done = run(*arguments)
        assert done.code in {0, 1}, (command, done.err)
        assert "Traceback" not in done.err


PLACES = {"path/to/service": ".", "path/to/privacy.md": "privacy.md", "fixtures/demo": ".", "fixtures/demo/privacy.md": "privacy.md"}


def test_every_command_of_the_readme_works(project, run):
    project.git("update-ref", "refs/remotes/origin/main", "HEAD")
    shown = [line for block in COMMANDS.findall(README) for line in block.splitlines() if line.startswith("datamap ")]
    assert {line.split()[1] for line in shown} == {"scan", "graph"}
    for command in shown:
        done = run(*(PLACES.get(word, word) for word in shlex.split(command)[1:]))
        assert done.code in {0, 1}, (command, done.err)


def test_the_readme_shows_what_the_demo_prints(run):
    (shown,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    printed = [block for block in run("demo").out.split("\n\n") if " DM7" not in block]
    assert printed[: shown.count("\n\n") + 1] == shown.rstrip("\n").split("\n\n")


def test_the_picture_is_the_diagram_of_the_demo(run):
    demo = ROOT / "fixtures" / "demo"
    drawn = run("graph", demo, "--policy", demo / "privacy.md", "--format", "svg").out
    assert drawn == (ROOT / "docs" / "demo-diagram.svg").read_text(encoding="utf-8")


def test_recipes_of_the_readme_name_what_there_is():
    hook, workflow = (yaml.safe_load(recipe) for recipe in RECIPES.findall(README))
    known = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert {one["id"] for one in hook["repos"][0]["hooks"]} <= known
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    steps = workflow["jobs"]["datamap"]["steps"]
    assert [set(step["with"]) <= set(inputs) for step in steps if "/datamap@" in step["uses"]] == [True]


def test_every_page_is_in_the_list():
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", (ROOT / "docs" / "README.md").read_text(encoding="utf-8")))
    assert listed == {page.name for page in PAGES} - {"README.md"}


def test_recipes_name_what_there_is():
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    (hook_recipe,) = RECIPES.findall((ROOT / "docs" / "hook.md").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in yaml.safe_load(hook_recipe)["repos"][0]["hooks"]] == list(hooks)
    github, gitlab = RECIPES.findall((ROOT / "docs" / "ci.md").read_text(encoding="utf-8"))
    steps = yaml.safe_load(github)["jobs"]["datamap"]["steps"]
    assert [set(step["with"]) <= set(inputs) for step in steps if "/datamap@" in step["uses"]] == [True]
    assert "privacy" in yaml.safe_load(gitlab)


def test_tables_are_read(tmp_path):
    (tmp_path / "datamap.d").mkdir()
    for page in PAGES:
        for number, (indent, block) in enumerate(TABLES.findall(page.read_text(encoding="utf-8"))):
            text = re.sub(f"(?m)^{indent}", "", block)
            if "tool" in tomllib.loads(text):
                parse_config(tomllib.loads(text)["tool"]["datamap"], page.name)
            else:
                (tmp_path / "datamap.d" / f"{page.stem}{number}.toml").write_text(text, encoding="utf-8")
    known = Knowledge(team=team_files(tmp_path))
    assert known.category_name("user.content.dream") == "dreams"
    assert known.processor_name("acme") == "Acme"


def test_hooks_and_action_run_commands_that_exist(run):
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")):
        assert run(*hook["entry"].split()[1:], "--help").code == 0
        re.compile(hook["files"])
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    for step in action["runs"]["steps"]:
        assert "uses" not in step
        assert "${{" not in step["run"]


@pytest.mark.parametrize(
    ("name", "starts"),
    [
        ("app/models.py", True),
        ("docs/privacy-policy.md", True),
        ("pyproject.toml", True),
        ("datamap.d/vendors.toml", True),
        ("migrations/1.sql", True),
        ("README.md", False),
    ],
)
def test_the_policy_starts_the_hook_too(name, starts):
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")):
        assert bool(re.search(hook["files"], name)) is starts


def test_rule_pages_are_what_the_rules_say():
    spec = importlib.util.spec_from_file_location("write_rule_pages", ROOT / "tools" / "write_rule_pages.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    written = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "rules").glob("*.md")}
    assert written == tool.pages()
