"""The whole run on one screen: code to practices, policy to claims, the two to findings."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from datamap.checks import Case, find_all
from datamap.checks.triage import triage
from datamap.config import Config, load_config
from datamap.errors import ConfigError
from datamap.model import Level, Policy, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.knowledge import Knowledge
    from datamap.model import Practices


@dataclass(frozen=True)
class Options:
    """What the command line decides; None and () leave it to the configuration. ``jobs`` 0 means one process a core."""

    policies: tuple[Path, ...] = ()
    config: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_confidence: str | None = None
    jobs: int = 0
    cached: bool = True
    timings: dict[str, float] = field(default_factory=dict)


def scan(root: Path, options: Options | None = None) -> Result:
    """Compare the code below ``root`` with its policy. Raises DatamapError for the user's mistakes."""
    options = options or Options()
    if not root.exists():
        raise ConfigError(f"{root}: there is no such file or folder")
    config = load_config(root if root.is_dir() else root.parent, options.config)
    knowledge = _knowledge(config)
    practices = read_code(root, config, knowledge, options)
    policies = read_policies(root, config, knowledge, options)
    return compare(root, config, knowledge, practices, policies, options)


def read_code(root: Path, config: Config, knowledge: Knowledge, options: Options) -> Practices:
    """Everything that the code below ``root`` does with personal data."""
    from datamap.facts import discover, facts_of, open_cache
    from datamap.flow import analyse
    from datamap.program import link

    files = discover(root, config)
    facts = facts_of(files, options.jobs, open_cache() if options.cached else None)
    return analyse(link(facts), files, knowledge, config)


def read_policies(root: Path, config: Config, knowledge: Knowledge, options: Options) -> tuple[Policy, ...]:
    """The policies that the command line names, else the configuration, else those that are plainly one."""
    from datamap.policy import find_policies, read_policy

    named = options.policies or tuple(root / name for name in config.policies)
    return tuple(read_policy(_label(path, root), _text(path), knowledge) for path in named or find_policies(root))


def compare(
    root: Path, config: Config, knowledge: Knowledge, practices: Practices, policies: tuple[Policy, ...], options: Options
) -> Result:
    """Hold practices against claims."""
    from datamap.policy.answers import PolicyView

    view = PolicyView(policies, knowledge)
    case = Case(practices, view, knowledge)
    findings = triage(
        find_all(case),
        practices.suppressions,
        select=options.select or config.select,
        ignore=options.ignore or config.ignore_rules,
        by_path=config.ignores,
        min_confidence=options.min_confidence or config.min_confidence,
    )
    disclosed = {use.id: case.disclosure(use).word for use in practices.processors}
    return Result(
        root=".",
        findings=findings,
        practices=practices,
        policies=policies,
        disclosed=disclosed,
        statistics=dict(practices.statistics),
        notes=tuple(_notes(policies)),
    )


def exit_code(result: Result, fail_on: str | None) -> int:
    """1 if a finding that is not suppressed stands at or above ``fail_on`` (``never``: 0 always)."""
    if fail_on == "never":
        return 0
    lowest = Level(fail_on or "error").rank
    return int(any(finding.suppressed is None and finding.level.rank >= lowest for finding in result.findings))


def _notes(policies: tuple[Policy, ...]) -> Iterator[str]:
    if not policies:
        yield 'no privacy policy was found: name one with --policy FILE or policy = "…" under [tool.datamap]; rules that need one did not run'
    for policy in policies:
        if policy.unread:
            yield f"{policy.file}: {len(policy.unread)} sentences were not understood"
