"""The whole run on one screen: code to practices, policy to claims, the two to findings."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from datamap.config import Config, load_config
from datamap.errors import ConfigError
from datamap.facts.cache import Cache
from datamap.facts.dependencies import distributions
from datamap.kept import Kept, digest, remembered
from datamap.knowledge.everything import Knowledge
from datamap.knowledge.processors import Processor
from datamap.knowledge.team import team_files
from datamap.model import Finding, Level, Policy, Practices, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from datamap.config import OwnProcessor
    from datamap.facts.discover import Discovery
    from datamap.overview import Overview

LARGEST_POLICY = 1_000_000


@dataclass(frozen=True)
class Options:
    """What the command line decides; None and () leave it to the configuration. ``jobs`` 0 means one process a core."""

    policies: tuple[Path, ...] = ()
    config: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_confidence: str | None = None
    fail_on: str | None = None
    jobs: int = 0
    cached: bool = True
    baseline: Path | None = None
    baseline_from: str | None = None
    since: str | None = None


@dataclass(frozen=True)
class Project:
    """What is scanned, with its configuration and all that datamap knows for it."""

    root: Path
    config: Config
    knowledge: Knowledge
    cache: Cache | None = None
    kept: Kept | None = None


@dataclass(frozen=True)
class Judged:
    """What a comparison finds: findings, and how the policy speaks of each third party."""

    findings: tuple[Finding, ...]
    disclosed: dict[str, str]


def scan(root: Path, options: Options | None = None) -> Result:
    """Compare the code below ``root`` with its policy. Raises DatamapError for the user's mistakes."""
    options = options or Options()
    project = open_project(root, options)
    practices = read_code(project, options)
    policies = read_policies(project, options)
    return compare(project, practices, policies, options)


def open_project(root: Path, options: Options) -> Project:
    """Read the configuration. Raises ConfigError."""
    if not root.exists():
        raise ConfigError(f"{root}: there is no such file or folder")
    folder = root if root.is_dir() else root.parent
    config = load_config(folder, options.config)
    knowledge = Knowledge(own=map(_own, config.processor), packages=distributions(folder), team=team_files(folder))
    return Project(root, config, knowledge, Cache(), Kept()) if options.cached else Project(root, config, knowledge)


def read_code(project: Project, options: Options) -> Practices:
    """Everything that the code does with personal data; from what is kept if not a byte of it has changed."""
    from datamap.facts.discover import discover
    from datamap.facts.gather import DIED
    from datamap.overview import look

    found = discover(project.root, exclude=project.config.exclude, largest=project.config.max_file_bytes)
    overview = look(found, project.config, project.knowledge, project.cache, _jobs(options))
    practices = remembered(
        project.kept,
        lambda: digest(_inputs(project, found, overview)),
        Practices,
        lambda: _read(project, found, overview, options),
        lasting=lambda practices: all(one.reason != DIED for one in practices.unreadable),
    )
    return replace(practices, statistics={**practices.statistics, **overview.counted})


def _inputs(project: Project, found: Discovery, overview: Overview) -> Iterator[str | bytes]:
    """All that practices follow from."""
    yield msgspec.json.encode(project.config)
    yield msgspec.json.encode(project.knowledge.packages)
    yield from project.knowledge.team.texts
    yield msgspec.json.encode(found.unreadable)
    for file in overview.files:
        yield f"{file.path}\0{file.kind}\0{file.is_test}"
        yield overview.meaning(file)


def _read(project: Project, found: Discovery, overview: Overview, options: Options) -> Practices:
    from datamap.facts.gather import facts_of, unreadable
    from datamap.flow import analyse
    from datamap.flow.models.parsed import Parsed, SqlReader
    from datamap.program import link

    facts = overview.known_facts() or facts_of(overview.files, _jobs(options), project.cache, project.config.max_file_bytes)
    unread = (*found.unreadable, *unreadable(facts))
    key = digest(["sql", str(project.root.resolve())])
    sql = SqlReader(project.kept.get(key, Parsed) if project.kept else None)
    practices = analyse(link(facts), project.knowledge, project.config, overview.files, unread, sql)
    if project.kept and sql.learned:
        project.kept.put(key, sql.used)
    return practices


def call_graph(root: Path, options: Options) -> dict[str, list[str]]:
    """Caller to sorted callees, by their dotted names."""
    from datamap.facts.discover import discover
    from datamap.facts.gather import facts_of
    from datamap.flow import call_graph as resolve
    from datamap.program import link

    project = open_project(root, options)
    found = discover(root, exclude=project.config.exclude, largest=project.config.max_file_bytes)
    return resolve(link(facts_of(found.files, _jobs(options), project.cache, project.config.max_file_bytes)))


