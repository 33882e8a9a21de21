"""``datamap baseline``: accept what is there today, so that only what is new fails."""

from __future__ import annotations

from pathlib import Path

from datamap.cli.options import ConfigOption, JobsOption, NoCacheOption, OutputOption, PathArgument, PolicyOption, write


def baseline(
    path: PathArgument = Path(),
    policy: PolicyOption = None,
    output: OutputOption = None,
    config: ConfigOption = None,
    jobs: JobsOption = 0,
    no_cache: NoCacheOption = False,
) -> None:
    """Accept what is there today, in a file.

    The reasons in a baseline that --output names are kept.
    """
    from datamap.checks.baseline import read_baseline, write_baseline
    from datamap.pipeline import Options, scan

    result = scan(path, Options(policies=tuple(policy or ()), config=config, jobs=jobs, cached=not no_cache))
    before = read_baseline(output.read_text(encoding="utf-8"), output.as_posix()) if output and output.is_file() else ()
    write(write_baseline(result.findings, before), output)