def _jobs(options: Options) -> int:
    return options.jobs or os.cpu_count() or 1


def read_policies(project: Project, options: Options) -> tuple[Policy, ...]:
    """The policies that the command line names, else the configuration, else those that are plainly one."""
    from datamap.policy import find_policies

    named = options.policies or tuple(project.root / name for name in project.config.policies)
    return read_documents(named or find_policies(project.root), project, below=project.root)


def read_documents(paths: Sequence[Path], project: Project, *, below: Path | None = None) -> tuple[Policy, ...]:
    """The claims and defects of documents that belong together, from what is kept if they say the same. Raises ConfigError."""
    from datamap.policy import read_policies as read

    texts = [(_label(path, below), text_of(path)) for path in paths]
    return remembered(
        project.kept,
        lambda: digest([msgspec.json.encode(project.config.processor), *project.knowledge.team.texts, *chain.from_iterable(texts)]),
        tuple[Policy, ...],
        lambda: read(texts, project.knowledge),
    )


def compare(project: Project, practices: Practices, policies: tuple[Policy, ...], options: Options) -> Result:
    """Hold practices against claims, or say what was found when just these were compared before."""
    wanted = (options.select, options.ignore, options.min_confidence, project.config)
    parts = (replace(practices, statistics={}), policies, wanted)
    judged = remembered(
        project.kept,
        lambda: digest([*map(msgspec.msgpack.encode, parts), *project.knowledge.team.texts]),
        Judged,
        lambda: _judge(project, practices, policies, options),
    )
    return Result(
        root=".",
        findings=judged.findings,
        practices=practices,
        policies=policies,
        disclosed=judged.disclosed,
        statistics={"cached_files": 0, **practices.statistics, "seconds": {}},
        notes=tuple(_notes(policies)),
        fail_on=options.fail_on or project.config.fail_on,
        knowledge=project.knowledge,
    )


def _judge(project: Project, practices: Practices, policies: tuple[Policy, ...], options: Options) -> Judged:
    from datamap.checks import Case, find_all
    from datamap.checks.company import apart, domains_by_name, own_domains
    from datamap.checks.triage import triage
    from datamap.policy.answers import PolicyView

    config = project.config
    view = PolicyView(policies, project.knowledge)
    domains = own_domains(view.claims, project.knowledge) | domains_by_name(practices, project.knowledge)
    outward, inward = apart(practices, domains)
    case = Case(outward, view, project.knowledge, config.forbid, inward)
    findings = triage(
        find_all(case),
        practices.suppressions,
        select=options.select or config.select,
        ignore=options.ignore or config.ignore_rules,
        by_path=config.ignores,
        min_confidence=options.min_confidence or config.min_confidence,
    )
    return Judged(findings, {use.id: case.disclosure(use.id, use.purposes).word for use in practices.processors})


def exit_code(result: Result) -> int:
    """1 if a finding that is not suppressed stands at or above the level that fails (``never``: 0 always)."""
    if result.fail_on == "never":
        return 0
    lowest = Level(result.fail_on).rank
    return int(any(finding.suppressed is None and finding.level.rank >= lowest for finding in result.findings))


def _notes(policies: Iterable[Policy]) -> Iterator[str]:
    policies = tuple(policies)
    if not policies:
        yield 'no privacy policy was found, so only rules that need none ran: give --policy FILE, or policy = "FILE" under [tool.datamap]'
        yield "to see what a policy has to say: datamap inventory, datamap graph --format html --output flows.html"
    for policy in policies:
        if policy.unread:
            yield f"{policy.file}: {len(policy.unread)} passages were not understood; datamap policy {policy.file} shows them"


def _own(entry: OwnProcessor) -> Processor:
    return Processor(
        id=entry.id,
        name=entry.name or entry.id,
        aliases=entry.aliases,
        purposes=entry.purposes,
        imports=entry.imports,
        hosts=entry.hosts,
        own=entry.own,
    )


def _label(path: Path, root: Path | None) -> str:
    """The document's path as reports show it: below the project, else as it was given."""
    if root is not None and path.resolve().is_relative_to(root.resolve()):
        return path.resolve().relative_to(root.resolve()).as_posix()
    return path.as_posix()


def text_of(path: Path) -> str:
    """The text of a document that a person named. Raises ConfigError that says what is wrong with it."""
    try:
        data = path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise ConfigError(f"{path}: can't be read ({error.strerror})") from None
    if data is None:
        raise ConfigError(f"{path}: there is no such policy file")
    if len(data) > LARGEST_POLICY:
        raise ConfigError(f"{path}: is over {LARGEST_POLICY:,} bytes; a policy that long can't be read")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text; convert it first") from None
